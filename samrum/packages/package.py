"""A service package as the core knows it: what a resident can get, and how it is worked.

Data only; `samrum.packages.read` makes it from a folder and says every fault.  Words are given in
each language of the package: `{"sv": ..., "da": ..., "en": ...}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from samrum.packages.adoption import NOT_ADOPTED, Adoption, condition_faults
from samrum.packages.calendar import Calendar
from samrum.packages.change_ground import ChangeGround
from samrum.packages.delivery import DeliveryMethod
from samrum.packages.demand import DemandRule
from samrum.packages.expression import Expression, TextTemplate
from samrum.packages.fault import Fault
from samrum.packages.guard import GuardRule
from samrum.packages.keeping import Keeping
from samrum.packages.names import shape_of
from samrum.packages.refusal import Refused
from samrum.packages.registers import Registers
from samrum.packages.room import RoomRules
from samrum.packages.ruleset import Ruleset
from samrum.packages.secrecy import SecrecyGround
from samrum.packages.support import SupportRule
from samrum.packages.transfer import TransferRule
from samrum.packages.vocabulary import Term

Words = Mapping[str, str]
Who = Literal["resident", "caseworker", "rules"]
ACTS: Final[Mapping[str, tuple[Who, ...]]] = {
    "assess": ("caseworker",),
    "decide": ("caseworker",),
    "answer-message": ("resident", "caseworker"),
    "handle-correction": ("caseworker",),
    "read-registers": ("caseworker",),
    "hear": ("caseworker",),
    "answer-hearing": ("resident",),
    "hear-told": ("caseworker",),
    "tell-delay": ("caseworker",),
    "answer-demand": ("caseworker",),
    "consider-child": ("caseworker",),
    "confirm-appeal": ("resident",),
    "judge-timeliness": ("caseworker",),
    "review-decision": ("caseworker",),
    "hand-over": ("caseworker",),
    "look-at-hiding": ("caseworker",),
    "review-bias": ("caseworker",),
    "follow-transfer": ("caseworker",),
    "begin-support": ("caseworker",),
}
"""What a step can ask for beside a form, and of whom; each is a page for those who can do it."""
SOURCE_KINDS: Final = ("law", "agency_regulation", "guidance", "local_policy", "design")
"""Where a rule or a value comes from; "design": from how the product hands over to people."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form: it names a fact of the vocabulary and says how it is asked.

    `shown` is a FEEL condition over the facts given so far (None: always).  A question that is
    not `needed` may be left; `unknown_allowed` offers "I do not know".
    """

    fact: str
    asks: Words
    help: Words = field(default_factory=dict)
    shown: Expression | None = None
    needed: bool = True
    unknown_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One thing at a time: a question or a small group that belongs together."""

    id: str
    title: Words
    questions: tuple[Question, ...]
    shown: Expression | None = None


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    title: Words
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """A step is open while `when` holds and it is not done.

    `form` is what is filled in, by the resident or the caseworker, `act` what is done otherwise
    (one of ACTS).  It is due `due_days` from the day it opened, or on the day that `due_on` gives;
    None for no date.
    """

    id: str
    who: Who
    title: Words
    when: Expression
    explains: Words = field(default_factory=dict)
    form: str = ""
    act: str = ""
    due_days: int | None = None
    due_on: Expression | None = None
    if_late: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which the law lets something be left out, with the provision that has it."""

    id: str
    provision: str
    title: Words


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A letter is written when `on` happens and `when` holds.

    `on` is one of samrum.packages.read_work.MOMENTS, "opened:<step>" or "late:<step>"; each
    language has its text, a template with {FEEL} placeholders.  `to` is who gets it: the resident,
    or the instance that examines an appeal.
    """

    id: str
    on: str
    title: Words
    texts: Mapping[str, TextTemplate]
    when: Expression | None = None
    to: Literal["resident", "instance"] = "resident"


@dataclass(frozen=True, slots=True)
class Binding:
    """A value that the adopting board sets: `value` is the default until it has."""

    key: str
    value: bool | int | str
    help: Words
    source_kind: str = "local_policy"


@dataclass(frozen=True, slots=True)
class Automation:
    """That the service lets a function decide at all, once a board has resolved it, and `when`.

    `procedure_law` is "full" where the country's procedure law holds in full for its cases, else
    "partly": then no function decides (KL 6 kap. 37 §).
    """

    when: Expression
    procedure_law: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number by which the service is followed up; `unit` is "days", "share", "count" ..."""

    id: str
    title: Words
    unit: str
    explains: Words


@dataclass(frozen=True, slots=True)
class ServicePackage:
    """One version of one service.

    `digest` is the SHA-256 over its files in order.  `expected_days` is the time from application
    to decision that the authority promises.  `keeping` says for how long its cases are
    kept; `retention` says it in words.  `afterwards` says what happens once it has been decided, by
    outcome, where the service says so.  `to_verify` are claims
    about the law that nobody has read in its text yet: shown wherever the package is shown.
    `guards` are what the law asks of an act: the service's own, and the country's once the
    service stands under it (samrum.packages.country.under).  `calendar` is the country's too, and
    `secrecy` the grounds on which its law lets something be hidden from a party.
    `automation` is None where only people decide.  `adoption` is what the board of a municipality
    has set, once one has adopted it.
    `delivery` are the ways in which a decision is delivered, `delivered_by` the one used when
    nobody chooses, "" for the country's first; `appeal_oral` says whether an appeal need not be in
    writing, `change_grounds` on what grounds a decision may be changed, `hearing_grounds` on what
    grounds a hearing may be left out.  `demand` says when a decision can be demanded, None for
    never, `transfer` how a case is moved to another municipality, None for not at all;
    `concerns_child` whether a case concerns a child, None where the service does not say.
    `terms` are the facts it can speak of, whole groups at a time; `groups` are the same by the two
    halves of their ids: {"person": {"name": ...}}.
    `room` is what it asks of a shared room, None for a service that leads to none.
    `support` is the kind of support that it grants, empty where nothing has to be carried out;
    `support_rule` within what time the country wants it to begin, None where it does not say.
    """

    id: str
    version: str
    digest: str
    title: Words
    summary: Words
    country: str
    languages: tuple[str, ...]
    legal_basis: tuple[str, ...]
    appeal_instance: Words
    appeal_days: int
    expected_days: int
    number_prefix: str
    terms: Mapping[str, Term]
    forms: Mapping[str, Form]
    steps: tuple[StepTemplate, ...]
    letters: tuple[LetterTemplate, ...]
    bindings: Mapping[str, Binding]
    ruleset: Ruleset
    registers: Registers = field(default_factory=dict)
    outcomes: tuple[str, ...] = ("grant", "partial", "refuse", "dismiss", "write_off")
    afterwards: Mapping[str, Words] = field(default_factory=dict)
    keeping: Keeping = field(default_factory=Keeping)
    retention: Words = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    to_verify: tuple[Words, ...] = ()
    guards: tuple[GuardRule, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    secrecy: tuple[SecrecyGround, ...] = ()
    automation: Automation | None = None
    adoption: Adoption = NOT_ADOPTED
    delivery: tuple[DeliveryMethod, ...] = ()
    delivered_by: str = ""
    appeal_oral: bool = False
    change_grounds: tuple[ChangeGround, ...] = ()
    hearing_grounds: tuple[Ground, ...] = ()
    demand: DemandRule | None = None
    concerns_child: Expression | None = None
    room: RoomRules | None = None
    transfer: TransferRule | None = None
    support: Words = field(default_factory=dict)
    support_rule: SupportRule | None = None
    groups: Mapping[str, Mapping[str, Term]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nested: dict[str, dict[str, Term]] = {}
        for id, term in self.terms.items():
            group, _, name = id.partition(".")
            nested.setdefault(group, {})[name] = term
        object.__setattr__(self, "groups", nested)

    def delivery_method(self, id: str) -> DeliveryMethod | None:
        """The way of delivery of this id; for "" what is used when nobody chooses."""
        wanted = id or self.delivered_by
        found = (one for one in self.delivery if one.id == wanted)
        return next(found, self.delivery[0] if self.delivery and not wanted else None)

    def step(self, id: str) -> StepTemplate | None:
        return next((step for step in self.steps if step.id == id), None)


def adopt(package: ServicePackage, adoption: Adoption) -> ServicePackage:
    """Return the package as a board has adopted it; raises Refused."""
    return replace(with_bindings(package, adoption.bindings), adoption=adoption)


def adoption_faults(package: ServicePackage) -> list[Fault]:
    """Return what is wrong with the conditions that the board of an adopted package has set."""
    shape = shape_of(
        package.terms.values(),
        registers=package.registers,
        bindings=package.bindings,
        steps=[step.id for step in package.steps],
        decisions=dict.fromkeys(package.ruleset.decisions),
    )
    return condition_faults(package.adoption, shape)


def with_bindings(
    package: ServicePackage, values: Mapping[str, bool | int | str]
) -> ServicePackage:
    """Return the package with what the adopting board has set; raises Refused.

    The hash of its rules changes with the values: a decision says by which rules it was made.
    """
    for key, value in values.items():
        binding = package.bindings.get(key)
        if binding is None or type(value) is not type(binding.value):
            raise Refused(
                "{service} cannot be adopted with {key} = {value}.",
                because="The package has no such binding, or one of another type.",
                instead="Its bindings are: {known}.",
                service=package.id,
                key=key,
                value=value,
                known=", ".join(f"{b.key} = {b.value!r}" for b in package.bindings.values()),
            )
    bindings = {
        key: replace(binding, value=values.get(key, binding.value))
        for key, binding in package.bindings.items()
    }
    told = {key: binding.value for key, binding in bindings.items()}
    return replace(package, bindings=bindings, ruleset=package.ruleset.bound(told))
