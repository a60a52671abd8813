"""D6: the post room dies between every two steps, and each letter still arrives once.

It is killed in earnest, by a signal to itself, just before or just after a step; the next one goes
on when the lease of the dead one has run out.  The provider keeps the keys of what it has taken, on
its own disk, as one does that honours keys.  Letters are not set, only their words are kept: the
program that sets them cannot be taken along into a process that is split off.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, installation, new_key

STEPS = ("lease", "load", "set_letter", "keep", "deliver", "act_by_itself", "settle")
PLACES = tuple((step, when) for step in STEPS for when in ("before", "after"))
AGAIN = 0.4  # how often the one that goes on dies too
MOST = 30  # post rooms for one letter


@dataclass(frozen=True)
class _Provider:
    """Takes a message once for each key, and remembers every time that it was asked."""

    folder: Path
    name: str = "provider"
    is_stub: bool = True

    def deliver(self, message: Any) -> Any:
        from samrum.channels.durable import write_once
        from samrum.channels.outgoing import Receipt
        from samrum.office.municipality import now

        write_once(self.folder / message.key, message.fingerprint.encode())
        return Receipt(message.key, self.name, now(TENANT), message.key, message.fingerprint)

    @property
    def taken(self) -> Counter[str]:
        """How many deliveries there were of each letter, by the key that it was ordered under."""
        keys = (file.name for file in self.folder.iterdir())
        return Counter(".".join(key.split(".")[:3]) for key in keys)


def post(asked: Asked) -> Result:
    """So many letters; each one's post room dies at one of the places, and often the next one's."""
    from samrum.journal import outbox
    from samrum.office import post_room
    from samrum.office.clock import held_at
    from samrum.office.municipality import now
    from trials.durability.acts import apply, resident

    here, random = installation(), Random(asked.seed)
    here.empty()
    provider = _Provider(here.folder / "provider")
    shutil.rmtree(provider.folder, ignore_errors=True)
    provider.folder.mkdir()
    reader, died, stuck, cases = resident(), Counter[str](), 0, []
    with (
        replaced(post_room, "channel_of", lambda here, reach: provider),
        replaced(post_room, "set_letter", _not_set),
    ):
        with held_at(now(TENANT) + timedelta(hours=1)):  # here, because rooms' letters are set
            while post_room.send_waiting(TENANT):
                pass
        before = set(provider.taken)
        for number in range(asked.n):
            cases.append(apply(reader, new_key()).case)
            place: tuple[str, str] | None = PLACES[number % len(PLACES)]
            at = now(TENANT)
            for _ in range(MOST):
                at += timedelta(hours=1)  # every lease and every pause has run out
                if _room_until_the_end(at, place):
                    died[" ".join(place or ())] += 1
                place = random.choice(PLACES) if random.random() < AGAIN else None
                if not outbox.waiting(TENANT):
                    break
            stuck += outbox.waiting(TENANT)
    return _reckoned(cases, provider.taken, before, died, stuck)


def _reckoned(
    cases: list[str], taken: Counter[str], before: set[str], died: Counter[str], stuck: int
) -> Result:
    from zoneinfo import ZoneInfo

    from samrum.journal import cases as kept_cases
    from samrum.journal import entries
    from samrum.journal.verify import verify

    ordered, reported, unsent = set(), 0, 0
    for case in cases:
        kept = kept_cases.load(TENANT, case)
        assert kept is not None, "it was applied for"
        ordered |= {f"{case}.letter.{letter.number}" for letter in kept.case.letters}
        unsent += sum(letter.fate != "sent" for letter in kept.case.letters)
        kinds = [entry.kind for entry in entries.read(TENANT, case)]
        reported += kinds.count("LetterReported") - len(kept.case.letters)
    ours = {key: times for key, times in taken.items() if key not in before}
    faults = [str(one) for one in verify(TENANT, ZoneInfo("Europe/Stockholm")).faults]
    figures = {
        "letters": len(ordered),
        "post rooms killed": sum(died.values()),
        "places": len(died),
        "missing": len(ordered - set(ours)),
        "delivered twice": sum(times > 1 for times in ours.values()),
        "nobody ordered": len(set(ours) - ordered),
        "not told as sent": unsent,
        "told twice": reported,
        "still waiting": stuck,
        "faults": len(faults),
    }
    wrong = ("missing", "delivered twice", "nobody ordered", "not told as sent", "told twice")
    well = not any(figures[name] for name in (*wrong, "still waiting", "faults"))
    examples = [*faults[:3], *(key for key, times in ours.items() if times > 1)][:5]
    return Result(well and sum(died.values()) >= len(cases), figures, examples)


def _not_set(here: Any, case: Any, letter: Any, *more: Any) -> Any:
    from samrum.channels.letter import WrittenLetter

    words = f"{case.id} {letter.number} {letter.text}".encode()
    return WrittenLetter(words, sha256(words).hexdigest(), 1)


def _room_until_the_end(at: datetime, place: tuple[str, str] | None) -> bool:
    """A post room, as a process of its own, at this hour: whether it died on the way."""
    from django.db import connections

    connections.close_all()  # they would be shared
    child = os.fork()
    if child == 0:
        try:
            _send_and_die(at, place)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _send_and_die(at: datetime, place: tuple[str, str] | None) -> None:
    from samrum.channels.store import Store
    from samrum.journal import cases, outbox
    from samrum.office import post_room
    from samrum.office.clock import held_at

    owners = {"lease": outbox, "settle": outbox, "load": cases, "keep": Store}
    if place:
        owner: Any = owners.get(place[0], post_room)
        if place[0] == "deliver":
            owner = _Provider
        setattr(owner, place[0], _deadly(getattr(owner, place[0]), place[1]))
    with held_at(at):
        while post_room.send_waiting(TENANT):
            pass


def _deadly(step: Callable[..., Any], when: str) -> Callable[..., Any]:
    def dying(*about: Any, **more: Any) -> Any:
        if when == "after":
            step(*about, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return dying


@contextmanager
def _key_of_the_moment() -> Iterator[None]:
    """A letter is sent under a key that is new each time."""
    from samrum.office import post_room

    right = post_room._message

    def message(*about: Any) -> Any:
        told = right(*about)
        return replace(told, key=f"{told.key}.{new_key()[:8].replace('_', 'x').replace('-', 'x')}")

    with replaced(post_room, "_message", message):
        yield


@contextmanager
def _settled_first() -> Iterator[None]:
    """A letter is taken out of the outbox when it is leased, and not when it has been sent."""
    from samrum.journal import outbox

    right = outbox.lease

    def lease(*about: Any) -> Any:
        leased = right(*about)
        for one in leased:
            outbox.settle(TENANT, one)
        return leased

    with replaced(outbox, "lease", lease):
        yield


TRIALS = (
    Trial(
        "D6",
        "A letter arrives once and is told once, wherever the post room dies on the way.",
        "letters; the post room dies just before or just after one of seven steps, and often again",
        1000,
        14,
        post,
        {"key-of-the-moment": _key_of_the_moment, "settled-first": _settled_first},
    ),
)
