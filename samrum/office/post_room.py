"""The post room: letters that were ordered are set, sent, and what became of them is reported.

It works after the commit, from the outbox.  A letter is leased, set as a PDF, kept in the file
store and handed to the channel under the letter's own key; then the report is an act of its own.
If the post room dies in between, the lease runs out and the same key is used again: a channel that
keeps keys delivers once.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from samrum.channels.letter import WrittenLetter
from samrum.channels.outgoing import Attachment, Message, NotSent, Outcome, Receipt
from samrum.channels.store import Store
from samrum.core.case import Case, Letter, ReportLetter
from samrum.core.person import Person
from samrum.journal import cases, outbox, people
from samrum.office import clock, room_post
from samrum.office.act import act_by_itself
from samrum.office.municipality import Municipality, municipality, now
from samrum.office.paper import answers_for, set_letter
from samrum.office.sending import BY_HAND, attempted, channel_of, message_of
from samrum.office.versions import package_of

AT_ONCE: Final = 20  # letters leased at a time
LEASE: Final = timedelta(minutes=5)
HAND_OVER: Final = "hand-over"  # the letter of a country that everything goes along with


def send_waiting(tenant: int) -> int:
    """Send the letters whose time has come; return how many were dealt with."""
    at = clock.moment()
    leased = outbox.lease(tenant, AT_ONCE, at, at + LEASE)
    for waiting in leased:
        _deal_with(tenant, waiting)
    return len(leased)


def _deal_with(tenant: int, waiting: outbox.Waiting) -> None:
    kept = cases.load(tenant, waiting.stream)
    if kept is None:
        room_post.deal_with(tenant, waiting)
        return
    letter = next(
        (one for one in kept.case.letters if one.number == waiting.letter),
        None,
    )
    if letter is None or letter.fate == "sent":
        outbox.settle(tenant, waiting)
        return
    sent = attempted(tenant, waiting, lambda: _send(tenant, kept.case, letter, waiting))
    if sent is None:
        return
    report = _report(letter, *sent)
    act_by_itself(tenant, "post", report, case=kept.case.id, key=f"{waiting.key}/{report.fate}")
    outbox.settle(tenant, waiting)


def _send(tenant: int, case: Case, letter: Letter, waiting: outbox.Waiting) -> tuple[str, Outcome]:
    here = municipality(tenant)
    resident = people.load(tenant, case.resident)
    assert resident is not None, "a case is for somebody who is known here"
    protected = case.protected or resident.person.protected
    to_instance = letter.reach.channel == "instance"
    window = None if protected else _instance(tenant, case) if to_instance else resident.person
    written = set_letter(here, case, letter, window, answers_for(tenant, case))
    sha256 = Store(Path(settings.FILES)).keep(written.pdf)
    if protected:
        return sha256, NotSent(waiting.key, "", now(tenant), BY_HAND, try_again=False)
    channel = channel_of(here, letter.reach.channel)
    message = _message(here, case, letter, written, resident.person, waiting.key.replace("/", "."))
    return sha256, channel.deliver(message)


def _message(
    here: Municipality,
    case: Case,
    letter: Letter,
    written: WrittenLetter,
    resident: Person,
    key: str,
) -> Message:
    """The letter with its papers, to the resident or to the instance that examines an appeal."""
    paper = Attachment(f"{letter.template}.pdf", "application/pdf", written.pdf)
    if letter.reach.channel != "instance":
        return message_of(here, letter, resident, (paper,), key, where=("case", case.id))
    attached = (paper, _bundle(case)) if letter.template == HAND_OVER else (paper,)
    to = _instance(here.tenant, case).name
    return Message(key, to, letter.title, letter.text, attached, letter.language)


def _instance(tenant: int, case: Case) -> Person:
    """Who examines an appeal in a case, as a letter is addressed to it."""
    service = package_of(tenant, case.package)
    return Person("", "", service.appeal_instance[service.languages[0]])


def _bundle(case: Case) -> Attachment:
    """Everything that was handed over with the appeal, byte for byte."""
    assert case.appeal is not None, "a letter to the instance is about an appeal"
    with Store(Path(settings.FILES)).open(case.appeal.bundle) as file:
        return Attachment(f"{case.number}.zip", "application/zip", file.read())


def _report(letter: Letter, sha256: str, outcome: Outcome) -> ReportLetter:
    match outcome:
        case Receipt(reference=reference):
            return ReportLetter(letter.number, "sent", sha256, reference)
        case NotSent(because=because):
            return ReportLetter(letter.number, "failed", sha256, because)
        case _:
            return ReportLetter(letter.number, "unsure", sha256, outcome.because)
