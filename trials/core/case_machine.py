"""The machine that presses in one case, and holds the core against the model after each press."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from samrum.core import appeal, notice
from samrum.core.access import Relation, may_do
from samrum.core.case import (
    Apply,
    Assess,
    Case,
    ChangeDecision,
    CloseCase,
    Command,
    Decide,
    Event,
    OpenDecision,
    Reach,
    Reading,
    SendMessage,
    TakeCase,
    Withdraw,
    evolve,
)
from samrum.core.delay import ForeseeDelay, TellDelay
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.party import RULES, Party
from samrum.core.refusal import Refused
from samrum.packages.country import read_country, under
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from trials.core.model import MAY, Appeal, CaseModel

ACTS = tuple(dict.fromkeys(act for acts in MAY.values() for act in acts))
PARTIES: dict[str, tuple[Relation, Party]] = {
    "anna": ("self", Party("anna", "resident")),
    "maj": ("mandate", Party("maj", "representative", on_behalf_of="anna", mandate=1)),
    "feed": ("intake", Party("system:feed", "system", on_behalf_of="anna", via="machine")),
    "bo": ("unit", Party("bo", "caseworker", agency="permits", via="desk")),
    "phone": ("unit", Party("bo", "caseworker", "permits", "anna", via="phone")),
    "paper": ("unit", Party("bo", "caseworker", "permits", "anna", via="paper")),
    "rules": ("rules", RULES),
    "erik": ("outsider", Party("erik", "resident")),
}
IN_THE_CORE = {"CorrectDecision": "ChangeDecision"}
BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOW_TO_APPEAL = "länsstyrelsen"
WHY_THE_DAY_MOVED = {"CaseOpened", "DelayTold", "AppealAnswered"}

TEXTS = ("", " ", *("Hej.", "Du kan gå längre än 500 m.", "Därför.") * 2)
FIELDS: dict[str, tuple[Any, ...]] = {
    "text": TEXTS,
    "why": TEXTS,
    "days": (-40, -25, -3, -1, 0, 0, 0, 1, 20, 45),
    "outcome": ("grant", "partial", "refuse", "dismiss", "write_off"),
    "provisions": ((), ("13 kap. 8 §",), ("13 kap. 8 §",)),
    "valid": (None, (0, 365), (0, 1800), (10, 9)),
    "takes up": (True, True, False),
    "ground": ("", "wrong_instructions", "higher_instance"),
    "answer": ("upheld", "set_aside", "dismissed", "written_off"),
    "worker": ("bo", "karin", ""),
    "files": (("a.pdf",), ("a.pdf", "b.pdf"), ("a.pdf", "b.pdf")),
    "obvious": (True, False),
    "simple": (True, False),
    "detriment": (True, False),
}
PASSES = (0, 0, 0, 0, 0, 1, 4, 15, 24, 40)  # days before a press
OFTEN = {"bo": 3, "phone": 3, "paper": 3}  # those with the most to do
ANYTHING = 0.1  # presses that are not chosen among those that the model would let happen
RARE = {"Withdraw": 0.25, "WithdrawAppeal": 0.1, "CloseCase": 0.3}  # little comes after them
RARE |= {"SendMessage": 0.1, "TakeCase": 0.1, "Assess": 0.2, "OpenDecision": 0.2, "TellDelay": 0.8}
RARE |= {"ProveDelivery": 0.3}


@cache
def permit() -> ServicePackage:
    """The parking permit under Swedish law."""
    package = read_package(shipped("services") / "parking-permit")
    return under(package, read_country(shipped("countries") / "se"))


class CaseMachine(RuleBasedStateMachine):
    """One case from nothing; `reached` counts what happened, by whom, over all of them."""

    reached: Counter[Any] = Counter()
    became: Counter[Any] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.model, self.at = CaseModel(), BEGAN
        self.case: Case | None = None
        self.events: list[tuple[Event, Party, datetime]] = []

    @rule(chance=st.integers(0, 2**48))
    def press(self, chance: int) -> None:
        """Somebody presses something, after some days; all of it follows from one number."""
        random = Random(chance)
        self.at += timedelta(days=random.choice(PASSES), minutes=1)
        who = random.choices(tuple(MAY), [OFTEN.get(who, 1) for who in MAY])[0]
        told = {name: random.choice(values) for name, values in FIELDS.items()}
        asked = {**told, **self._days(who, told)}
        sensible = [act for act in MAY[who] if random.random() < RARE.get(act, 1.0)]
        open_to_her = [act for act in sensible if not self._refuses(who, act, asked)]
        act = random.choice(open_to_her or ACTS)
        self._press(who, random.choice(ACTS) if random.random() < ANYTHING else act, asked)
        self._holds(who, act)

    def _press(self, who: str, act: str, told: dict[str, Any]) -> None:
        self.reached["presses"] += 1
        relation, by = PARTIES[who]
        typing = who in ("phone", "paper")
        allowed = may_do(relation, IN_THE_CORE.get(act, act), typing=typing)
        assert allowed == (act in MAY[who]), f"{who} {act}: the core says {allowed}"
        if not allowed:
            return
        refuses, before, stood = self._refuses(who, act, told), self.case, self._stands()
        try:
            came = happen(self.case, command(act, told), by=by, at=self.at, package=permit())
        except Refused as refused:
            assert refuses is not False, f"{who} {act} {told}: {refused}"
            assert all((refused.what, refused.because, refused.instead)), "three sentences"
            self.reached["refused" if refuses else "red days"] += 1
            return
        assert refuses is not True, f"{who} {act} {told} was not refused"
        self.events += [(event, by, self.at) for event in came.decided]
        self.events += [(event, RULES, self.at) for event in came.followed]
        self.case = came.case
        self.model.happens(who, act, told, self.at.date())
        self._days_moved_with_an_entry(before, came.events)
        self.reached[who, act] += 1
        self.became[act, stood, self._stands()] += 1

    def _refuses(self, who: str, act: str, told: dict[str, Any]) -> bool | None:
        open_steps = {**told, "something open": bool(self.case and self.case.steps)}
        return self.model.refuses(who, act, open_steps, self.at.date())

    def _days(self, who: str, told: dict[str, Any]) -> dict[str, Any]:
        """What is told as a day, from how many days it is away."""
        today = self.at.date()
        day = today + timedelta(days=told["days"])
        first, last = told["valid"] or (None, None)
        return {
            "day": day,
            "came in": day if who == "paper" and told["days"] <= 1 else None,
            "decide by": day if told["days"] > 0 else None,
            "first": None if first is None else today + timedelta(days=first),
            "last": None if last is None else today + timedelta(days=last),
        }

    def _stands(self) -> tuple[str, str]:
        case = self.case
        return (case.stage, case.appeal.standing if case.appeal else "") if case else ("", "")

    def _holds(self, who: str, act: str) -> None:
        """The core stands as the model does, and what must always hold does."""
        case, model = self.case, self.model
        if case is None:
            assert model.stage == "", "there is a case in the model"
            return
        assert _as_model(case) == _of_model(model), f"after {act} by {who}"
        decision = case.decision
        if decision is not None and decision.outcome != "grant":
            assert decision.content and decision.reasons and decision.provisions
            letters = [one.text for one in case.letters if one.ordered_at >= decision.made_at]
            corrected = case.earlier and case.earlier[-1].kind == "corrected"
            told_how = any(HOW_TO_APPEAL in text for text in letters)
            assert told_how or corrected, f"no letter says how to appeal: {letters}"
        assert case.stage != "closed" or not case.steps, "closed with something open"

    def _days_moved_with_an_entry(self, before: Case | None, events: tuple[Event, ...]) -> None:
        after, names = self.case, {type(event).__name__ for event in events}
        assert after is not None, "something happened to it"
        if before is not None and before.expected_by != after.expected_by:
            assert names & WHY_THE_DAY_MOVED, f"the promised day moved by {names}"
        steps = {} if before is None else before.steps
        moved = [id for id, one in after.steps.items() if id in steps and steps[id].due != one.due]
        assert not moved or "StepOpened" in names, f"the day of {moved} moved by {names}"

    def teardown(self) -> None:
        """The events alone give the state."""
        case: Case | None = None
        for event, by, at in self.events:
            case = evolve(case, event, by=by, at=at)
        assert case == self.case, "the events give another state"


def _as_model(case: Case) -> dict[str, Any]:
    decision = case.decision
    opened = decision.opened_at if decision else None
    return {
        "stage": case.stage,
        "promised": case.expected_by,
        "worker": case.caseworker,
        "assessed": case.assessment is not None,
        "outcome": decision.outcome if decision else "",
        "opened": opened.date() if opened else None,
        "proved": case.notice.proved_on if case.notice else None,
        "appeals": [
            (one.against, one.came_in_on, one.standing, one.withdrawn) for one in case.appeals
        ],
    }


def _of_model(model: CaseModel) -> dict[str, Any]:
    def told(one: Appeal) -> tuple[str, date, str, bool]:
        return one.against, one.came_in, one.standing, one.taken_back

    return {
        "stage": model.stage,
        "promised": model.promised,
        "worker": model.worker,
        "assessed": model.assessed,
        "outcome": model.outcome,
        "opened": model.opened_on,
        "proved": model.proved_on,
        "appeals": [told(one) for one in model.appeals],
    }


def command(act: str, told: dict[str, Any]) -> Command:
    """What is pressed, as the core knows it."""
    text, day = told["text"], told["day"]
    match act:
        case "Apply":
            return _application()
        case "SendMessage":
            return SendMessage(text)
        case "Withdraw":
            return Withdraw(text)
        case "OpenDecision":
            return OpenDecision()
        case "TakeCase":
            return TakeCase(told["worker"])
        case "Assess":
            return Assess(told["outcome"], text)
        case "Decide":
            return _decision(told, told["text"])
        case "CorrectDecision":
            return ChangeDecision("corrected", "slip", text, _decision(told, told["text"]))
        case "CloseCase":
            return CloseCase()
        case "TellDelay":
            return TellDelay(text, day)
        case "ForeseeDelay":
            return ForeseeDelay()
        case "ProveDelivery":
            return notice.ProveDelivery(day, "receipt")
        case _:
            return _of_appeal(act, told)


def _of_appeal(act: str, told: dict[str, Any]) -> Command:
    text = told["text"]
    made: dict[str, Command] = {
        "AppealDecision": appeal.AppealDecision(text, told["came in"]),
        "ConfirmAppeal": appeal.ConfirmAppeal(),
        "JudgeTimeliness": appeal.JudgeTimeliness(told["takes up"], told["ground"], text),
        "ReviewDecision": appeal.ReviewDecision(
            text, told["obvious"], told["simple"], told["detriment"]
        ),
        "HandOver": appeal.HandOver("f" * 64, told["files"]),
        "WithdrawAppeal": appeal.WithdrawAppeal(text),
        "RecordAnswer": appeal.RecordAnswer(told["answer"], text, told["day"], told["decide by"]),
    }
    return made[act]


def _application() -> Apply:
    registers = {
        "population": Reading("found", {}, BEGAN),
        "permits": Reading("found", {}, BEGAN),
    }
    answers = {"mobility.walking_distance_max_m": Answer(150)}
    told = ("case", "PRH 2026-000001", "parking-permit", "", "anna", "sv", Reach())
    return Apply(*told, answers, readings=registers)


def _decision(told: dict[str, Any], content: str) -> Decide:
    about = (told["outcome"], content, told["why"], told["provisions"])
    return Decide(*about, told["first"], told["last"])
