"""Where the folders that travel with the product lie: services, countries, vocabulary, locale.

In a checkout they stand beside `samrum`, where people edit them; in an installed wheel they lie
inside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

Folder = Literal["services", "countries", "vocabulary", "locale", "municipalities"]

_PRODUCT: Final = Path(__file__).resolve().parent.parent


INSTALLED: Final = (_PRODUCT / "_shipped").is_dir()
"""Whether this is an installed wheel, and no checkout."""


def shipped(folder: Folder) -> Path:
    """The folder's place in this installation."""
    in_the_wheel = _PRODUCT / "_shipped" / folder
    return in_the_wheel if in_the_wheel.is_dir() else _PRODUCT.parent / folder
