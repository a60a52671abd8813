"""What every letter that leaves has in common: its channel, word by e-mail, when to try again."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

from samrum.channels.by_name import channel_for
from samrum.channels.outgoing import Attachment, Channel, Message, NotSent, Outcome
from samrum.core.case import Letter
from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.core.room import RoomLetter
from samrum.journal import outbox
from samrum.office import clock
from samrum.office.municipality import Municipality, address, now

WAITS: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOST_ATTEMPTS: Final = 24  # about a day; then a person has to look

BY_HAND: Final = (
    "The resident's data are protected, so nothing is sent by itself. "
    "Send it by hand through the mail service for protected addresses."
)


def channel_of(here: Municipality, reach: str) -> Channel:
    """The channel that the municipality has set for this way of being reached."""
    told = here.channels.get(reach, {"name": "file"})
    folder = Path(settings.VAR) / "post" / here.id / reach
    unset: Mapping[str, str] = {
        "folder": str(folder),
        "sent_log": str(folder),
        "sender": f"{here.id}@{here.web}",
    }
    return channel_for(told["name"], {**unset, **told})


def attempted(
    tenant: int, waiting: outbox.Waiting, send: Callable[[], tuple[str, Outcome]]
) -> tuple[str, Outcome] | None:
    """What came of sending a leased letter: the hash of its paper, and the outcome; None where it
    now waits for another attempt."""
    try:
        sha256, outcome = send()
    except Refused as refusal:
        sha256, outcome = "", NotSent(waiting.key, "", now(tenant), str(refusal), try_again=False)
    later = isinstance(outcome, NotSent) and outcome.try_again
    if later and waiting.attempts < MOST_ATTEMPTS:
        outbox.postpone(tenant, waiting, clock.moment() + wait(waiting.attempts))
        return None
    return sha256, outcome


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return WAITS[min(attempts, len(WAITS)) - 1]


def message_of(
    here: Municipality,
    letter: Letter | RoomLetter,
    person: Person,
    attached: Sequence[Attachment],
    key: str,
    *,
    where: tuple[Literal["case", "room"], str],
) -> Message:
    """A letter to a person as its channel takes it: by e-mail only word that something has come and
    `where` (in a case or room, and its id), never what; else the letter itself."""
    noun, id = where
    if letter.reach.channel == "email":
        words = _notice_words()[letter.language]
        about = {"municipality": here.name, "address": f"{address(here)}/{noun}s/{id}/"}
        subject, text = words["subject"].format(**about), words[noun].format(**about)
        return Message(key, letter.reach.address, subject, text, language=letter.language)
    to = " / ".join((person.name, *person.address))
    if letter.reach.channel == "digital_mail":
        to = person.number
    return Message(key, to, letter.title, letter.text, tuple(attached), letter.language)


@cache
def _notice_words() -> Mapping[str, Mapping[str, str]]:
    """What an e-mail says: that something has come, never what."""
    text = files("samrum.office").joinpath("notice_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
