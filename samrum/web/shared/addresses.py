"""The address of a page by its name; asked for dozens of times on each page, so remembered."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8_192)
def url(name: str, *args: object) -> str:
    """The address of the page with this name.  Raises NoReverseMatch."""
    return reverse(name, args=args)
