"""Why a population cannot be replayed: exact, or refused."""

from __future__ import annotations


class ReplayFault(Exception):
    """Facts or rules that cannot be replayed exactly: what, because, instead."""

    def __init__(self, what: str, because: str, instead: str) -> None:
        super().__init__(f"{what} {because} {instead}")
        self.what = what
        self.because = because
        self.instead = instead
