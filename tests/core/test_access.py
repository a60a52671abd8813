"""Who sees what and does what: every cell of both tables."""

from datetime import UTC, date, datetime

import pytest

from samrum.core.access import (
    DOES,
    RELATIONS,
    SEES,
    Reader,
    Relation,
    System,
    may_do,
    may_see,
    relation,
    system_relation,
    table,
)
from samrum.core.case import Command
from samrum.core.person import Mandate, Person, Post

# Told the other way round than the tables in the code: for each relation, what it may.
KINDS = [
    "existence",
    "facts",
    "documents",
    "messages",
    "notes",
    "journal",
    "recommendation",
    "assessment",
    "hearing",
    "decision",
    "letters",
    "address",
    "contact",
    "protection",
    "hidden_items",
]
SEEN: dict[Relation, set[str]] = {
    "self": set(KINDS) - {"hidden_items"},
    "mandate": set(KINDS) - {"address", "protection", "hidden_items"},
    "unit": set(KINDS),
    "rules": {
        "existence",
        "facts",
        "recommendation",
        "contact",
        "protection",
        "hidden_items",
    },
    "post": {"existence", "letters", "address", "contact", "protection"},
    "intake": {
        "existence",
        "facts",
        "documents",
        "messages",
        "journal",
        "hearing",
        "decision",
        "letters",
    },
    "follower": {"existence", "journal", "decision", "letters"},
    "outsider": set(),
}
HERS = [
    "Apply",
    "AnswerStep",
    "HandInDocument",
    "SendMessage",
    "AskForCorrection",
    "ObjectToNote",
    "ChooseReach",
    "Withdraw",
    "OpenDecision",
    "AppealDecision",
    "ConfirmAppeal",
    "AskToSee",
    "RaiseBias",
    "AnswerHearing",
    "AskToTell",
    "DemandDecision",
    "WithdrawAppeal",
    "GiveUpSupport",
]
OURS = [
    "TakeCase",
    "WriteNote",
    "AskForSupplement",
    "FillInStep",
    "GiveFact",
    "ReadRegisters",
    "HandleCorrection",
    "Assess",
    "BeginHearing",
    "LeaveOutHearing",
    "DeclineTelling",
    "TellDelay",
    "RefuseDemand",
    "AskTransfer",
    "ReferTransfer",
    "RecordRuling",
    "KeepCase",
    "CorrectArrival",
    "ConsiderChild",
    "Decide",
    "CloseCase",
    "ChooseDelivery",
    "ProveDelivery",
    "JudgeTimeliness",
    "ReviewDecision",
    "HandOver",
    "RecordAnswer",
    "ChangeDecision",
    "HideItem",
    "KeepHidden",
    "LiftHiding",
    "ReviewBias",
    "BeginSupport",
    "InterruptSupport",
    "ExplainWait",
    "ReportSupport",
]
DONE: dict[Relation, set[str]] = {
    "self": set(HERS),
    "mandate": set(HERS),
    "unit": {*OURS, "HandInDocument", "SendMessage", "RaiseBias"},
    "rules": {
        "ForeseeDelay",
        "ReadRegisters",
        "CallLate",
        "RaiseBias",
        "RebaseCase",
        "DecideAutomatically",
        "HandToHuman",
    },
    "post": {"ReportLetter"},
    "intake": set(HERS) - {"ObjectToNote", "AskToSee", "RaiseBias", "GiveUpSupport"},
    "follower": set(),
    "outsider": set(),
}
TYPED = set(HERS) - {"OpenDecision"}
ACTS = [act.__name__ for act in Command.__args__]

ANNA = Person("anna", "19800101-0001", "Anna Berg")
BO = Person("bo", "19700101-0001", "Bo Lind", post=Post("Board", "permits", "Caseworker"))
CECILIA = Person("cecilia", "2", "Cecilia Ek", post=Post("School", "school-health", "Nurse"))
CLEARED = Person("eva", "3", "Eva", post=Post("Board", "permits", "Caseworker", cleared=True))
ERIK = Person("erik", "4", "Erik Holm")
DAY = date(2026, 11, 23)


@pytest.mark.parametrize("protected", [False, True])
@pytest.mark.parametrize("who", RELATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_seen(kind: str, who: Relation, protected: bool) -> None:
    hidden_if_protected = kind in ("address", "contact") and who in ("mandate", "unit", "post")

    expected = kind in SEEN[who] and not (protected and hidden_if_protected)

    assert may_see(who, kind, protected=protected) == expected


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("who", RELATIONS)
@pytest.mark.parametrize("act", ACTS)
def test_what_is_done(act: str, who: Relation, typing: bool) -> None:
    expected = act in DONE[who] or (who == "unit" and typing and act in TYPED)

    assert may_do(who, act, typing=typing) == expected


def test_the_tables_know_every_act_and_nothing_else() -> None:
    assert set(table(DOES)) == set(ACTS)
    assert set(table(SEES)) == set(KINDS)


def test_a_table_with_a_cell_missing_is_not_read() -> None:
    with pytest.raises(ValueError):
        table("# act self\n Apply does does")


def test_what_the_tables_do_not_know_is_never_answered() -> None:
    with pytest.raises(KeyError):
        may_see("self", "shoe size", protected=False)
    with pytest.raises(KeyError):
        may_do("self", "Dance", typing=False)


def mandate(*services: str, first: date = DAY, last: date | None = None) -> Mandate:
    return Mandate(1, "anna", "power_of_attorney", services, first, last)


RELATED = [
    ("self", Reader(ANNA, {}), "anna", False),
    ("mandate", Reader(ANNA, {"maj": (mandate("*"),)}), "maj", False),
    ("mandate", Reader(ANNA, {"maj": (mandate("parking-permit"),)}), "maj", True),
    ("outsider", Reader(ANNA, {"maj": (mandate("home-help"),)}), "maj", False),
    ("outsider", Reader(ANNA, {"maj": (mandate("*", first=date(2026, 11, 24)),)}), "maj", False),
    ("mandate", Reader(ANNA, {"maj": (mandate("*", last=DAY),)}), "maj", False),
    (
        "outsider",
        Reader(ANNA, {"maj": (mandate("*", first=DAY.replace(day=1), last=DAY.replace(day=22)),)}),
        "maj",
        False,
    ),
    ("outsider", Reader(ANNA, {"elis": (mandate("*"),)}), "maj", False),
    ("unit", Reader(BO, {}), "anna", False),
    ("outsider", Reader(BO, {}), "anna", True),
    ("unit", Reader(CLEARED, {}), "anna", True),
    ("outsider", Reader(CECILIA, {}), "anna", False),
    ("self", Reader(BO, {}), "bo", False),
    ("outsider", Reader(ERIK, {}), "anna", False),
    ("outsider", Reader(ERIK, {}), "anna", True),
]


@pytest.mark.parametrize(("expected", "reader", "resident", "protected"), RELATED)
def test_how_a_reader_stands_to_a_case(
    expected: Relation, reader: Reader, resident: str, protected: bool
) -> None:
    stands = relation(
        reader,
        resident=resident,
        service="parking-permit",
        unit="permits",
        protected=protected,
        day=DAY,
    )

    assert stands == expected


def test_a_mandate_that_was_revoked_is_worth_nothing() -> None:
    revoked = Mandate(
        1, "anna", "guardian", ("*",), DAY, None, revoked_at=datetime(2026, 11, 23, tzinfo=UTC)
    )

    assert not revoked.covers("parking-permit", DAY)


def test_erik_sees_nothing_and_does_nothing() -> None:
    assert not any(may_see("outsider", kind, protected=False) for kind in KINDS)
    assert not any(may_do("outsider", act, typing=True) for act in ACTS)


BOTH = System("system:both", "Both", {"permit": ("intake", "follower")})
INTAKE = System("system:in", "In", {"permit": ("intake",)})
FOLLOWER = System("system:after", "After", {"permit": ("follower",)})


@pytest.mark.parametrize(
    ("expected", "system", "service", "handed_in"),
    [
        ("intake", INTAKE, "permit", True),
        ("outsider", INTAKE, "permit", False),
        ("outsider", INTAKE, "home-help", True),
        ("follower", FOLLOWER, "permit", True),
        ("follower", FOLLOWER, "permit", False),
        ("outsider", FOLLOWER, "home-help", False),
        ("intake", BOTH, "permit", True),
        ("follower", BOTH, "permit", False),
    ],
)
def test_how_a_system_stands_to_a_case(
    expected: Relation, system: System, service: str, handed_in: bool
) -> None:
    stands = system_relation(system, service=service, protected=False, handed_in=handed_in)
    protected = system_relation(system, service=service, protected=True, handed_in=handed_in)

    assert (stands, protected) == (expected, "outsider")
