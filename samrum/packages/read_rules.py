"""Reads the decision tables of a package, with what their annotations say.

Every rule of a table carries, in annotation columns: `reason_<language>` (what a decision can say)
or `note_<language>` (what only the caseworker reads), `provision`, `source_kind`, `source_ref`,
`valid_from` and `valid_to`.  Reasons and notes may hold {FEEL} placeholders.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from samrum.packages.check import check_template, syntax_fault
from samrum.packages.expression import TextTemplate
from samrum.packages.fault import Fault, perhaps
from samrum.packages.names import Shape, choice_faults, facts_in, name_faults, term_in
from samrum.packages.package import SOURCE_KINDS, Binding
from samrum.packages.ruleset import MatchedRule, Ruleset, RuleWords
from samrum.packages.sheet import Sheet
from samrum.packages.vocabulary import LANGUAGES, Term
from samrum.rules import Model, ModelFault, read_model
from samrum.rules.functions import BUILTINS
from samrum.rules.item_types import resolved
from samrum.rules.model import Context, Decision, Expression, Literal, Rule, Table, tables_of
from samrum.rules.parse import FeelSyntaxError, Scope, parse_expression, parse_unary_tests
from samrum.rules.plan import plan_for
from samrum.rules.tree import Anything, Node
from samrum.rules.types import ContextType, FeelType

_NAME = re.compile(r"[a-z][a-z0-9_]*")
SINGLE: Final = ("provision", "source_kind", "source_ref", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class ReadRules:
    """The ruleset, and the names that its decisions add for steps and letters."""

    ruleset: Ruleset
    shape: Shape


def read_rules(
    sheet: Sheet,
    files: Mapping[str, bytes],
    *,
    terms: Mapping[str, Term],
    shape: Shape,
    bindings: Mapping[str, Binding],
    languages: tuple[str, ...],
    faults: list[Fault],
) -> ReadRules:
    """Return the rules that the `[rules]` table of package.toml names; faults are noted."""
    reading = _Reading(terms, dict(shape), languages, faults)
    found = reading.models(files)
    decisions = sheet.texts("decisions", ())
    for decision in decisions:
        if decision in found:
            reading.decision(decision, *found[decision])
        else:
            sheet.fault(
                "decisions",
                f"No model has the decision {decision!r}.",
                "The rules would stop there.",
                perhaps(decision, found, "Decisions are:"),
            )
    recommendation = sheet.text("recommendation", "")
    if (recommendation or decisions) and recommendation not in decisions:
        sheet.fault(
            "recommendation",
            f"The recommendation {recommendation!r} is not among the decisions.",
            "Nobody would know what the rules recommend.",
            perhaps(recommendation, decisions, "Name one of:"),
        )
    known = tuple(decision for decision in decisions if decision in found)
    ruleset = Ruleset(
        content=hashlib.sha256(b"".join(files[file] for file in sorted(files))).hexdigest(),
        digest="",
        decisions=known,
        recommendation=recommendation,
        models={decision: found[decision][1] for decision in known},
        words=reading.words,
        files={decision: found[decision][0] for decision in known},
    )
    values = {key: binding.value for key, binding in bindings.items()}
    return ReadRules(ruleset.bound(values), {name: reading.shape[name] for name in known})


@dataclass(slots=True)
class _Reading:
    """One reading; `shape` grows by each decision, for those that come after it."""

    terms: Mapping[str, Term]
    shape: dict[str, Shape | Term | None]
    languages: tuple[str, ...]
    faults: list[Fault]
    words: dict[str, RuleWords] = field(default_factory=dict)
    file: str = ""
    checked: set[tuple[str, str]] = field(default_factory=set)

    def models(self, files: Mapping[str, bytes]) -> dict[str, tuple[str, Model]]:
        """Return every decision of all models, with its file and model."""
        found: dict[str, tuple[str, Model]] = {}
        for self.file, content in sorted(files.items()):
            try:
                model = read_model(content)
            except ModelFault as fault:
                self._fault(
                    fault.line,
                    f"The model cannot be used: {fault.what} ({fault.element}).",
                    f"{fault.because[:1].upper()}{fault.because[1:]}.",
                    fault.instead,
                )
                continue
            for decision in model.definitions.decisions:
                if decision.name in found:
                    self._fault(
                        decision.line,
                        f"There are two decisions {decision.name!r}.",
                        f"The other stands in {found[decision.name][0]}.",
                        "Rename one of them.",
                    )
                found[decision.name] = (self.file, model)
        return found

    def decision(self, name: str, file: str, model: Model) -> None:
        """Check a decision and all below it in its model; then its name is known."""
        self.file = file
        if not _NAME.fullmatch(name) or name in BUILTINS or name in self.shape:
            self._fault(
                model.decision(name).decision.line,
                f"{name!r} cannot be the name of a decision that others speak of.",
                "It has other signs than small letters, digits and _, or means something already.",
                'Rename it, to something such as "eligibility".',
            )
        local: dict[str, Shape | Term | None] = {}
        for fact in model.facts_for(name):
            if fact.name not in self.shape:
                self._fault(
                    fact.data.line,
                    f"The input {fact.name!r} is not known.",
                    "It is no group of facts, and no decision that comes before this one.",
                    perhaps(fact.name, self.shape, "Known are:"),
                )
                continue
            local[fact.name] = self.shape[fact.name]
            self._parts(fact.name, fact.type, fact.data.line)
        for node in plan_for((model.decision(name),)).steps:
            decision = node.decision
            if (file, decision.id) not in self.checked:
                self.checked.add((file, decision.id))
                self._expression(decision.expression, local, decision)
            local[node.name] = _inside(node.type)
        self.shape[name] = _inside(model.decision(name).type)

    def _parts(self, name: str, kind: FeelType, line: int) -> None:
        """Check that the declared parts of an input are those it has."""
        known, inside = self.shape[name], resolved(kind)
        if not isinstance(known, Mapping) or not isinstance(inside, ContextType):
            return
        for part, _ in inside.entries:
            if part not in known:
                self._fault(
                    line,
                    f"The input {name} has no part {part!r}.",
                    "It would always be null.",
                    perhaps(part, known, "Its parts are:"),
                )

    def _expression(self, expression: Expression | None, shape: Shape, decision: Decision) -> None:
        match expression:
            case None:
                self._fault(
                    decision.line,
                    f"The decision {decision.name!r} has no expression.",
                    "It would always be null.",
                    "Give it a table or an expression.",
                )
            case Literal(text, line=line):
                self._feel(text, line, shape)
            case Table():
                self._table(expression, shape, decision.name)
            case Context(entries):
                inside = dict(shape)
                for entry in entries:
                    self._expression(entry.expression, inside, decision)
                    if entry.variable is not None:
                        inside[entry.variable.name] = None
            case _:
                for table in tables_of(expression):
                    self._table(table, shape, decision.name)

    def _feel(self, text: str, line: int, shape: Shape) -> Node | None:
        try:
            node = parse_expression(text, Scope(shape))
        except FeelSyntaxError as error:
            self.faults.append(syntax_fault(error, self.file, line))
            return None
        for found in name_faults(node, shape):
            self._fault(line, found.what, found.because, found.instead)
        return node

    def _table(self, table: Table, shape: Shape, decision: str) -> None:
        columns = [
            self._feel(column.expression.text, column.expression.line, shape)
            for column in table.inputs
        ]
        self._columns(table)
        for number, rule in enumerate(table.rules, start=1):
            looked_at: list[str] = []
            for node, cell in zip(columns, rule.inputs, strict=True):
                if self._cell(cell, node, shape) and node is not None:
                    looked_at += facts_in(node, self.terms)
            for output in rule.outputs:
                if output.text:
                    self._feel(output.text, output.line, shape)
            texts = (text.strip() for text in rule.annotations)
            said = dict(zip(table.annotations, texts, strict=False))
            self._rule(rule, said)
            facts = tuple(dict.fromkeys(looked_at))
            self.words[rule.id] = self._told(rule, said, decision, number, facts)

    def _cell(self, cell: Literal, column: Node | None, shape: Shape) -> bool:
        """Check an input cell; whether it looks at its column at all."""
        try:
            node = parse_unary_tests(cell.text or "-", Scope(shape))
        except FeelSyntaxError as error:
            self.faults.append(syntax_fault(error, self.file, cell.line))
            return False
        term = term_in(self.shape, column) if column is not None else None
        for found in (*name_faults(node, shape), *choice_faults(term, node)):
            self._fault(cell.line, found.what, found.because, found.instead)
        return not isinstance(node, Anything)

    def _columns(self, table: Table) -> None:
        known = (*SINGLE, *(f"{what}_{lang}" for what in ("reason", "note") for lang in LANGUAGES))
        for column in table.annotations:
            if column not in known:
                self._fault(
                    table.line,
                    f"The annotation {column!r} is not known.",
                    "It would be passed over.",
                    perhaps(column, known, "Annotations are:"),
                )

    def _rule(self, rule: Rule, said: Mapping[str, str]) -> None:
        """Check what the annotations of a rule must say."""
        if not rule.id or rule.id in self.words:
            self._fault(
                rule.line,
                f"The rule has the id {rule.id!r}, which another has too.",
                "A decision says which rule it rests on.",
                "Give every rule of the package an id of its own.",
            )
        kind = said.get("source_kind", "")
        if kind not in SOURCE_KINDS:
            self._fault(
                rule.line,
                f"The rule {rule.id} has the source_kind {kind!r}.",
                "Law and local policy must be told apart.",
                perhaps(kind, SOURCE_KINDS, "Use one of:"),
            )
        for needed in ("source_ref", *(("provision",) if kind == "law" else ())):
            if not said.get(needed):
                self._fault(
                    rule.line,
                    f"The rule {rule.id} has no {needed}.",
                    "Nobody could look up where it comes from.",
                    f"Fill in {needed}.",
                )

    def _told(
        self,
        rule: Rule,
        said: Mapping[str, str],
        decision: str,
        number: int,
        facts: tuple[str, ...],
    ) -> RuleWords:
        """Return what a rule says when it matches."""
        reason, note = (self._words(rule, said, what) for what in ("reason", "note"))
        if not reason and not note:
            self._fault(
                rule.line,
                f"The rule {rule.id} says neither a reason nor a note.",
                "Nobody could explain what it did.",
                "Fill in reason_<language> or note_<language>.",
            )
        says = MatchedRule(
            decision=decision,
            rule=rule.id,
            number=number,
            reason={language: template.text for language, template in reason.items()},
            provision=said.get("provision", ""),
            source_kind=said.get("source_kind", ""),
            source_ref=said.get("source_ref", ""),
            facts=facts,
            note={language: template.text for language, template in note.items()},
        )
        return RuleWords(
            says,
            reason if _filled_in(reason) else {},
            note if _filled_in(note) else {},
            self._day(rule, said, "valid_from"),
            self._day(rule, said, "valid_to"),
        )

    def _words(self, rule: Rule, said: Mapping[str, str], what: str) -> dict[str, TextTemplate]:
        """Return the templates of a reason or note: in every language of the package, or none."""
        texts = {language: said.get(f"{what}_{language}", "") for language in self.languages}
        if not any(texts.values()):
            return {}
        for language, text in texts.items():
            if not text:
                self._fault(
                    rule.line,
                    f"The rule {rule.id} has no {what}_{language}.",
                    "It speaks the other languages of the package.",
                    f"Fill in {what}_{language}.",
                )
            check_template(text, self.file, rule.line, self.shape, self.faults)
        place = f"{self.file}:{rule.line}"
        return {lang: TextTemplate(text, place, lang, self.terms) for lang, text in texts.items()}

    def _day(self, rule: Rule, said: Mapping[str, str], key: str) -> date | None:
        try:
            return date.fromisoformat(said[key]) if said.get(key) else None
        except ValueError:
            self._fault(
                rule.line,
                f"The rule {rule.id} has {key} {said[key]!r}.",
                "It is no day.",
                "Write it as 2026-01-31, or leave it empty.",
            )
            return None

    def _fault(self, line: int, what: str, because: str, instead: str) -> None:
        self.faults.append(Fault(self.file, line, what, because, instead))


def _filled_in(templates: Mapping[str, TextTemplate]) -> bool:
    return any("{" in template.text or "}" in template.text for template in templates.values())


def _inside(kind: FeelType) -> Shape | None:
    """Return the names inside a value of this type, None when nobody declared them."""
    declared = resolved(kind)
    if not isinstance(declared, ContextType):
        return None
    return {name: _inside(inner) for name, inner in declared.entries}
