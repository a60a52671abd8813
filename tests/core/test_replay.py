"""Whatever is done to a case, the entries alone give it back, and it never breaks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from samrum.channels.text import read_blocks
from samrum.core.case import (
    AnswerStep,
    Apply,
    AskForCorrection,
    AskForSupplement,
    Assess,
    CallLate,
    Case,
    ChooseReach,
    CloseCase,
    Command,
    Decide,
    Event,
    FillInStep,
    GiveFact,
    HandInDocument,
    HandleCorrection,
    ObjectToNote,
    OpenDecision,
    Reach,
    Reading,
    ReadRegisters,
    ReportLetter,
    SendMessage,
    TakeCase,
    Withdraw,
    WriteNote,
    evolve,
)
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.hiding import AskToSee, HideItem, KeepHidden, LiftHiding
from samrum.core.party import POST, RULES, Party
from samrum.core.refusal import Refused
from tests.after_decision import AFTER
from tests.packages.parking_permit import permit_under_law
from tests.story import ANNA, BO, BO_ON_THE_PHONE, MONDAY, document

PACKAGE = permit_under_law()
FACTS = {
    "parking_permit.request": ["new", "renewal", "change", "lost"],
    "parking_permit.capacity": ["driver", "passenger"],
    "parking_permit.certificate_route": ["upload", "doctor", "earlier"],
    "parking_permit.police_report": ["5000-K123456-26", "{x} **hello**\n# heading", ""],
    "mobility.walks": [True, False],
    "mobility.walking_distance_max_m": [0, 100, 101, 500, 501, "12.5", 10**30],
    "mobility.can_wait_alone": [True, False],
    "mobility.impairment_duration": ["under_6_months", "up_to_1_year", "permanent"],
}
TEXTS = st.sampled_from(["", "Hello", "1. {case.number}\n\n> x", "\u2028**bold**", "x" * 5_000])
STEPS = st.sampled_from([step.id for step in PACKAGE.steps])
KINDS = st.sampled_from(["document.photo", "document.medical_certificate", "other"])
OUTCOMES = st.sampled_from(PACKAGE.outcomes)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Answer]:
    chosen = draw(st.lists(st.sampled_from(sorted(FACTS)), unique=True))
    return {fact: draw(answer_to(fact)) for fact in chosen}


def answer_to(fact: str) -> st.SearchStrategy[Answer]:
    known = st.sampled_from(FACTS[fact]).map(Answer)
    return known | st.sampled_from([Answer(None, "unknown"), Answer(None, "declined")])


@st.composite
def given_fact(draw: st.DrawFn) -> tuple[str, Answer]:
    fact = draw(st.sampled_from(sorted(FACTS)))
    return fact, draw(answer_to(fact))


@st.composite
def readings(draw: st.DrawFn) -> dict[str, Reading]:
    outcomes = st.sampled_from(["found", "not_found", "protected", "failed"])
    values = {
        "population": {"residence.municipality": "0000"},
        "permits": {"parking_permit.active_until": "2027-01-10"},
    }
    asked = draw(st.lists(st.sampled_from(sorted(values)), unique=True))
    return {
        name: Reading(outcome, values[name] if outcome == "found" else {}, MONDAY)
        for name in asked
        for outcome in [draw(outcomes)]
    }


ITEMS = st.sampled_from(["document:1", "note:1", "fact:mobility.walks", "decision", "x"])
DAYS = st.none() | st.dates(
    min_value=MONDAY.date(), max_value=MONDAY.date() + timedelta(days=3_000)
)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    AFTER,
    st.builds(AnswerStep, STEPS, answers(), st.lists(KINDS.map(document)).map(tuple)),
    st.builds(FillInStep, STEPS, answers()),
    KINDS.map(document).map(HandInDocument),
    TEXTS.map(SendMessage),
    TEXTS.map(AskForSupplement),
    TEXTS.map(WriteNote),
    TEXTS.map(Withdraw),
    st.builds(ObjectToNote, st.integers(0, 3), TEXTS),
    st.builds(lambda told, why: AskForCorrection(*told, why), given_fact(), TEXTS),
    st.builds(HandleCorrection, st.integers(0, 3), st.booleans(), TEXTS),
    st.builds(lambda told: GiveFact(*told, "document"), given_fact()),
    readings().map(ReadRegisters),
    st.builds(Assess, OUTCOMES, TEXTS),
    st.builds(Decide, OUTCOMES, TEXTS, TEXTS, st.just(("13 kap. 8 §",)), DAYS, DAYS),
    st.sampled_from([OpenDecision(), TakeCase("bo"), CloseCase()]),
    st.sampled_from([ChooseReach(Reach("email", "a@b.c")), ChooseReach(Reach("email", ""))]),
    STEPS.map(CallLate),
    st.builds(HideItem, ITEMS, st.sampled_from(["osl-26-1", ""]), TEXTS, TEXTS),
    st.builds(AskToSee, st.integers(0, 3), TEXTS),
    st.builds(KeepHidden, st.integers(0, 3), TEXTS),
    st.integers(0, 3).map(LiftHiding),
    st.builds(ReportLetter, st.integers(0, 4), st.sampled_from(["sent", "failed"]), TEXTS, TEXTS),
)
BY = st.sampled_from([ANNA, BO, BO_ON_THE_PHONE, RULES, POST])


@dataclass(frozen=True)
class Entry:
    event: Event
    by: Party
    at: datetime


@settings(max_examples=60, deadline=None)
@given(answers(), readings(), st.lists(st.tuples(COMMANDS, BY, st.integers(0, 20)), max_size=12))
def test_the_entries_alone_give_the_case_back(
    told: dict[str, Answer],
    read: dict[str, Reading],
    acts: list[tuple[Command, Party, int]],
) -> None:
    opening = Apply("c1", "PRH 2026-000001", PACKAGE.id, "", "anna", "sv", Reach(), told, (), read)
    entries: list[Entry] = []
    case: Case | None = None
    at = MONDAY
    for command, by, days in [(opening, ANNA, 0), *acts]:
        at += timedelta(days=days)
        case = play(case, command, by, at, entries)

    replayed: Case | None = None
    for entry in entries:
        replayed = evolve(replayed, entry.event, by=entry.by, at=entry.at)
    assert replayed == case


def play(
    case: Case | None, command: Command, by: Party, at: datetime, entries: list[Entry]
) -> Case | None:
    """Do one command as the office does it, and hold what must hold for every case."""
    try:
        came = happen(case, command, by=by, at=at, package=PACKAGE)
    except Refused as refused:
        assert all(refused.sentences)
        return case
    if not came.events:
        return case
    assert came.case is not None
    entries += [Entry(event, by, at) for event in came.decided]
    entries += [Entry(event, RULES, at) for event in came.followed]
    was, case = case, came.case
    hold(was, case)
    return case


def hold(before: Case | None, case: Case) -> None:
    if before is not None:
        assert case.received_at == before.received_at
        assert [one.text for one in case.letters][: len(before.letters)] == [
            one.text for one in before.letters
        ]
        order = ["received", "decided", "withdrawn", "closed"]
        again = case.appeals != before.appeals or case.earlier != before.earlier
        assert again or order.index(case.stage) >= order.index(before.stage)
        assert case.earlier[: len(before.earlier)] == before.earlier
    if case.decision is not None and case.decision.outcome != "grant":
        assert case.decision.reasons and case.decision.provisions
    if case.stage in ("closed", "withdrawn"):
        working = {"supplement", "certificate", "assess", "decide", "send-more"}
        assert not working & set(case.steps)
    for letter in case.letters:
        assert read_blocks(letter.text)
    applied = case.recommendation.applied if case.recommendation else None
    if applied is not None and applied.findings:
        assert applied.outcome == "human"
