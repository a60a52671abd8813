"""What the author's check of the rules says about a package: gaps, overlaps, rules that never hold.

The package knows more than its models do: which values a choice has, that a binding is always set,
what a decision that comes before can give.  The check is told, and so says only what can happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samrum.packages.names import CASE, OUTCOMES, STAGES
from samrum.packages.package import ServicePackage
from samrum.packages.vocabulary import Term
from samrum.rules.check import Closed, Possible, Remark, answers_of, check_model
from samrum.rules.value import literal


def remarks(package: ServicePackage) -> tuple[tuple[str, Remark], ...]:
    """Return every remark on the models of a package with the file it is about, in their order."""
    possible = dict(_facts(package))
    said: dict[str, tuple[Remark, ...]] = {}
    for decision in package.ruleset.decisions:
        file, model = package.ruleset.files[decision], package.ruleset.models[decision]
        said[file] = check_model(model, possible=possible)
        for output, closed in answers_of(model, decision, possible=possible).items():
            possible[f"{decision}.{output}" if output else decision] = _one_of(closed)
    return tuple((file, remark) for file in sorted(said) for remark in said[file])


def _facts(package: ServicePackage) -> Iterator[tuple[str, Possible]]:
    for term in package.terms.values():
        yield term.id, Possible(_tests(term))
    for register in package.registers:
        yield f"register.{register}", Possible(_texts(OUTCOMES), unknown=False)
    for binding in package.bindings:
        yield f"binding.{binding}", Possible(unknown=False)
    for name in CASE:
        yield f"case.{name}", Possible(unknown=name == "expected_by")
    yield "case.stage", Possible(_texts(STAGES), unknown=False)


def _tests(term: Term) -> str:
    if term.type == "choice":
        return _texts(choice.value for choice in term.choices)
    if term.type == "number" and term.least is not None and term.most is not None:
        return f"[{term.least}..{term.most}]"
    return "-"


def _texts(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _one_of(closed: Closed) -> Possible:
    return Possible(", ".join(map(literal, closed.values)) or "-", closed.may_be_null)
