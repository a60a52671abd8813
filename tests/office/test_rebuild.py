"""Whatever people do, the journal alone gives all state, byte for byte."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samrum.core.case import (
    AnswerStep,
    AskForCorrection,
    Assess,
    CallLate,
    ChooseReach,
    CloseCase,
    Command,
    Decide,
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
)
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.hearing import AnswerHearing, BeginHearing, LeaveOutHearing
from samrum.core.oral import AskToTell, DeclineTelling, Told
from samrum.core.refusal import Refused
from samrum.journal.verify import verify
from samrum.office import persons, see
from samrum.office.act import act, act_by_itself
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from tests.after_decision import AFTER
from tests.office.town import METRES, REASON, Cast, applies

ZONE = ZoneInfo("Europe/Stockholm")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(0, 3)
ANSWER = st.builds(Answer, st.one_of(st.none(), st.booleans(), st.integers(0, 9999), TEXT))
UPLOAD = st.builds(
    Upload,
    st.sampled_from(["document.medical_certificate", "other"]),
    TEXT,
    st.just("application/pdf"),
    NUMBER,
    st.just("a" * 64),
)
OUTCOME = st.sampled_from(["grant", "partial", "refuse", "dismiss", "write_off"])
WALK = st.fixed_dictionaries({METRES: st.builds(Answer, st.integers(0, 999))})
DAY = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
SAID = st.builds(Told, st.sampled_from(["party", "other"]), st.just(date(2026, 1, 1)), name=TEXT)
OUTCOMES = st.sampled_from(["found", "not_found", "protected", "failed"])
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    AFTER,
    st.builds(AnswerStep, st.sampled_from(["supplement", "x"]), WALK, st.tuples(UPLOAD)),
    st.builds(FillInStep, st.sampled_from(["supplement", "x"]), WALK),
    st.builds(HandInDocument, UPLOAD),
    st.builds(SendMessage, TEXT),
    st.builds(AskForCorrection, st.just(REASON), ANSWER, TEXT),
    st.builds(ObjectToNote, NUMBER, TEXT),
    st.builds(ChooseReach, st.builds(Reach, st.sampled_from(["letter", "email"]), TEXT)),
    st.builds(Withdraw, TEXT),
    st.builds(OpenDecision),
    st.builds(TakeCase, st.just("")),
    st.builds(WriteNote, TEXT),
    st.builds(GiveFact, st.just(REASON), ANSWER, st.just("caseworker"), SAID),
    st.builds(BeginHearing, st.tuples(st.just(f"told:{REASON}")), st.just(date(2030, 1, 1))),
    st.builds(AnswerHearing, TEXT),
    st.builds(LeaveOutHearing, st.just("unnecessary"), TEXT),
    st.builds(AskToTell, TEXT),
    st.builds(DeclineTelling, TEXT),
    st.builds(HandleCorrection, NUMBER, st.booleans(), TEXT),
    st.builds(Assess, OUTCOME, TEXT),
    st.builds(Decide, OUTCOME, TEXT, TEXT, st.tuples(TEXT), DAY, DAY, TEXT, st.tuples(TEXT)),
    st.builds(CloseCase),
    st.builds(CallLate, st.just("supplement")),
    st.builds(ReportLetter, NUMBER, st.sampled_from(["sent", "unsure"]), TEXT, TEXT),
    st.builds(
        lambda outcome: ReadRegisters({"population": Reading(outcome, {}, now(1))}), OUTCOMES
    ),
)
PERSONS = st.tuples(TEXT, TEXT, st.booleans())
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["anna", "bo", "rules", "post", "phone", "person"]), COMMANDS, PERSONS
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_people_do_the_journal_alone_gives_all_state(
    lasting_cast: Cast, acts: list[tuple[str, Command, tuple[str, str, bool]]]
) -> None:
    anna, bo = lasting_cast.reads("anna"), lasting_cast.reads("bo")
    case = applies(anna, key=persons.new_id()).case
    for who, command, (name, address, protected) in acts:
        key = persons.new_id()
        with suppress(Refused, NotHere):
            match who:
                case "person":
                    identity = Identity(
                        anna.person.number, name, "sv", (address,), "", "", protected
                    )
                    persons.register(identity)
                case "rules" | "post":
                    act_by_itself(1, who, command, case=case, key=key)
                case "phone":
                    act(bo, command, case=case, key=key, via="phone")
                case _:
                    act(anna if who == "anna" else bo, command, case=case, key=key)
    persons.register(Identity(anna.person.number, "Anna Berg"))
    see.case(anna, case)

    assert [str(fault) for fault in verify(1, ZONE).faults] == []
