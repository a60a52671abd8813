"""The words of the pages in the reader's language: see samrum.office.words."""

from samrum.office.words import (
    LANGUAGES,
    catalogue,
    first,
    gettext,
    in_words,
    language,
    ngettext,
    read,
    speak,
    speaking,
    spoken,
    stand_in,
    zone,
)

__all__ = [
    "LANGUAGES",
    "catalogue",
    "first",
    "gettext",
    "in_words",
    "language",
    "ngettext",
    "read",
    "speak",
    "speaking",
    "spoken",
    "stand_in",
    "zone",
]
