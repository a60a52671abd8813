"""A small service, small enough to be read here, and the people of Lillevik who use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samrum.core.access import Reader
from samrum.core.case import Reach
from samrum.core.fact import Answer
from samrum.core.person import Person, Post
from samrum.journal import people
from samrum.office import persons
from samrum.office.act import Receipt, apply
from samrum.office.persons import Identity
from samrum.packages.expression import Expression, TextTemplate
from samrum.packages.keeping import Keeping
from samrum.packages.package import Binding, LetterTemplate, ServicePackage, StepTemplate
from samrum.packages.ruleset import Applied, MatchedRule, Ruleset
from samrum.packages.vocabulary import Term

LANGUAGES = ("sv", "da", "en")
METRES = "mobility.walking_distance_max_m"
REASON = "mobility.reason"


@dataclass(frozen=True)
class SmallRules(Ruleset):
    """Walks at most 500 metres: grant; further: refuse; not said: a human looks."""

    def apply(self, around: Mapping[str, object]) -> Applied:
        metres = around["mobility"]["walking_distance_max_m"]  # type: ignore[index]
        outcome = "human" if metres is None else "grant" if metres <= 500 else "refuse"
        rule = MatchedRule(
            "recommendation",
            "r1",
            1,
            in_all(f"You walk {metres} metres."),
            "TrF 13:8",
            "law",
            facts=(METRES,),
        )
        missing = ("document.medical_certificate",)
        if "document.medical_certificate" in around["documents"]:  # type: ignore[operator]
            missing = ()
        results = {"completeness": {"missing": missing}, "recommendation": {"outcome": outcome}}
        return Applied(self.digest, results, (rule,), (), outcome)

    def read_back(self, decision: str, result: object) -> object:
        return result


def in_all(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def step(id: str, who: str, when: str, due: int | None = None, act: str = "") -> StepTemplate:
    return StepTemplate(
        id,
        who,  # type: ignore[arg-type]
        in_all(id),
        Expression(when, "small"),
        act=act,
        due_days=due,
    )


def letter(id: str, on: str, text: str) -> LetterTemplate:
    texts = {language: TextTemplate(text, "small", language) for language in LANGUAGES}
    return LetterTemplate(id, on, in_all(id), texts)


SMALL = ServicePackage(
    id="parking-permit",
    version="1.0.0",
    digest="0" * 64,
    title=in_all("Parking permit"),
    summary=in_all("A permit."),
    country="se",
    languages=LANGUAGES,
    legal_basis=("TrF 13:8",),
    appeal_instance=in_all("Länsstyrelsen"),
    appeal_days=21,
    expected_days=30,
    keeping=Keeping(days=730),
    number_prefix="PRH",
    terms={
        METRES: Term(METRES, "number", in_all("How far"), unit="m", fresh_days=365),
        REASON: Term(REASON, "text", in_all("Why")),
    },
    forms={},
    steps=(
        step(
            "supplement",
            "resident",
            'count(completeness.missing) > 0 and case.stage = "received"'
            ' and not(list contains(case.done, "supplement"))',
            14,
        ),
        step(
            "decide",
            "caseworker",
            'count(completeness.missing) = 0 and case.stage = "received"',
            20,
            "decide",
        ),
        step("answer", "caseworker", "case.unanswered > 0"),
    ),
    letters=(
        letter("receipt", "received", "Your case is {case.number}."),
        letter("decision", "decided", "Decided: {decision.outcome}. {decision.reasons}"),
    ),
    bindings={"municipality_code": Binding("municipality_code", "", in_all("code"))},
    ruleset=SmallRules("c" * 64, "d" * 64, ("completeness", "recommendation"), "recommendation"),
    registers={"population": ("residence.municipality",)},
)


@dataclass
class Cast:
    """Everybody, as they stand in one database."""

    anna: Person
    maj: Person
    elis: Person
    erik: Person
    bo: Person
    cecilia: Person
    tenant: int = 1

    def reads(self, name: str) -> Reader:
        """The reader with this name, as she is known now."""
        person = persons.known_person(getattr(self, name).id, tenant=self.tenant)
        return Reader(person, people.mandates_of(self.tenant, person.id), self.tenant)


def settle(tenant: int = 1) -> Cast:
    """Register the cast and give them their posts and mandates."""

    def known(number: str, name: str, address: str = "Storgatan 2") -> Person:
        return persons.register(Identity(number, name, "sv", (address,)), tenant=tenant)

    cast = Cast(
        known("19800101-2380", "Anna Berg"),
        known("19500202-2381", "Maj Berg"),
        known("20150303-2382", "Elis Berg"),
        known("19700404-2383", "Erik Holm"),
        known("19850505-2384", "Bo Lind", "Lotsgatan 5"),
        known("19750606-2385", "Cecilia Ek", "Ängsvägen 9"),
        tenant,
    )
    persons.appoint(
        cast.bo.id, Post("Samhällsbyggnadsnämnden", "permits", "handläggare"), tenant=tenant
    )
    persons.appoint(
        cast.cecilia.id,
        Post("Barn- och utbildningsnämnden", "school-health", "skolsköterska"),
        tenant=tenant,
    )
    maj = Reader(cast.maj, {}, tenant)
    persons.give_mandate(
        maj,
        number=cast.anna.number,
        kind="power_of_attorney",
        services=("parking-permit",),
        valid_from=date(2020, 1, 1),
    )
    return cast


def applies(
    reader: Reader, *, metres: int = 300, key: str = "k1", resident: str = "", via: str = "portal"
) -> Receipt:
    """Hand in an application for a parking permit."""
    return apply(
        reader,
        service="parking-permit",
        resident=resident or reader.id,
        answers={METRES: Answer(metres)},
        reach=Reach("email", "anna@example.com"),
        language="sv",
        key=key,
        via=via,  # type: ignore[arg-type]
    )
