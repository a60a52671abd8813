"""How Samrum says no: what is refused, why, and what can be done instead.

The three sentences are templates in English.  Who refuses fills nothing in and knows no language:
whoever shows the refusal translates the templates, then fills them from `about`.
"""

from __future__ import annotations

from collections.abc import Callable


class Refused(Exception):
    """Raised when an act may not be done.

    `provision` names the law behind the refusal ("FL 32 §"), empty where none is.
    """

    def __init__(
        self, what: str, *, because: str, instead: str, provision: str = "", **about: object
    ) -> None:
        super().__init__(what, because, instead)
        self.what = what
        self.because = because
        self.instead = instead
        self.provision = provision
        self.about = about

    @property
    def sentences(self) -> tuple[str, str, str]:
        return self.what, self.because, self.instead

    def told(self, translate: Callable[[str], str] = str) -> str:
        """Return the three sentences in the language of `translate`."""
        return " ".join(translate(sentence).format(**self.about) for sentence in self.sentences)

    def __str__(self) -> str:
        return self.told()
