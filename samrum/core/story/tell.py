"""Plays a story through the core, and compares how it ended with how it was told to end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from samrum.core.automation import function_of
from samrum.core.case import (
    Apply,
    Case,
    Command,
    Decide,
    DecideAutomatically,
    Event,
    LetterOrdered,
    Reach,
    Reading,
    RulesApplied,
    StepOpened,
)
from samrum.core.consequence import around_letter
from samrum.core.decision import draft_reasons, provisions
from samrum.core.happen import happen
from samrum.core.hearing import BeginHearing
from samrum.core.party import POST, RULES, Party
from samrum.core.proposal import validity
from samrum.core.refusal import Refused
from samrum.core.story.known import Act, Applied, Story
from samrum.core.story.read import upload
from samrum.core.surroundings import surroundings
from samrum.packages.adoption import Automated
from samrum.packages.feel import names_of
from samrum.packages.markup import without_marks
from samrum.packages.package import ServicePackage, adopt

ANNA = Party("anna", "resident")
BO = Party("bo", "caseworker", via="desk")
_PHONE = Party("bo", "caseworker", on_behalf_of="anna", via="phone")
_BY = {"resident": ANNA, "caseworker": BO, "rules": RULES, "post": POST, "phone": _PHONE}


@dataclass(frozen=True, slots=True)
class Told:
    """How a story went: its case, all that happened, and what was refused in the end.

    `holes` are placeholders of its letters that gave nothing ("grant.sv: decision.valid_to").
    """

    case: Case | None
    events: tuple[Event, ...]
    refused: Refused | None
    holes: tuple[str, ...]


_NOTHING = Told(None, (), None, ())


def tell(story: Story, package: ServicePackage) -> Told:
    """Play the story; an act that is refused ends it.

    The guards are asked where `package` stands under the law of its country
    (samrum.packages.country.under).
    """
    bound = adopt(package, replace(story.adoption, bindings=story.bindings))
    at = datetime.combine(story.begins.on, time(9), UTC)
    told = _done(_NOTHING, ANNA, at, _apply(story.begins, bound, at), bound)
    for act in story.acts:
        if told.refused is None:
            later = at + timedelta(days=act.after)
            command = _proposed(act, told.case, bound, later.date())
            told = _done(told, _by(act, story.adoption.automation), later, command, bound)
    return told


def _by(act: Act, automated: Automated | None) -> Party:
    by = _BY[act.by]
    if isinstance(act.command, DecideAutomatically) and automated is not None:
        return function_of(automated, by.agency)
    return replace(by, id=act.person or by.id, title=act.title)


def _done(told: Told, by: Party, at: datetime, command: Command, package: ServicePackage) -> Told:
    """Return the story after one more act."""
    try:
        came = happen(told.case, command, by=by, at=at, package=package)
    except Refused as refused:
        return replace(told, refused=refused)
    if came.case is None:
        return told
    holes = _holes(came.case, came.followed, package, at)
    return Told(came.case, (*told.events, *came.events), None, (*told.holes, *holes))


def differences(story: Story, told: Told) -> tuple[str, ...]:
    """Return where the story ended otherwise than it was told, in plain sentences."""
    if told.case is None:
        return (f"The application was refused: {told.refused}",)
    return (*_refusal(story, told), *_endings(story, told.case), *_words(story, told), *told.holes)


def untold(package: ServicePackage, told: Iterable[Told]) -> tuple[str, ...]:
    """Return the rules, steps and letters that no story has met."""
    events = [event for one in told for event in one.events]
    rules = {
        rule.rule
        for event in events
        if isinstance(event, RulesApplied)
        for rule in event.applied.matched
    }
    steps = {event.step for event in events if isinstance(event, StepOpened)}
    letters = {event.template for event in events if isinstance(event, LetterOrdered)}
    return tuple(
        [
            f"No story matches the rule {rule}."
            for rule in package.ruleset.words
            if rule not in rules
        ]
        + [f"No story opens the step {one.id}." for one in package.steps if one.id not in steps]
        + [
            f"No story writes the letter {one.id}."
            for one in package.letters
            if one.id not in letters
        ]
    )


def _apply(begins: Applied, package: ServicePackage, at: datetime) -> Apply:
    return Apply(
        id="story",
        number=f"{package.number_prefix} {begins.on.year}-000001",
        service=package.id,
        package=package.digest,
        resident=ANNA.id,
        language=begins.language,
        reach=Reach(),
        answers=begins.answers,
        uploads=tuple(map(upload, begins.documents)),
        readings={
            name: Reading(outcome, values, at)
            for name, (outcome, values) in begins.registers.items()
        },
    )


def _proposed(act: Act, case: Case | None, package: ServicePackage, today: date) -> Command:
    """Fill in what a story need not say: what a decision takes from the rules, with the days as of
    today, and everything from others for a hearing."""
    if isinstance(act.command, BeginHearing) and not act.command.material and case is not None:
        return replace(act.command, material=tuple(one.key for one in case.from_others))
    if not isinstance(act.command, Decide) or case is None or case.recommendation is None:
        return act.command
    applied = case.recommendation.applied
    first, last = validity(case, package, today)
    told = {
        "reasons": draft_reasons(applied, case.language),
        "provisions": provisions(applied),
        "valid_from": first,
        "valid_to": last,
    }
    given = act.command.outcome in ("grant", "partial")
    wanted = [name for name in act.proposed if given or not name.startswith("valid")]
    return replace(act.command, **{name: told[name] for name in wanted})  # type: ignore[arg-type]


def _holes(
    case: Case, events: Iterable[Event], package: ServicePackage, at: datetime
) -> Iterator[str]:
    """Yield the placeholders of the letters just ordered that gave nothing."""
    ordered = {event.template for event in events if isinstance(event, LetterOrdered)}
    names = names_of(surroundings(case, package, at.date()))
    for template in package.letters:
        if template.id in ordered:
            around = around_letter(case, template, names)
            for language, text in template.texts.items():
                for hole in text.holes(around):
                    yield f"In the letter {template.id}.{language}, {{{hole}}} gives nothing."


def _refusal(story: Story, told: Told) -> Iterator[str]:
    expected, refused = story.ending.refused, told.refused
    if refused is not None and expected is None:
        yield f"An act was refused: {refused}"
    elif expected is not None and refused is None:
        yield f"Nothing was refused; it was to be: {expected}"
    elif expected is not None and expected not in f"{refused} {refused and refused.provision}":
        yield f"The refusal does not say {expected!r}. It says: {refused}"


def _endings(story: Story, case: Case) -> Iterator[str]:
    ending = story.ending
    applied = case.recommendation.applied if case.recommendation else None
    results = applied.results if applied else {}
    completeness = results.get("completeness")
    missing = completeness.get("missing") if isinstance(completeness, dict) else None
    decision = case.decision
    compared = [
        ("recommends", ending.recommends, applied.outcome if applied else None),
        *((name, told, results.get(name)) for name, told in ending.results.items()),
        ("steps", _sorted(ending.steps), tuple(sorted(case.steps))),
        *((f"due of {s}", day, _due(case, s)) for s, day in ending.due.items()),
        ("turn", ending.turn, case.turn),
        ("missing", _sorted(ending.missing), _sorted(missing)),
        ("letters", ending.letters, tuple(letter.template for letter in case.letters)),
        ("outcome", ending.outcome, decision.outcome if decision else None),
        ("valid_to", ending.valid_to, decision.valid_to if decision else None),
        ("stage", ending.stage, case.stage),
        ("appeal", ending.appeal, case.appeal.standing if case.appeal else None),
    ]
    for name, told, is_so in compared:
        if told is not None and told != is_so:
            yield f"{name} is {is_so!r}; it was to be {told!r}."
    matched = {rule.rule for rule in applied.matched} if applied else set()
    for rule in ending.rules:
        if rule not in matched:
            yield f"The rule {rule} did not match; these did: {', '.join(sorted(matched))}."
    for finding in applied.findings if applied else ():
        yield f"The rules found: {finding}"


def _sorted(names: object) -> tuple[str, ...] | None:
    return tuple(sorted(names)) if isinstance(names, tuple) else None


def _due(case: Case, step: str) -> date | None:
    return case.steps[step].due if step in case.steps else None


def _words(story: Story, told: Told) -> Iterator[str]:
    """Compare what the story says and hides with all that anybody reads."""
    case = told.case
    letters = [f"{x.title}\n{without_marks(x.text)}" for x in case.letters] if case else []
    rules = [
        text
        for event in told.events
        if isinstance(event, RulesApplied)
        for rule in event.applied.matched
        for text in (*rule.reason.values(), *rule.note.values())
    ]
    for word in story.ending.says:
        if not any(word in letter for letter in letters):
            yield f"No letter says {word!r}."
    for word in story.ending.hides:
        if any(word.casefold() in text.casefold() for text in (*letters, *rules)):
            yield f"The word {word!r} can be read; it was to be hidden."
