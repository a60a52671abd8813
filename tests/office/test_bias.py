"""Bias at the office: ties that are seen stop the act until somebody has examined them."""

from dataclasses import replace

import pytest

from samrum.core.access import Reader
from samrum.core.bias import ReviewBias
from samrum.core.case import Assess, Decide, TakeCase
from samrum.core.person import Mandate, Person, Post
from samrum.core.refusal import Refused
from samrum.office import municipality, persons, see
from samrum.office.act import act
from samrum.office.relation import NotHere
from samrum.office.ties import tie
from tests.office.town import SMALL, Cast, applies
from tests.packages.parking_permit import permit_under_law
from tests.story import MONDAY

ANNA = Person("a", "1", "Anna Berg", address=("Hamngatan 12", "990 10 Lillevik"))
BO = Person("b", "2", "Bo Lind", address=("Lotsgatan 5", "990 10 Lillevik"))
DAY = MONDAY.date()
THEN = Mandate(1, "b", "power_of_attorney", ("*",), DAY, None, revoked_at=MONDAY)
ASSESSES = Assess("grant", "The certificate shows it.")
DECIDES = Decide("refuse", "No permit.", "You walk far.", ("13 kap. 8 § TrF",))


@pytest.fixture(autouse=True)
def with_the_law(monkeypatch: pytest.MonkeyPatch, small_service: None) -> None:
    """The small service under Swedish law."""
    bound = replace(SMALL, guards=permit_under_law().guards)
    monkeypatch.setattr(municipality, "packages", lambda: {SMALL.id: bound})
    municipality.package.cache_clear()


@pytest.mark.parametrize(
    ("bo", "anna", "sign"),
    [
        (BO, ANNA, ""),
        (ANNA, ANNA, "same_person"),
        (replace(BO, address=("HAMNGATAN  12", "990 10 Lillevik")), ANNA, "address"),
        (BO, replace(ANNA, mandates={1: THEN}), "mandate"),
        (replace(BO, mandates={1: replace(THEN, holder="a")}), ANNA, "mandate"),
        (replace(BO, name="Bo Olof Berg"), ANNA, "surname"),
        (replace(BO, address=()), replace(ANNA, address=()), ""),
    ],
)
def test_which_tie_is_seen(bo: Person, anna: Person, sign: str) -> None:
    assert tie(bo, anna) == sign


@pytest.mark.parametrize("name", ["TakeCase", "Assess", "Decide"])
def test_a_tie_that_the_rules_see_stops_the_act_and_puts_the_question(
    cast: Cast, name: str
) -> None:
    case, bo = applies(cast.reads("anna")).case, next_door(cast)
    command = {"TakeCase": TakeCase(bo.id), "Assess": ASSESSES, "Decide": DECIDES}[name]

    with pytest.raises(Refused) as refusal:
        act(bo, command, case=case, key="k2")

    assert "16-18 §§" in refusal.value.provision
    (question,) = see.case(bo, case).case.bias
    assert (question.concerns, question.sign, question.finding) == (bo.id, "address", None)
    with pytest.raises(Refused):
        act(bo, command, case=case, key="k3")
    assert len(see.case(bo, case).case.bias) == 1


def test_a_case_is_not_handed_to_somebody_with_a_tie_either(cast: Cast) -> None:
    case, bo = applies(cast.reads("anna")).case, next_door(cast)

    with pytest.raises(Refused):
        act(colleague(cast), TakeCase(bo.id), case=case, key="k2")


def test_whoever_is_found_impartial_works_on(cast: Cast) -> None:
    case, bo = applies(cast.reads("anna")).case, next_door(cast)
    with pytest.raises(Refused):
        act(bo, TakeCase(bo.id), case=case, key="k2")
    with pytest.raises(Refused, match="cannot examine this yourself"):
        act(bo, ReviewBias(1, "impartial", "We do not know each other."), case=case, key="k3")

    karin = colleague(cast)
    act(karin, ReviewBias(1, "impartial", "Two houses share the number."), case=case, key="k4")

    assert act(bo, TakeCase(bo.id), case=case, key="k5").version
    assert act(bo, ASSESSES, case=case, key="k6").version


def test_erik_raises_nothing_in_a_case_that_is_none_of_his(cast: Cast) -> None:
    case = applies(cast.reads("anna")).case

    with pytest.raises(NotHere):
        act(cast.reads("erik"), ReviewBias(1, "biased", "No."), case=case, key="k9")


def next_door(cast: Cast) -> Reader:
    """Bo, after he has moved in with Anna."""
    said = persons.Identity(cast.bo.number, cast.bo.name, "sv", ("Storgatan 2",))
    persons.register(said, tenant=1)
    return cast.reads("bo")


def colleague(cast: Cast) -> Reader:
    """Karin, who works in the unit and lives elsewhere."""
    said = persons.Identity("19680209-2386", "Karin Åberg", "sv", ("Smedjegatan 2",))
    karin = persons.register(said, tenant=1)
    post = Post("Samhällsbyggnadsnämnden", "permits", "handläggare")
    return Reader(persons.appoint(karin.id, post, tenant=1), {}, 1)
