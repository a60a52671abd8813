"""T5: when no checkpoint can be made, nothing more is acknowledged, and all goes on afterwards.

The clock is not waited for: what waits is told to have waited longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, Installation, installation, new_key

POLICY = timedelta(minutes=15)
TRIES = 8  # acts that are tried in each outage


def stop_checkpoints(asked: Asked) -> Result:
    """Outages of the checkpoint service, some shorter than the policy and some longer."""
    from django.conf import settings

    from samrum.site.checkpoints import cover
    from trials.durability.acts import apply, resident

    here, random = installation(), Random(asked.seed)
    here.empty()
    reader = resident()
    case = apply(reader, new_key()).case
    refused, taken_too_late, refused_too_soon, lost = 0, 0, 0, 0
    with replaced(settings, "UNCOVERED", settings.UNCOVERED or POLICY):
        for number in range(asked.n):
            cover(TENANT)
            refused_too_soon += not _tried(reader, case, f"waits {number}", new_key())
            late = random.random() < 0.5
            waited = POLICY * (random.uniform(1.01, 9) if late else random.uniform(0.1, 0.9))
            _has_waited(here, waited)
            keys = [new_key() for _ in range(TRIES)]
            taken = [_tried(reader, case, f"try {number} {key}", key) for key in keys]
            taken_too_late += sum(taken) if late else 0
            refused_too_soon += 0 if late else TRIES - sum(taken)
            refused += TRIES - sum(taken)
            cover(TENANT)
            again = [_tried(reader, case, f"try {number} {key}", key) for key in keys]
            lost += TRIES - sum(again)
    doubled = _said(case) - asked.n * (TRIES + 1)
    figures = {
        "outages": asked.n,
        "acts tried": asked.n * TRIES,
        "refused": refused,
        "acknowledged without cover": taken_too_late,
        "refused too soon": refused_too_soon,
        "not taken afterwards": lost,
        "taken twice": doubled,
    }
    return Result(not (taken_too_late or refused_too_soon or lost or doubled), figures)


def _tried(reader: object, case: str, text: str, key: str) -> bool:
    """Whether a message was acknowledged."""
    from samrum.core.case import SendMessage
    from samrum.core.refusal import Refused
    from samrum.office.act import act

    try:
        act(reader, SendMessage(text), case=case, key=key)  # type: ignore[arg-type]
    except Refused as refusal:
        assert str(refusal).startswith("Nothing can be received right now."), refusal
        return False
    return True


def _has_waited(here: Installation, time: timedelta) -> None:
    with here.superuser() as superuser:
        superuser.execute("update journal_moved set since = now() - %s", [time])


def _said(case: str) -> int:
    """How many messages the journal holds."""
    from samrum.journal import entries

    return sum(entry.kind == "MessageSent" for entry in entries.read(TENANT, case))


@contextmanager
def _never() -> Iterator[None]:
    """The rule is forgotten."""
    from samrum.office import act

    with replaced(act, "must_be_covered", lambda waited: None):
        yield


TRIALS = (
    Trial(
        "T5",
        "When no checkpoint has been made for too long, nothing is acknowledged, and nothing lost.",
        "outages",
        200,
        3,
        stop_checkpoints,
        {"never": _never},
    ),
)
