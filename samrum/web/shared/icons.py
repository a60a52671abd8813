"""The few pictures of the pages, drawn by ourselves as inline SVG on a 24 x 24 grid."""

from __future__ import annotations

from functools import cache
from typing import Final

from markupsafe import Markup

DRAWN: Final = {
    "back": "M15 5l-7 7 7 7",
    "on": "M9 5l7 7-7 7",
    "done": "M4.5 12.5l5 5 10-11",
    "you": "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
    "we": "M3 20.5V10l9-6.5 9 6.5v10.5M3 20.5h18M9.5 20.5v-6h5v6",
    "phone": "M6 3.5h3.5l1.5 4.5-2.2 1.6a12 12 0 005.6 5.6l1.6-2.2 4.5 1.5V18"
    "a2.5 2.5 0 01-2.5 2.5C10.5 20.5 3.5 13.5 3.5 6A2.5 2.5 0 016 3.5z",
    "message": "M4 5h16v11.5h-8.5L7 20v-3.5H4z",
    "letter": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "document": "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5v5h5M9 13h6M9 16.5h6",
    "add": "M12 5v14M5 12h14",
    "wait": "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 7.5V12l3 2",
    "warning": "M12 4l9 16H3zM12 10v4.5M12 17.2v.3",
    "pair": "M9 11.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c.6-3.5 3-5.5 6.5-5.5s5.9 2 6.5"
    " 5.5M15.5 4.8a3.5 3.5 0 010 6.4M18 15c2 .8 3.2 2.5 3.5 5",
    "pen": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
    "lock": "M6 10.5h12v10H6zM8.5 10.5V8a3.5 3.5 0 017 0v2.5",
    "print": "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 13.5h10v7H7z",
    "rule": "M5 5h14M5 12h9M5 19h6",
    "heart": "M12 20s-8-4.8-8-10.5A4.3 4.3 0 0112 7a4.3 4.3 0 018 2.5C20 15.2 12 20 12 20z",
}


@cache
def icon(name: str) -> Markup:
    """The picture as SVG; it says nothing to who cannot see, the words beside it do."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{DRAWN[name]}"/></svg>'
    )
