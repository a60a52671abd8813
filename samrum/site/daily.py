"""The daily mail to whoever runs an installation: what is broken, and what is no longer.

One look a day for each municipality, by the doctor and nobody else.  A mail goes when something is
broken, or has been mended since the last one; it holds counts and what to do, and nothing about
anybody.  What was found stands on the page "What holds here" too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from samrum.channels.outgoing import Message, NotSent, Outcome
from samrum.core.danger import Danger, News, news
from samrum.core.refusal import Refused
from samrum.journal import looks
from samrum.office import clock
from samrum.office.municipality import Municipality, address, administrator, municipality, now
from samrum.office.sending import channel_of
from samrum.site import doctor
from samrum.site.logs import plain

logger = logging.getLogger(__name__)
HOUR: Final = 6  # of the day by the municipality's clock, from which the next look is due
AGAIN: Final = timedelta(hours=1)  # after a mail that could not be sent
LONGEST: Final = timedelta(days=7)  # that is counted back


def tell(tenant: int) -> News | None:
    """Look at what is broken, if it is time, and mail it; what was told, None if it was not time
    or the mail is to be tried again."""
    at = now(tenant)
    before = looks.hold(tenant, at, clock.moment() + AGAIN)
    if before is None:
        return None
    since = max(before.told_at or at - timedelta(days=1), at - LONGEST)
    try:
        found = doctor.examine(tenant, since.astimezone(at.tzinfo))
    except Exception:  # whatever it was, letters go on; the next look is in an hour
        logger.exception("The look at what is broken was cut short.")
        return None
    looks.keep(tenant, at, found)
    told = news(before.told, found)
    here = municipality(tenant)
    if told and administrator(here):
        outcome = _mail(here, told, at)
        if isinstance(outcome, NotSent):
            logger.error("The mail about what is broken was not sent: %s", outcome.because)
            return None
    looks.told(tenant, at, found, _tomorrow(at))
    return told


def letter(here: Municipality, told: News, at: datetime) -> tuple[str, str]:
    """The subject and the text of the mail."""
    many = len(told.broken)
    subject = f"{here.name}: {_things(many)} broken, {len(told.new)} new"
    if not many:
        subject = f"{here.name}: nothing is broken any more"
    parts = [
        f"What is broken in Samrum for {here.name}, {at:%Y-%m-%d %H:%M}. There is nothing about"
        " anybody in this mail.",
        *_part("NEW", told.new),
        *_part("STILL", told.still),
        *_part("NO LONGER", told.mended, mended=True),
        f"The numbers stand on {address(here)}/desk/configuration/ too, and samrum doctor says all"
        " of it at any time. That this machine or samrum work stands still, no mail can tell: let"
        " another machine ask for /api/ready.",
    ]
    return subject, "\n\n".join(parts) + "\n"


def _mail(here: Municipality, told: News, at: datetime) -> Outcome:
    key = f"broken-{here.tenant}-{at:%Y-%m-%d}"
    subject, text = letter(here, told, at)
    try:
        message = Message(key, administrator(here), subject, text, language="en")
        return channel_of(here, "email").deliver(message)
    except Refused as refusal:
        return NotSent(key, "email", at, str(refusal), try_again=True)


def _part(title: str, some: Iterable[Danger], *, mended: bool = False) -> Iterator[str]:
    told = list(some)
    if told:
        yield title
    for one in told:
        sentences = (one.what,) if mended else (one.what, one.because, one.instead)
        yield "\n  ".join(plain(sentence) for sentence in sentences)


def _things(many: int) -> str:
    return "1 thing is" if many == 1 else f"{many} things are"


def _tomorrow(at: datetime) -> datetime:
    return (at + timedelta(days=1)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
