"""A town in which every field holds what the trial typed: cases in every state, a room, a draft."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from random import Random

from samrum.cli.lillevik import lives, papers, people, room, seed
from samrum.core.access import Reader
from samrum.core.appeal import AppealDecision, JudgeTimeliness, ReviewDecision
from samrum.core.bias import RaiseBias, ReviewBias
from samrum.core.case import (
    AskForCorrection,
    AskForSupplement,
    Assess,
    Command,
    Decide,
    GiveFact,
    HandInDocument,
    HandleCorrection,
    ObjectToNote,
    OpenDecision,
    Reach,
    SendMessage,
    TakeCase,
    Withdraw,
    WriteNote,
)
from samrum.core.child import ConsiderChild
from samrum.core.delay import TellDelay
from samrum.core.fact import Answer
from samrum.core.hearing import AnswerHearing, BeginHearing, LeaveOutHearing
from samrum.core.hiding import AskToSee, HideItem, KeepHidden
from samrum.core.oral import AskToTell, Told
from samrum.core.refusal import Refused
from samrum.core.room import (
    AskForConsent,
    AskForFact,
    CallMeeting,
    DeclinePlan,
    NoteDissent,
    SayNeeds,
    SetGoal,
    SetPlanStep,
    TellFact,
)
from samrum.office import (
    act,
    drafts,
    identity,
    persons,
    post_room,
    room_act,
    room_worry,
    see,
    uploads,
)
from samrum.office.municipality import now
from trials.browser.payloads import Words

TENANT = 1
METRES = "mobility.walking_distance_max_m"
CAST = {
    one.name.split()[0].lower(): one
    for one in (
        people.ANNA,
        people.MAJ,
        people.ELIS,
        people.DRAGAN,
        people.ERIK,
        people.BO,
        people.KARIN,
        people.CECILIA,
        people.SIV,
        people.PIA,
    )
}


@dataclass
class Town:
    """Everybody with a session, and what can be looked at; `refused` is what was not taken."""

    words: Words
    tokens: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    room: str = ""
    born: int = field(default_factory=time.time_ns)
    presses: int = 0
    refused: list[str] = field(default_factory=list)

    def reads(self, name: str) -> Reader:
        reader = identity.reader(self.tokens[name])
        assert reader is not None, "the session has just begun"
        return reader

    def does(self, name: str, case: str, *commands: Command) -> None:
        for command in commands:
            self._try(lambda c=command: act.act(self.reads(name), c, case=case, key=self.key()))

    def in_room(self, name: str, *commands: object) -> None:
        for command in commands:
            self._try(
                lambda c=command: room_act.act(self.reads(name), c, room=self.room, key=self.key())
            )

    def key(self) -> str:
        self.presses += 1
        return f"town-{self.born}-{self.presses}"

    def _try(self, press: object) -> None:
        try:
            press()  # type: ignore[operator]
        except Refused as refusal:
            self.refused.append(refusal.sentences[0])


def told(words: Words) -> Town:
    """The town with this turn's words in every field."""
    words.turn()
    town = Town(words)
    _settle(town)
    open_case = _apply(town, "anna")
    town.cases["open"] = open_case.id
    _said_by_the_party(town, open_case.id)
    _said_at_the_desk(town, open_case.id)
    _decided(town)
    withdrawn = _apply(town, "dragan")
    town.cases["withdrawn"] = withdrawn.id
    town.does("bo", withdrawn.id, LeaveOutHearing("unnecessary", words.text()))
    town.does("dragan", withdrawn.id, Withdraw(words.text()))
    waiting = _apply(town, "anna", complete=False)
    town.cases["waiting"] = waiting.id
    _a_room(town)
    _a_draft(town)
    post_room.send_waiting(TENANT)
    return town


def _settle(town: Town) -> None:
    chance = Random(1)
    seed.write_registers((), chance)
    for name, one in CAST.items():
        post = seed.POSTS.get(one.number)
        person = seed.register(one)
        if post is not None:
            persons.appoint(person.id, post, tenant=TENANT)
        town.tokens[name] = identity.begin_session(person, tenant=TENANT)
    elis, maj = town.reads("elis"), town.reads("maj")
    for giver, kind in ((elis, "guardian"), (maj, "power_of_attorney")):
        if not town.reads("anna").mandates.get(giver.id):
            persons.give_mandate(
                giver,
                number=people.ANNA.number,
                kind=kind,  # type: ignore[arg-type]
                services=("*",),
                valid_from=now(TENANT).date() - timedelta(days=400),
            )


def names(town: Town) -> None:
    """Everybody takes a hostile name, street and address, as a register could send them."""
    line = town.words.line()
    for name, one in CAST.items():
        called = persons.Identity(
            one.number, f"{name} {line}", "en", (line, "990 10 " + line), "x@example.org", line
        )
        known = persons.register(called, tenant=TENANT)
        post = seed.POSTS.get(one.number)
        if post is not None:
            named = type(post)(post.agency, post.unit, line, post.cleared)
            persons.appoint(known.id, named, tenant=TENANT)


def _apply(town: Town, name: str, *, complete: bool = True) -> lives.Case:
    began = now(TENANT) - timedelta(days=7)
    life = lives.Case(town.reads(name), CAST[name], town.reads("bo"), began, Random(town.presses))
    life.presses = town.born % 10**12 + 1_000 * len(town.cases)  # keys of its own
    answers = {**lives.PASSENGER, "mobility.why_not_alone": town.words.text(2_000)}
    try:
        life.apply(answers, reach=Reach("letter"), complete=complete)
    except Refused as refusal:
        town.refused.append(refusal.sentences[0])
        life.apply(lives.PASSENGER, reach=Reach("letter"))
    return life


def _said_by_the_party(town: Town, case: str) -> None:
    text = town.words.text()
    for one in town.words.each():
        upload = uploads.receive(BytesIO(b"Text of mine."), kind="other", name=f"{one}.txt")
        town.does("anna", case, HandInDocument(upload))
    picture = papers.photo(90)
    named = type(picture)(
        picture.kind, town.words.line()[:110], picture.media_type, picture.size, picture.sha256
    )
    town.does(
        "anna",
        case,
        HandInDocument(named),
        SendMessage(text),
        AskForCorrection(METRES, Answer(80), text),
        AskToTell(text),
    )


def _said_at_the_desk(town: Town, case: str) -> None:
    text, line, today = town.words.text(), town.words.line(), now(TENANT).date()
    bo = town.reads("bo")
    town.does(
        "bo",
        case,
        TakeCase(bo.id),
        WriteNote(text),
        WriteNote(text, Told("other", today, "phone", line)),
        SendMessage(text),
        AskForSupplement(text),
        GiveFact(METRES, Answer(60), "caseworker", Told("other", today, "phone", line)),
        HandleCorrection(1, False, text),
        Assess("grant", text),
        TellDelay(text, today + timedelta(days=40)),
        ConsiderChild(text, text, text),
        HideItem("note:2", "osl-21-3", text, text),
        RaiseBias(town.reads("karin").id, "other", text),
        ReviewBias(1, "impartial", text),
    )
    town.does("anna", case, ObjectToNote(1, text), AskToSee(1, text))
    town.does("bo", case, KeepHidden(1, text))


def _decided(town: Town) -> None:
    text = town.words.text()
    life = _apply(town, "maj")
    town.cases["decided"] = life.id
    bo = town.reads("bo")
    town.does("bo", life.id, TakeCase(bo.id), Assess("refuse", text))
    others = tuple(one.key for one in see.case(bo, life.id).case.from_others)
    town.does("bo", life.id, BeginHearing(others, now(TENANT).date() + timedelta(days=14)))
    town.does("maj", life.id, AnswerHearing(text))
    made = Decide("refuse", text, text, (*lives.LAW, text), participants=(bo.id,))
    town.does("bo", life.id, made)
    town.does("maj", life.id, OpenDecision(), AppealDecision(text))
    town.does("bo", life.id, JudgeTimeliness(True, "", text), ReviewDecision(text))


def _a_room(town: Town) -> None:
    text, line = town.words.text(), town.words.line()
    town.room = _opened(town, text)
    until = now(TENANT).date() + timedelta(days=60)
    for by, name, role, agency in (
        ("siv", "anna", "guardian", ""),
        ("siv", "cecilia", "professional", ""),
        ("siv", "pia", "professional", ""),
        ("anna", "dragan", "volunteer", line),
    ):
        room_act.invite(
            town.reads(by),
            room=town.room,
            person=town.reads(name).id,
            role=role,  # type: ignore[arg-type]
            agency=agency,
            key=town.key(),
        )
    town.in_room("elis", SayNeeds(text, text, text))
    for to, kinds in ((room.SCHOOL, ("plan", "school")), (room.REGION, ("plan", "health"))):
        town.in_room("siv", AskForConsent(to, kinds, (), text, until))
        _sign(town)
    town.in_room("anna", TellFact("family.evenings", Answer(text)))
    town.in_room("cecilia", TellFact("school.works", Answer(text)))
    town.in_room("pia", TellFact("health.diagnosis", Answer(text)))
    town.in_room("siv", AskForFact("family.siblings", text), SetGoal(0, text))
    town.in_room("siv", SetPlanStep(0, 1, text, 0, text, until), SetPlanStep(0, 1, text, 2))
    town.in_room("siv", SetPlanStep(0, 1, text, _member(town, "dragan")))
    town.in_room("anna", NoteDissent(text))
    soon = now(TENANT) + timedelta(days=10)
    town.in_room("siv", DeclinePlan(text), CallMeeting(soon, 60, line, called=(1, 2)))
    for kind in ("anna", "cecilia"):
        town._try(
            lambda name=kind: room_worry.report(
                town.reads(name), room=town.room, text=text, acute=False, key=town.key()
            )
        )


def _opened(town: Town, why: str) -> str:
    opened = room_act.open_room(
        town.reads("siv"), resident=town.reads("elis").id, why=why, key=town.key()
    )
    return opened.stream


def _member(town: Town, name: str) -> int:
    """The number of somebody in the room."""
    from samrum.office import room_see

    members = room_see.room(town.reads("siv"), town.room).room.members
    return next(one.number for one in members if one.person == town.reads(name).id)


def _sign(town: Town) -> None:
    from samrum.core.room import AnswerConsent
    from samrum.office import room_see

    number = len(room_see.room(town.reads("anna"), town.room).room.consents)
    town.in_room("anna", AnswerConsent(number, True))


def _a_draft(town: Town) -> None:
    reader = town.reads("anna")
    kept = drafts.draft(reader, reader.id, f"apply:{lives.SERVICE}")
    answers = {key: Answer(value) for key, value in lives.PASSENGER.items()}
    answers["mobility.why_not_alone"] = Answer(town.words.text(2_000))
    upload = uploads.receive(
        BytesIO(b"Text."), kind="other", name=town.words.each()[0][:100] + ".txt"
    )
    drafts.keep(
        reader,
        reader.id,
        f"apply:{lives.SERVICE}",
        answers=answers,
        uploads=(upload,),
        expected=kept.version,
    )
