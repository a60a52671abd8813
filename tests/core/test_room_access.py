"""Who sees what in a room and does what there: every cell of both tables, and the filter."""

from datetime import date, timedelta
from typing import get_args

import pytest

from samrum.core.case import Reach
from samrum.core.fact import Answer
from samrum.core.room import (
    RELATIONS,
    AnswerConsent,
    AskForFact,
    CallMeeting,
    Command,
    CountContact,
    Event,
    HangCase,
    HideMember,
    Hung,
    InviteMember,
    Relation,
    Seen,
    SetGoal,
    SetPlanStep,
    ShowMember,
    TellFact,
    may_do,
    may_see,
    relation,
)
from samrum.core.room.access import DOES, SEES, TOLD, seen, table
from samrum.core.room.evolve import evolve
from samrum.core.room.happened import ConsentAnswered, ConsentAsked, RoomLetterOrdered
from tests.room import (
    ANNA,
    CECILIA,
    ELIS,
    MONDAY,
    NEEDS,
    OPENED,
    PETTER,
    PIA,
    READERS,
    REGION,
    SCHOOL,
    SIBLINGS,
    SIV,
    SIV_FOR_ANNA,
    SOCIAL,
    SUMMER,
    TODAY,
    WHY,
    Given,
    consenting,
    does,
    opened,
)

# Told the other way round than in the code: for each relation, what it may.
KINDS = (
    *("existence", "members", "needs", "plan", "meetings", "facts", "questions", "consents"),
    *("provisions", "contacts", "burden", "hiding", "readers", "letters", "cases"),
)
SEEN: dict[Relation, set[str]] = {
    "self": set(KINDS),
    "guardian": set(KINDS) - {"hiding"},
    "professional": set(KINDS) - {"readers"},
    "relative": {"existence", "members", "needs", "plan", "meetings", "facts", "consents"}
    | {"letters"},
    "volunteer": {"existence", "plan", "consents", "letters"},
    "outsider": set(),
}
OURS = {
    *("AskForFact", "HideMember", "ShowMember", "UseProvision", "AgreePlan", "DeclinePlan"),
    *("CallMeeting", "RecordMeeting"),
}
POSTS = {"ReportRoomLetter", "RebaseRoom"}
ASSOCIATIONS = {"PassPlanStep"}
THEIRS = {
    *("SayNeeds", "ConfirmFact", "ShareFact", "DeclineQuestion", "AnswerConsent"),
    "RevokeConsent",
}
ACTS = {act.__name__ for act in get_args(Command)}
DONE: dict[Relation, set[str]] = {
    "self": ACTS - OURS - POSTS - ASSOCIATIONS,
    "guardian": ACTS - OURS - POSTS - ASSOCIATIONS,
    "professional": ACTS - THEIRS - POSTS - ASSOCIATIONS,
    "relative": {"AnswerPlanStep", "NoteDissent"},
    "volunteer": {"AnswerPlanStep", *ASSOCIATIONS},
    "outsider": set(),
}


@pytest.mark.parametrize("who", RELATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_seen(kind: str, who: Relation) -> None:
    assert may_see(who, kind) == (kind in SEEN[who])


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("who", RELATIONS)
@pytest.mark.parametrize("act", sorted(ACTS))
def test_what_is_done(act: str, who: Relation, typing: bool) -> None:
    expected = act in DONE[who] or (who == "professional" and typing and act in THEIRS)

    assert may_do(who, act, typing=typing) == expected


def test_the_tables_know_everything_and_nothing_else() -> None:
    events = {line.split()[0] for line in TOLD.strip().splitlines()[1:]}

    assert set(table(DOES)) == ACTS
    assert set(table(SEES)) == set(KINDS)
    assert events == {event.__name__ for event in get_args(Event)}


def full() -> Given:
    """A room with something of everything in it."""
    room = OPENED.then(NEEDS, by=ELIS).then(SIBLINGS, by=ANNA)
    room = room.then(TellFact("diagnosis", Answer("Being assessed")), by=PIA)
    room = room.then(AskForFact("home", WHY), by=CECILIA)
    room = room.then(SetGoal(0, "Mornings"), by=SIV)
    room = room.then(SetPlanStep(0, 1, "Walk to school together", member=6), by=SIV)
    room = room.then(SetPlanStep(0, 1, "Talks", member=5), by=SIV)
    room = room.then(CallMeeting(MONDAY + timedelta(days=9), 60, "School", called=(1, 3)), by=SIV)
    room = room.then(InviteMember("maj", "relative"), by=ANNA)
    return room.then(CountContact(REGION, "phone", "agency", "A time"), by=ANNA)


FULL = full()


def test_the_person_and_the_mother_see_everything() -> None:
    for who in ("elis", "anna"):
        seen = FULL.seen_by(who)
        assert seen and seen.room == FULL.now


def test_the_agency_that_keeps_the_plan_sees_the_plan_and_no_facts() -> None:
    seen = FULL.seen_by("siv")

    assert seen and seen.room.cards == () and seen.room.contacts == ()
    assert (len(seen.room.plan.steps), seen.room.needs) == (2, FULL.now.needs)
    assert seen.room.questions == (), "what the school asked is the school's"


def test_a_school_nurse_with_consent_to_one_kind_sees_that_and_her_own_questions() -> None:
    seen = does(FULL, consenting(SCHOOL, "family")).seen_by("cecilia")

    assert seen and [card.fact for card in seen.room.cards] == ["siblings"]
    assert [one.fact for one in seen.room.questions] == ["home"]
    assert (seen.room.needs, seen.room.plan.goals, seen.room.meetings) == (None, (), ())
    assert [one.person for one in seen.room.members] == ["cecilia"]
    assert [one.to for one in seen.room.consents] == [SCHOOL]
    assert seen.room.why == ""


def test_a_volunteer_sees_what_he_is_asked_to_do_and_nothing_around_it() -> None:
    seen = FULL.seen_by("dragan")

    assert seen and [one.text for one in seen.room.plan.steps] == ["Walk to school together"]
    assert (seen.room.plan.goals, seen.room.cards, seen.room.needs) == ((), (), None)
    assert [one.person for one in seen.room.members] == ["dragan"]
    assert (seen.room.consents, seen.room.questions, seen.room.why) == ((), (), "")


def test_a_letter_of_the_room_is_read_by_whom_it_is_written_to_and_nobody_else() -> None:
    room = FULL.now
    for to in ("elis", "dragan"):
        told = RoomLetterOrdered(to, 1, "called", "sv", "Möte", f"Hej {to}.", Reach("letter"))
        room = evolve(room, told, by=SIV, at=MONDAY)

    for who, texts in (("elis", ["Hej elis."]), ("dragan", ["Hej dragan."]), ("siv", [])):
        seen = Given(room).seen_by(who)
        assert seen and [one.text for one in seen.room.letters] == texts


def with_a_mistaken_consent(to: str) -> Given:
    """The journal holds a consent to somebody whom it can no longer be asked for."""
    asked = ConsentAsked(to, ("family", "plan"), (), WHY, SUMMER)
    room = evolve(FULL.now, asked, by=SIV, at=MONDAY)
    answered = ConsentAnswered(len(room.consents), "anna", True)
    return Given(evolve(room, answered, by=ANNA, at=MONDAY))


def test_a_volunteer_gets_no_facts_even_by_a_mistaken_consent() -> None:
    seen = with_a_mistaken_consent("dragan").seen_by("dragan")

    assert seen and (seen.room.cards, seen.room.needs, seen.room.plan.goals) == ((), None, ())


def test_a_grandmother_sees_the_plan_when_the_family_wants_it() -> None:
    before, after = FULL.seen_by("maj"), does(FULL, consenting("maj", "plan")).seen_by("maj")

    assert before and (before.room.needs, before.room.plan.goals) == (None, ())
    assert after and after.room.needs == FULL.now.needs
    assert (len(after.room.plan.goals), after.room.cards) == (1, ())


def test_erik_and_who_works_elsewhere_see_no_room() -> None:
    for who in ("erik", "bo", "petter"):
        assert FULL.seen_by(who) is None
    invited = with_a_mistaken_consent("Permits board")
    assert invited.seen_by("bo") is None, "a consent to her board does not bring her in"


def test_a_guardian_without_a_mandate_today_and_of_a_grown_up_sees_nothing() -> None:
    assert FULL.seen_by("anna") is not None
    grown = opened(date(2008, 1, 1))
    assert grown.seen_by("anna") is None
    assert grown.seen_by("elis") is not None
    reader = READERS["maj"]
    stands = relation(FULL.now, reader, protected=False, day=TODAY)
    assert stands == "relative"


def test_who_is_not_cleared_sees_no_room_of_somebody_protected() -> None:
    assert FULL.seen_by("siv", protected=True) is None
    assert FULL.seen_by("anna", protected=True) is not None


def test_who_has_moved_to_another_agency_sees_the_room_no_more() -> None:
    moved = does(OPENED, consenting(REGION, "plan"))
    stands = relation(moved.now, READERS["siv"], protected=False, day=TODAY)
    assert stands == "professional"
    other = InviteMember("bo", "professional", REGION, "health")
    assert moved.then(other, by=SIV).seen_by("bo") is None, "his post is at another agency"


def test_a_member_until_a_day_is_out_the_day_after() -> None:
    room = OPENED.then(InviteMember("maj", "relative", until=TODAY), by=ANNA)

    assert room.seen_by("maj") is not None
    assert room.seen_by("maj", day=TODAY + timedelta(days=1)) is None


def hiding() -> Given:
    """Anna is hidden from Petter, who is a guardian too."""
    room = full().then(InviteMember("petter", "guardian", mandate=True), by=SIV)
    return room.then(HideMember(3, "petter", "Protected from him."), by=SIV)


def test_a_guardian_who_is_hidden_is_not_there_for_the_other() -> None:
    seen = hiding().seen_by("petter")

    assert seen and "anna" not in [one.person for one in seen.room.members]
    assert "siblings" not in [card.fact for card in seen.room.cards], "it was Anna's words"
    assert seen.hidden == {"anna"}
    assert not seen.is_told("FactTold", "anna", "elis")
    assert not seen.is_told("MemberHidden", "siv")
    assert seen.is_told("GoalSet", "siv")
    assert hiding().then(HideMember(3, "petter", "Again"), by=SIV).now == hiding().now


def test_a_guardian_is_hidden_from_the_first_moment_and_seen_again_when_it_is_over() -> None:
    wanted = InviteMember("petter", "guardian", mandate=True, hidden_from="anna", reason="Threats.")
    room = full().then(wanted, by=SIV)
    number = len(room.now.members)
    assert room.now.members[-1].hidden_from == ("anna",)
    before = room.seen_by("anna")
    assert before and "petter" not in [one.person for one in before.room.members]
    assert not before.is_told("MemberInvited", "petter", "siv")
    alone = InviteMember("olle", "relative", hidden_from="anna", reason="Threats.")
    assert "Choose two guardians" in full().refuses(alone, by=SIV)

    shown = room.then(ShowMember(number, "anna"), by=SIV)
    seen = shown.seen_by("anna")
    assert seen and "petter" in [one.person for one in seen.room.members]
    assert shown.when(ShowMember(number, "anna"), by=SIV) == []


def test_how_a_consent_stands_is_the_same_whoever_looks() -> None:
    """Also where the yes of a guardian who is hidden is missing: nobody is told that it holds."""
    room = does(OPENED, consenting(SCHOOL, "family"))
    hidden = InviteMember("petter", "guardian", mandate=True, hidden_from="anna", reason="Threats.")
    waiting = room.then(hidden, by=SIV)
    assert waiting.seen_by("cecilia") is None
    for who in ("anna", "petter", "siv"):
        seen = waiting.seen_by(who)
        assert seen and how_it_stands(seen) == "waiting", who

    holding = waiting.then(AnswerConsent(1, True), by=PETTER)
    for who in ("anna", "petter", "siv", "cecilia"):
        seen = holding.seen_by(who)
        assert seen and how_it_stands(seen) == "given", who


def how_it_stands(seen: Seen) -> str:
    (consent,) = seen.room.consents
    return consent.standing(seen.signers, TODAY)


def test_the_one_who_is_hidden_sees_the_other() -> None:
    seen = hiding().seen_by("anna")

    assert seen and "petter" in [one.person for one in seen.room.members]


def test_what_is_told_of_what_happened_follows_the_same_table() -> None:
    siv, dragan = FULL.seen_by("siv"), FULL.seen_by("dragan")

    assert siv and siv.is_told("GoalSet") and not siv.is_told("FactTold")
    assert dragan and not any(dragan.is_told(one.__name__) for one in get_args(Event))


def test_the_events_that_somebody_is_told_of_are_those_of_what_she_sees_all_of() -> None:
    for who in ("elis", "anna", "siv", "dragan"):
        seen = FULL.seen_by(who)
        assert seen
        told = [one.__name__ for one in get_args(Event) if seen.is_told(one.__name__)]
        assert sorted(seen.told_of) == sorted(told), who


def test_by_which_key_somebody_reads_is_known_of_everybody_who_needs_one() -> None:
    """Anna, who has been given a key by mistake, reads what is hers all the same: by none."""
    room = with_a_mistaken_consent("anna")
    room = does(room, consenting(SCHOOL, "family", "plan", number=2))
    keys = {
        who: [str(key) for key in seen.keys]
        for who in ("elis", "anna", "siv", "cecilia", "dragan")
        if (seen := room.seen_by(who))
    }

    assert keys == {
        "elis": [],
        "anna": [],
        "siv": ["own"],
        "cecilia": ["consent 2"],
        "dragan": [],
    }


def test_what_an_agency_was_given_is_seen_by_the_family_and_that_agency_alone() -> None:
    room = does(FULL, consenting(SCHOOL, "family")).then(AskForFact("siblings", WHY), by=CECILIA)
    given_out = {
        who: [one.fact for one in seen.room.shared]
        for who in ("elis", "anna", "siv", "cecilia", "dragan", "maj")
        if (seen := room.seen_by(who))
    }

    assert given_out == {
        "elis": ["siblings"],
        "anna": ["siblings"],
        "siv": [],
        "cecilia": ["siblings"],
        "dragan": [],
        "maj": [],
    }
    assert room.seen_by("erik") is None


def test_a_fact_of_no_kind_that_is_known_is_opened_by_no_consent_to_a_kind() -> None:
    """A vocabulary may lose a fact that older rooms hold: unknown is no key."""
    every = ("family", "social", "health", "school")
    room = does(FULL.then(TellFact("siblings", Answer("Two")), by=ANNA), consenting(SCHOOL, *every))

    def read_by(who: str, relation: Relation) -> list[str]:
        return [card.fact for card in seen(room.now, relation, who, TODAY, terms={}).room.cards]

    assert "siblings" in room.facts_of("cecilia"), "while it is known to be of the family"
    assert "siblings" not in read_by("cecilia", "professional")
    assert "siblings" in read_by("anna", "guardian")


def test_who_an_agency_brings_in_is_in_once_the_family_has_said_yes() -> None:
    room = opened().then(InviteMember("maj", "relative"), by=SIV)
    assert room.seen_by("maj") is None

    assert does(room, consenting("maj", "plan")).seen_by("maj") is not None
    on_the_phone = opened().then(InviteMember("maj", "relative"), by=SIV_FOR_ANNA)
    assert on_the_phone.seen_by("maj") is not None


def test_of_the_cases_in_a_room_an_agency_sees_its_own() -> None:
    ours, theirs = (Hung(f"c{n}", f"SIP {n}", "plan", of) for n, of in ((1, SOCIAL), (2, SCHOOL)))
    room = OPENED.then(HangCase(ours), by=SIV).then(HangCase(theirs), by=CECILIA)
    room = does(room, consenting(SCHOOL, "plan"))
    cases = {
        who: [one.case for one in seen.room.cases]
        for who in ("elis", "anna", "siv", "cecilia", "dragan")
        if (seen := room.seen_by(who))
    }

    assert cases == {
        "elis": ["c1", "c2"],
        "anna": ["c1", "c2"],
        "siv": ["c1"],
        "cecilia": ["c2"],
        "dragan": [],
    }
    assert room.when(HangCase(ours), by=ANNA) == []
    assert room.seen_by("erik") is None
