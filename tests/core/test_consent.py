"""Consent: who signs, by age; how long it holds; and that nothing is read without it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core.consent import WHO_SIGNS, age_group, signers, years
from samrum.core.fact import Answer
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    AskForFact,
    ConsentAnswered,
    ConsentAsked,
    ConsentRevoked,
    FactAsked,
    FactShared,
    FactTold,
    InviteMember,
    ProvisionUsed,
    QuestionClosed,
    RevokeConsent,
    ShareFact,
    TellFact,
    UseProvision,
    ground_of,
)
from tests.room import (
    ANNA,
    CECILIA,
    ELIS,
    MONDAY,
    OPENED,
    PETTER,
    PIA,
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

# Who signs: the child C, its two guardians G, by age; the law's way and the stricter custom.
SIGNS = [
    (5, "G", "G"),
    (11, "G", "G"),
    (12, "CG", "CG"),
    (14, "CG", "CG"),
    (15, "C", "CG"),
    (17, "C", "CG"),
    (18, "C", "C"),
    (40, "C", "C"),
]
TOLD = OPENED.then(SIBLINGS, by=ANNA)


@pytest.mark.parametrize(("age", "by_law", "always"), SIGNS)
@pytest.mark.parametrize("stricter", [False, True])
def test_who_signs_at_each_age(age: int, by_law: str, always: str, stricter: bool) -> None:
    wanted = always if stricter else by_law
    born = TODAY.replace(year=TODAY.year - age)

    signing = signers(born, TODAY, resident="elis", guardians=("anna", "petter"), always=stricter)

    assert ("elis" in signing, {"anna", "petter"} <= set(signing)) == ("C" in wanted, "G" in wanted)


def test_the_table_has_a_row_for_every_age() -> None:
    rows = [line.split()[0] for line in WHO_SIGNS.strip().splitlines()[1:]]

    assert rows == sorted({age_group(age) for age in range(120)}, key=rows.index)
    assert len(rows) == 4


def test_somebody_becomes_twelve_on_the_birthday_and_not_before() -> None:
    born = date(2014, 11, 23)

    assert [years(born, TODAY + timedelta(days=days)) for days in (-1, 0, 1)] == [11, 12, 12]


def test_when_nobody_knows_the_age_everybody_signs() -> None:
    told = {"resident": "elis", "always": False}

    assert signers(None, TODAY, guardians=("anna",), **told) == ("elis", "anna")  # type: ignore[arg-type]
    assert signers(None, TODAY, guardians=(), **told) == ("elis",)  # type: ignore[arg-type]


def test_without_consent_the_room_is_there_for_one_agency_only() -> None:
    assert TOLD.seen_by("cecilia") is None
    assert TOLD.seen_by("pia") is None
    assert TOLD.seen_by("siv") is not None, "her agency opened it"
    assert TOLD.facts_of("siv") == [], "and yet reads nothing that the family has told"


def test_a_consent_lets_in_one_agency_to_one_kind() -> None:
    room = does(TOLD, consenting(SCHOOL, "family"))
    room = room.then(TellFact("diagnosis", Answer("ADHD")), by=ANNA)

    assert room.facts_of("cecilia") == ["siblings"]
    assert room.facts_of("pia") == []


def test_a_consent_that_was_taken_back_stops_reading_at_once_and_is_remembered() -> None:
    room = does(TOLD, consenting(SCHOOL, "family"))

    assert room.when(RevokeConsent(1), by=ANNA) == [ConsentRevoked(1, "anna")]
    after = room.then(RevokeConsent(1), by=ANNA)
    assert after.seen_by("cecilia") is None
    assert after.now.consents[0].revoked_by == "anna"
    assert after.when(RevokeConsent(1), by=ANNA) == []


def test_a_consent_ends_by_itself_and_is_remembered() -> None:
    room = does(TOLD, consenting(SCHOOL, "family", until=TODAY + timedelta(days=30)))

    assert room.facts_of("cecilia", day=TODAY + timedelta(days=30)) == ["siblings"]
    assert room.facts_of("cecilia", day=TODAY + timedelta(days=31)) == []
    assert len(room.now.consents) == 1


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        (AskForConsent("", ("family",), (), WHY, SUMMER), "who may read"),
        (AskForConsent("Polisen", ("family",), (), WHY, SUMMER), "not in the room"),
        (AskForConsent(SCHOOL, (), (), WHY, SUMMER), "never general"),
        (AskForConsent(SCHOOL, ("everything",), (), WHY, SUMMER), "never general"),
        (AskForConsent(SCHOOL, ("family",), (), " ", SUMMER), "what it is for"),
        (AskForConsent(SCHOOL, ("family",), (), WHY, None), "a last day"),
        (AskForConsent(SCHOOL, ("family",), (), WHY, date(2026, 11, 22)), "a last day"),
        (AskForConsent(SCHOOL, ("family",), (), WHY, date(2028, 11, 22)), "a last day"),
    ],
)
def test_a_consent_says_who_what_why_and_until_when(asked: AskForConsent, lacks: str) -> None:
    told = OPENED.refuses(asked, by=SIV)

    assert lacks in told
    assert told.endswith("OSL 12:2")


def test_a_consent_holds_for_today_at_least_and_for_a_year_at_most() -> None:
    def asked(days: int) -> AskForConsent:
        return AskForConsent(SCHOOL, ("family",), (), WHY, TODAY + timedelta(days=days))

    assert OPENED.when(asked(0), by=SIV) and OPENED.when(asked(366), by=SIV)
    assert "at most a year" in OPENED.refuses(asked(367), by=SIV)


def two_guardians(born: date = date(2015, 9, 21), *, always: bool = True) -> Given:
    room = opened(born, always=always).then(
        InviteMember("petter", "guardian", mandate=True), by=SIV
    )
    return room.then(SIBLINGS, by=ANNA)


def test_each_guardian_signs_for_herself() -> None:
    room = does(two_guardians(), consenting(SCHOOL, "family"))
    assert room.facts_of("cecilia") == [], "one of two has signed"

    both = room.then(AnswerConsent(1, True), by=PETTER)

    assert both.facts_of("cecilia") == ["siblings"]
    assert both.when(AnswerConsent(1, True), by=PETTER) == []


def test_when_one_guardian_says_no_nothing_is_read_and_a_human_has_to_look() -> None:
    room = does(two_guardians(), consenting(SCHOOL, "family"))
    room = room.then(AnswerConsent(1, False), by=PETTER)

    consent = room.now.consents[0]
    assert consent.standing(room.now.signers(TODAY), TODAY) == "declined"
    assert room.facts_of("cecilia") == []
    assert "Ask for consent anew." in room.refuses(AnswerConsent(1, True), by=PETTER)


def test_each_guardian_can_take_it_back_alone() -> None:
    room = does(two_guardians(), consenting(SCHOOL, "family"))
    room = room.then(AnswerConsent(1, True), by=PETTER).then(RevokeConsent(1), by=PETTER)

    assert room.facts_of("cecilia") == []


def test_what_a_young_person_gave_alone_is_hers_to_take_back() -> None:
    room = opened(date(2011, 1, 1), always=False).then(SIBLINGS, by=ELIS)
    room = room.then(AskForConsent(SCHOOL, ("family",), (), WHY, SUMMER), by=SIV)
    room = room.then(AnswerConsent(1, True), by=ELIS)

    assert "not for you to take back" in room.refuses(RevokeConsent(1), by=ANNA)
    assert room.then(RevokeConsent(1), by=ELIS).facts_of("cecilia") == []


def test_who_signed_while_it_was_asked_of_her_can_end_it_when_it_is_no_more() -> None:
    room = does(opened(date(2012, 1, 1), always=False), consenting(SCHOOL, "family"))
    fifteen = MONDAY + timedelta(days=60)

    assert room.now.signers(fifteen.date()) == ("elis",)
    assert room.when(RevokeConsent(1), by=ANNA, at=fifteen) == [ConsentRevoked(1, "anna")]


def test_a_child_of_twelve_signs_with_the_guardian() -> None:
    room = does(opened(date(2014, 1, 1)).then(SIBLINGS, by=ANNA), consenting(SCHOOL, "family"))
    assert room.facts_of("cecilia") == []

    assert room.then(AnswerConsent(1, True), by=ELIS).facts_of("cecilia") == ["siblings"]


def test_a_child_of_fifteen_signs_alone_where_the_board_has_chosen_the_law() -> None:
    room = opened(date(2011, 1, 1), always=False).then(SIBLINGS, by=ELIS)
    room = room.then(AskForConsent(SCHOOL, ("family",), (), WHY, SUMMER), by=SIV)

    assert "not for you to give" in room.refuses(AnswerConsent(1, True), by=ANNA)
    assert room.then(AnswerConsent(1, True), by=ELIS).facts_of("cecilia") == ["siblings"]


def test_a_consent_on_the_phone_says_whose_it_is_and_who_typed_it() -> None:
    room = TOLD.then(AskForConsent(SCHOOL, ("family",), (), WHY, SUMMER), by=SIV)

    assert room.when(AnswerConsent(1, True), by=SIV_FOR_ANNA) == [
        ConsentAnswered(1, "anna", yes=True)
    ]
    signed = room.then(AnswerConsent(1, True), by=SIV_FOR_ANNA).now.consents[0].signatures["anna"]
    assert (signed.via, signed.typed_by) == ("phone", "siv")


def test_who_asks_and_signs_at_once_signs_that_consent_and_no_other() -> None:
    room = TOLD.then(AskForConsent(SOCIAL, ("economy",), (), WHY, SUMMER), by=SIV)
    asked = AskForConsent(SCHOOL, ("family",), (), WHY, SUMMER, signs=True)

    assert room.when(asked, by=ANNA)[1] == ConsentAnswered(2, "anna", yes=True)
    first, second = room.then(asked, by=ANNA).now.consents
    assert (dict(first.signatures), list(second.signatures)) == ({}, ["anna"])
    assert "not for you to give" in room.refuses(asked, by=SIV)


def test_the_second_guardian_shares_by_signing_the_same_consent() -> None:
    room = two_guardians().then(AskForFact("siblings", WHY), by=CECILIA)
    room = room.then(ShareFact(1, SUMMER), by=ANNA)
    assert room.now.questions[0].closed_at is None

    assert room.when(ShareFact(1, SUMMER), by=PETTER) == [
        ConsentAnswered(1, "petter", yes=True),
        FactShared("siblings", SCHOOL),
        QuestionClosed(1, declined=False),
    ]


SHARED = ShareFact(1, SUMMER)
NEXT_WEEK = TODAY + timedelta(days=7)


def asked_of_two() -> Given:
    """Both guardians have to sign before the school gets the answer that Anna has told."""
    return two_guardians().then(AskForFact("siblings", WHY), by=CECILIA)


@pytest.mark.parametrize(
    "other",
    [
        AskForConsent(SCHOOL, ("economy",), (), WHY, SUMMER),
        AskForConsent(SCHOOL, ("family",), ("siblings",), WHY, SUMMER),
        AskForConsent(SCHOOL, (), ("home",), WHY, SUMMER),
        AskForConsent(REGION, (), ("siblings",), WHY, SUMMER),
        AskForConsent(SCHOOL, (), ("siblings",), "To write to the newspaper.", SUMMER),
    ],
    ids=["other kinds", "more than the fact", "another fact", "another agency", "another purpose"],
)
def test_who_shares_one_answer_signs_nothing_else_that_waits(other: AskForConsent) -> None:
    room = asked_of_two().then(other, by=SIV)

    assert room.when(SHARED, by=ANNA) == [
        ConsentAsked(SCHOOL, (), ("siblings",), WHY, SUMMER),
        ConsentAnswered(2, "anna", yes=True),
    ]


def test_nobody_signs_for_longer_than_she_has_said() -> None:
    """Petter wants it for a week and Anna until summer: it can be read for a week."""
    room = asked_of_two().then(SHARED, by=ANNA)

    assert room.when(ShareFact(1, NEXT_WEEK), by=PETTER) == [
        ConsentAsked(SCHOOL, (), ("siblings",), WHY, NEXT_WEEK),
        ConsentAnswered(2, "petter", yes=True),
    ]
    for_a_week = room.then(ShareFact(1, NEXT_WEEK), by=PETTER)
    assert for_a_week.facts_of("cecilia") == []
    assert for_a_week.when(ShareFact(1, NEXT_WEEK), by=PETTER) == [], "he has said so"
    both = for_a_week.then(SHARED, by=ANNA)
    assert both.facts_of("cecilia", day=NEXT_WEEK) == ["siblings"]
    assert both.facts_of("cecilia", day=NEXT_WEEK + timedelta(days=1)) == []
    assert "a last day" in asked_of_two().refuses(ShareFact(1, None), by=ANNA)


def test_a_consent_to_one_fact_is_no_key_to_another_that_is_asked_for() -> None:
    room = does(TOLD, consenting(SCHOOL, facts=("siblings",)))
    room = room.then(TellFact("home", Answer("A flat")), by=ANNA)

    assert room.when(AskForFact("home", WHY), by=CECILIA) == [FactAsked("home", SCHOOL, WHY)]
    assert room.when(AskForFact("siblings", WHY), by=CECILIA) == [FactShared("siblings", SCHOOL)]


def test_what_was_answered_or_is_not_known_is_not_shared_again_by_itself() -> None:
    room = does(TOLD, consenting(SCHOOL, "family")).then(AskForFact("home", WHY), by=CECILIA)
    told = TellFact("support", Answer("None"))

    assert room.when(told, by=ANNA) == [FactTold("support", told.answer, "")]
    answered = room.then(TellFact("home", Answer("A flat")), by=ANNA)
    assert answered.when(told, by=ANNA) == [FactTold("support", told.answer, "")]
    assert len(answered.now.shared) == 1


def test_a_question_that_was_closed_is_not_answered_again() -> None:
    room = TOLD.then(AskForFact("siblings", WHY), by=CECILIA).then(ShareFact(1, SUMMER), by=ANNA)

    assert "nothing to answer here" in room.refuses(ShareFact(1, SUMMER), by=ANNA)
    assert "No consent in this room" in room.refuses(AnswerConsent(9, True), by=ANNA)


# Provisions: keys that are not consent


HEALTH = TOLD.then(TellFact("diagnosis", Answer("Being assessed")), by=PIA)
TELLS = UseProvision(SOCIAL, ("health",), "OSL 25:12", "He needs support at home.", SUMMER)


def test_health_care_may_tell_social_services_what_a_child_needs_for_support() -> None:
    assert HEALTH.when(TELLS, by=PIA) == [
        ProvisionUsed(REGION, SOCIAL, ("health",), TELLS.law, TELLS.reason, SUMMER)
    ]
    assert HEALTH.then(TELLS, by=PIA).facts_of("siv") == ["diagnosis"]


def test_a_provision_opens_what_the_agency_itself_holds_and_nothing_of_the_familys() -> None:
    room = HEALTH.then(TellFact("diagnosis", Answer("ADHD")), by=ANNA).then(TELLS, by=PIA)
    seen = room.seen_by("siv")

    assert seen and [(one.fact, one.holder) for one in seen.room.cards] == [("diagnosis", REGION)]
    assert [(key.by, key.law) for key in seen.keys if key.by != "own"] == [
        ("provision", "OSL 25:12")
    ]


def test_a_provision_opens_nothing_that_a_third_agency_holds() -> None:
    room = HEALTH.then(TellFact("diagnosis", Answer("Told the school nurse")), by=CECILIA)

    seen = room.then(TELLS, by=PIA).seen_by("siv")

    assert seen and [one.holder for one in seen.room.cards] == [REGION]


def test_a_provision_brings_in_whom_it_tells_until_its_last_day_and_nobody_else() -> None:
    room = TOLD.then(TellFact("support", Answer("At home")), by=SIV)
    assert room.seen_by("pia") is None
    told = UseProvision(REGION, ("social",), "OSL 26:9", "He needs treatment.", NEXT_WEEK)

    after = room.then(told, by=SIV)

    assert after.facts_of("pia", day=NEXT_WEEK) == ["support"]
    assert after.seen_by("pia", day=NEXT_WEEK + timedelta(days=1)) is None
    assert after.seen_by("cecilia") is None
    seen = after.seen_by("pia")
    assert seen and [str(key) for key in seen.keys] == ["provision 1"]


@pytest.mark.parametrize(
    ("told", "by"),
    [
        (replace(TELLS, law="OSL 10:27"), PIA),
        (replace(TELLS, law="OSL 26:9"), PIA),
        (replace(TELLS, to=SCHOOL), PIA),
        (replace(TELLS, kinds=()), PIA),
        (replace(TELLS, kinds=("health", "everything")), PIA),
        (replace(TELLS, kinds=("plan",)), PIA),
        (replace(TELLS, to=REGION), PIA),
    ],
)
def test_a_provision_that_does_not_hold_here_opens_nothing(told: UseProvision, by: object) -> None:
    assert "another provision" in HEALTH.refuses(told, by=PIA)


def test_what_is_for_children_does_not_hold_for_an_adult() -> None:
    def born(day: date) -> Given:
        return opened(day).then(TellFact("diagnosis", Answer("x")), by=PIA)

    assert "another provision" in born(date(1990, 1, 1)).refuses(TELLS, by=PIA)
    assert "another provision" in born(date(2008, 11, 23)).refuses(TELLS, by=PIA), "18 today"
    assert born(date(2008, 11, 24)).when(TELLS, by=PIA), "18 tomorrow"


def test_a_provision_is_used_for_a_time_and_for_a_reason() -> None:
    assert "without end" in HEALTH.refuses(replace(TELLS, until=None), by=PIA)
    assert "Write something" in HEALTH.refuses(replace(TELLS, reason=""), by=PIA)
    ended = HEALTH.then(replace(TELLS, until=TODAY), by=PIA)
    assert ended.facts_of("siv", day=TODAY + timedelta(days=1)) == []


def test_the_ground_of_data_protection_is_not_a_consent() -> None:
    social = ground_of("social")

    assert str(social) == "GDPR 6.1 c, e, 9.2 h"
    assert social and social.secrecy == "OSL 26:1"
    assert ground_of("association") is None
    assert MONDAY.date() == TODAY
