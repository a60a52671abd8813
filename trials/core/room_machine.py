"""The machine that consents, declines and takes back in one room, and looks who reads what then."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from samrum.core.access import Reader
from samrum.core.fact import Answer
from samrum.core.party import Party
from samrum.core.person import Mandate, Person, Post
from samrum.core.refusal import Refused
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    Command,
    EndMembership,
    InviteMember,
    OpenRoom,
    RevokeConsent,
    Room,
    TellFact,
    decide,
    evolve,
    may_do,
    relation,
    seen,
)
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.vocabulary import Term
from trials.core.model import RoomModel

PLAN = read_package(shipped("services") / "coordinated-plan")
SCHOOL, SOCIAL, REGION = "Lilleviks skola", "Socialnämnden", "Region Mellanbygd"
BORN = date(2015, 9, 21)  # eleven years when it begins, so that he soon signs himself
BEGAN = datetime(2027, 8, 23, 9, tzinfo=UTC)
LASTS = (None, -1, 0, 30, 30, 60, 60, 366, 366, 367)  # days that a consent is asked for
FACTS = {"family": "siblings", "health": "diagnosis"}
TERMS = {
    fact: Term(fact, "text", {"en": fact}, secrecy=kind)  # type: ignore[arg-type]
    for kind, fact in FACTS.items()
}
PARTIES = {
    "elis": Party("elis", "resident"),
    "anna": Party("anna", "representative", on_behalf_of="elis", mandate=1),
    "petter": Party("petter", "representative", on_behalf_of="elis", mandate=2),
    "siv": Party("siv", "professional", SOCIAL, via="desk"),
    "phone": Party("siv", "professional", SOCIAL, on_behalf_of="anna", via="phone"),
    "cecilia": Party("cecilia", "professional", SCHOOL, via="desk"),
    "pia": Party("pia", "professional", REGION, via="desk"),
    "erik": Party("erik", "resident"),
}
READS_FOR = {"cecilia": SCHOOL, "pia": REGION}
FAMILY = ("elis", "anna", "petter")
ROOM_REACHED = (
    *(f"{who} answers" for who in (*FAMILY, "phone")),
    *(f"{who} takes back" for who in (*FAMILY, "phone")),
    *("a consent is asked for", "petter comes", "petter leaves", "somebody reads"),
    *("nobody reads what was taken back", "erik is kept out"),
)


def _reader(id: str) -> Reader:
    posts = {"cecilia": SCHOOL, "pia": REGION, "siv": SOCIAL}
    post = Post(posts[id], "unit", "title") if id in posts else None
    held = (Mandate(1, id, "guardian", ("*",), BORN, None),) if id in ("anna", "petter") else ()
    return Reader(Person(id, id, id.title(), post=post), {"elis": held} if held else {})


class RoomMachine(RuleBasedStateMachine):
    """Elis' room; `reached` counts what happened, over all of them."""

    reached: Counter[Any] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGAN
        self.room: Room | None = None
        self.model = RoomModel(BORN, {"anna"})
        about = ("r1", "SR 1", "elis", BORN, True, "Why", "professional", SOCIAL, "social")
        for made, by in (
            (OpenRoom(*about), "siv"),  # type: ignore[arg-type]
            (InviteMember("anna", "guardian", mandate=True), "siv"),
            (InviteMember("cecilia", "professional", SCHOOL, "school"), "siv"),
            (InviteMember("pia", "professional", REGION, "health"), "siv"),
        ):
            self._do(made, PARTIES[by])

    @rule(chance=st.integers(0, 2**48))
    def press(self, chance: int) -> None:
        """Somebody does something; all of it follows from one number."""
        random = Random(chance)
        acts = {self._wait: 2, self._ask: 3, self._answer: 9, self._take_back: 2, self._tell: 1}
        acts[self._petter_comes_or_leaves] = 1
        random.choices([*acts], [*acts.values()])[0](random)
        self._holds()

    def _wait(self, random: Random) -> None:
        self.at += timedelta(days=random.choice((1, 10, 40)))

    def _ask(self, random: Random) -> None:
        """Siv asks for a consent."""
        to = random.choice((SCHOOL, SCHOOL, REGION, REGION, "", "Storviks skola"))
        kinds = random.choice((("family",), ("health",), ("family", "health"), (), ("secrets",)))
        purpose, days = random.choice(("To plan.", "To plan.", " ")), random.choice(LASTS)
        until = None if days is None else self.at.date() + timedelta(days=days)
        said = kinds and "secrets" not in kinds and purpose.strip()
        wrong = to not in (SCHOOL, REGION) or not said or days is None or not 0 <= days <= 366
        if self._press("siv", AskForConsent(to, kinds, (), purpose, until), bool(wrong)):
            self.model.consents.append(
                {"to": to, "kinds": kinds, "until": until, "signed": {}, "revoked": False}
            )
            self.reached["a consent is asked for"] += 1

    def _answer(self, random: Random) -> None:
        """Somebody says yes, or, one in ten times, no; most often to one of the latest."""
        who, yes = random.choice(tuple(PARTIES)), random.random() > 0.1
        number = max(1, len(self.model.consents) - random.choice((-1, 0, 0, 0, 1, 2)))
        signer = "anna" if who == "phone" else who
        today, known = self.at.date(), self.model.consents[number - 1 : number]
        ended = not known or self.model.ended(known[0], today)
        wrong = ended or signer not in self.model.signers(today)
        if self._press(who, AnswerConsent(number, yes), wrong):
            known[0]["signed"][signer] = yes
            self.reached[f"{who} answers"] += 1

    def _take_back(self, random: Random) -> None:
        """Somebody takes a consent back, alone and without a reason."""
        who = random.choice(tuple(PARTIES))
        number = random.randint(1, len(self.model.consents) + 1)
        known = self.model.consents[number - 1 : number]
        signer = "anna" if who == "phone" else who
        may = known and (
            known[0]["revoked"]
            or signer in self.model.signers(self.at.date())
            or signer in known[0]["signed"]
        )
        if self._press(who, RevokeConsent(number), not may):
            known[0]["revoked"] = True
            self.reached[f"{who} takes back"] += 1

    def _tell(self, random: Random) -> None:
        """The mother tells of the family, the psychiatrist what she has found."""
        kind = random.choice(tuple(FACTS))
        who = "anna" if kind == "family" else "pia"
        if self._press(who, TellFact(FACTS[kind], Answer("x")), False):
            self.model.facts[kind] = "" if who == "anna" else REGION

    def _petter_comes_or_leaves(self, random: Random) -> None:
        """The father is asked in, and leaves."""
        here = "petter" in self.model.guardians
        number = max(one.number for one in self._now.members)
        made = EndMembership(number) if here else InviteMember("petter", "guardian", mandate=True)
        if self._press("siv", made, False):
            (self.model.guardians.remove if here else self.model.guardians.add)("petter")
            self.reached["petter leaves" if here else "petter comes"] += 1

    def _press(self, who: str, command: Command, wrong: bool) -> bool:
        """Whether it happened, which must be as the model says."""
        self.reached["presses"] += 1
        by, name = PARTIES[who], type(command).__name__
        allowed = may_do(self._relation(by.id), name, typing=who == "phone")
        assert allowed == self._may(who, name), f"{who} {name}: the core says {allowed}"
        if not allowed:
            return False
        try:
            self._do(command, by)
        except Refused as refused:
            assert wrong, f"{who} {command}: {refused}"
            return False
        assert not wrong, f"{who} {command} was not refused"
        return True

    def _may(self, who: str, act: str) -> bool:
        """The family does, also by phone; an agency tells and asks once it has a key."""
        if who in FAMILY:
            return who != "petter" or who in self.model.guardians
        of_the_family = act in ("AnswerConsent", "RevokeConsent")
        if who in READS_FOR:
            return not of_the_family and bool(self.model.given(READS_FOR[who], self.at.date()))
        return who == "phone" or (who == "siv" and not of_the_family)

    def _do(self, command: Command, by: Party) -> None:
        made = decide(self.room, command, by=by, at=self.at, terms=TERMS, package=PLAN)
        for event in made:
            self.room = evolve(self.room, event, by=by, at=self.at)

    @property
    def _now(self) -> Room:
        assert self.room is not None, "it was opened at once"
        return self.room

    def _relation(self, who: str) -> Any:
        return relation(self._now, _reader(who), protected=False, day=self.at.date())

    def _reads(self, who: str) -> set[str]:
        stands = self._relation(who)
        if stands == "outsider":
            return set()
        told = seen(self._now, stands, who, self.at.date(), terms=TERMS)
        return {kind for kind, fact in FACTS.items() if fact in {c.fact for c in told.room.cards}}

    def _holds(self) -> None:
        """Each agency reads what the consents that stand today let it read, and Erik nothing."""
        today = self.at.date()
        for who, agency in READS_FOR.items():
            reads, wanted = self._reads(who), self.model.reads(agency, today)
            assert reads == wanted, f"{who} reads {reads}, and is let read {wanted}"
            self.reached["somebody reads"] += bool(reads)
            gone = {
                kind
                for one in self.model.consents
                if one["to"] == agency and one["revoked"]
                for kind in one["kinds"]
                if kind in self.model.facts
            }
            self.reached["nobody reads what was taken back"] += bool(gone - reads)
        assert self._relation("erik") == "outsider", "Erik is let in"
        self.reached["erik is kept out"] += 1
