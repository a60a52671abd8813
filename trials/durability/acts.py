"""What the trials' people do: hand in an application, and write messages in their cases."""

from __future__ import annotations

from samrum.cli.lillevik import lives
from samrum.cli.lillevik.people import METTE
from samrum.cli.lillevik.seed import log_in
from samrum.core.access import Reader
from samrum.core.case import Reach
from samrum.core.fact import Answer
from samrum.office.act import Receipt
from samrum.office.act import apply as hand_in


def resident() -> Reader:
    """Mette, logged in."""
    return log_in(METTE)


def apply(reader: Reader, key: str) -> Receipt:
    """Hand in an application for a parking permit, without papers."""
    return hand_in(
        reader,
        service=lives.SERVICE,
        resident=reader.id,
        answers={fact: Answer(value) for fact, value in lives.DRIVER.items()},
        reach=Reach("letter"),
        language="sv",
        key=key,
    )
