"""The cells of a table one by one: what can never hold, and answers that are not allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from samrum.rules import tree
from samrum.rules.check.columns import InputColumn
from samrum.rules.check.infer import sample_of, simple_name, type_of
from samrum.rules.check.operands import in_test
from samrum.rules.check.outputs import Outputs, rank_of
from samrum.rules.check.remark import Remark, Where
from samrum.rules.check.space import Option
from samrum.rules.check.suggest import nearest
from samrum.rules.check.survey import Survey
from samrum.rules.check.words import listed, rules_words, short, told, type_words
from samrum.rules.compile.fold import NOT_CONSTANT
from samrum.rules.finding import NOWHERE
from samrum.rules.item_types import resolved, type_named
from samrum.rules.model import Literal, OutputClause
from samrum.rules.run import Run
from samrum.rules.tree import Node
from samrum.rules.types import ANY, ContextType, FeelType, Simple, coerce, type_text
from samrum.rules.value import Value, feel_type, same

_MOST_LISTED = 12


def cell_remarks(survey: Survey) -> Iterator[Remark]:
    """Cells that ask for what can never be."""
    for column in survey.columns:
        if column.node is not None and not survey.is_too_large:
            yield from _Cells(survey, column).remarks()


class _Cells:
    """The cells of one input column."""

    def __init__(self, survey: Survey, column: InputColumn) -> None:
        self.survey = survey
        self.column = column
        self.options: list[Option] = survey.wide.options[column.number]
        kind = ANY if column.node is None else type_of(column.node, survey.types)
        if kind == ANY:
            declared = column.clause.expression.type_ref
            kind = type_named(declared, survey.place.model.types)
        self.type: FeelType = kind
        self.types = {**survey.types, "?": kind}

    def remarks(self) -> Iterator[Remark]:
        """One remark for each cell at most, the plainest reason first."""
        for rule, node in enumerate(self.column.nodes):
            if isinstance(node, tree.UnaryTests):
                found = self._other_type(rule, node) or self._impossible(rule, node)
                if found is not None:
                    yield found

    def _other_type(self, rule: int, node: tree.UnaryTests) -> Remark | None:
        """A test of a value of another type than the column has."""
        if not simple_name(self.type):
            return None
        for test in node.tests:
            for _ in in_test(tree.Subject(0), test, self.types):
                wanted = next((w for w in _samples(test, self.types) if w != self._name()), "")
                about = {
                    "wanted": type_words(Simple(wanted)),
                    "is": type_words(resolved(self.type)),
                }
                return self._remark("cell-other-type", rule, **about)
        return None

    def _impossible(self, rule: int, node: tree.UnaryTests) -> Remark | None:
        """A cell that never holds, or names a value that its column never is."""
        holds = any(option.maybe >> rule & 1 for option in self.options)
        shape = self.column.shapes[rule]
        values = [option.value for option in self.options]
        named = shape.equal if shape is not None and shape.kind == "tests" else ()
        strange = [one for one in named if not any(same(one, value) for value in values)]
        if holds and not strange:
            return None
        about = {"possible": self._possible(), "instead": "Change the cell, or take it away."}
        if strange:
            known = [value for value in values if isinstance(value, str)]
            meant = nearest(str(strange[0]), known) if isinstance(strange[0], str) else None
            if meant is not None:
                about["instead"] = f"Did you mean {told(meant)}?"
            about["value"] = told(strange[0])
        if holds:
            return self._remark("value-never-possible", rule, **about)
        return self._remark("cell-never-holds", rule, **about)

    def _possible(self) -> str:
        """What the column can be, in words."""
        points = [o.point for o in self.options if o.point is not None]
        has_other = any(point.is_other_text for point in points)
        texts = [o.value for o in self.options if isinstance(o.value, str)]
        name = short(self.column.name)
        if texts and not has_other and len(texts) <= _MOST_LISTED:
            return f"{name} is one of {listed(map(told, dict.fromkeys(texts)))}"
        kind = simple_name(self.type)
        return f"{name} is {type_words(Simple(kind))}" if kind else f"no value of {name} fits"

    def _name(self) -> str:
        return simple_name(self.type)

    def _remark(self, code: str, rule: int, **about: str) -> Remark:
        written = self.survey.table.rules[rule]
        cell = self.column.cells[rule]
        where = Where(
            self.survey.place.element,
            self.survey.table.id,
            (rule + 1,),
            self.column.text,
            cell.text,
            cell.line or written.line,
        )
        return Remark(
            code,
            where,
            {
                "cell": short(cell.text),
                "rules": rules_words((rule + 1,)),
                "column": short(self.column.name),
                **about,
            },
        )


def _samples(test: Node, types: dict[str, FeelType]) -> Iterator[str]:
    """The names of the simple types that a test holds its column against."""
    parts = [test]
    match test:
        case tree.Comparing(_, _, operand):
            parts = [operand]
        case tree.RangeOf(_, low, high):
            parts = [low, high]
    for part in parts:
        sample = sample_of(part, types)
        if sample is not None:
            yield feel_type(sample)


def answer_remarks(survey: Survey, outputs: Outputs) -> Iterator[Remark]:
    """Answers that are of another type than their column, or not among its allowed values."""
    for number, clause in enumerate(survey.table.outputs):
        wanted = _wanted(survey, number)
        cells: list[tuple[tuple[int, ...], Literal, Node | None, object]] = [
            ((rule + 1,), written.outputs[number], outputs.nodes[rule][number], value[number])
            for rule, (written, value) in enumerate(
                zip(survey.table.rules, outputs.values, strict=True)
            )
        ]
        for rules, literal, node, value in cells:
            if node is None or value is None:
                continue
            remark = _answer_remark(survey, outputs, clause, wanted, node, value)
            if remark is not None:
                where = Where(
                    survey.place.element,
                    survey.table.id,
                    rules,
                    clause.name,
                    literal.text,
                    literal.line,
                )
                about = {**remark.about, "rules": rules_words(rules)}
                yield replace(remark, where=where, about=about)


def _wanted(survey: Survey, number: int) -> list[FeelType]:
    """The types that an answer is brought to: of its column, and of its part of the decision."""
    clause = survey.table.outputs[number]
    declared = type_named(clause.type_ref, survey.place.model.types)
    wanted = [declared]
    if survey.table.hit_policy not in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        whole = resolved(survey.place.wanted)
        if len(survey.table.outputs) == 1:
            wanted.append(survey.place.wanted)
        elif isinstance(whole, ContextType):
            wanted.append(dict(whole.entries).get(clause.name, ANY))
    return [kind for kind in wanted if kind != ANY]


def _answer_remark(
    survey: Survey,
    outputs: Outputs,
    clause: OutputClause,
    wanted: Sequence[FeelType],
    node: Node,
    value: Value,
) -> Remark | None:
    """What is wrong with one answer; the caller says where it stands."""
    column = {"column": clause.label or clause.name or "the output"}
    for kind in wanted:
        is_kind = simple_name(type_of(node, survey.types))
        differs = is_kind and simple_name(kind) and is_kind != simple_name(kind)
        fits = value is not NOT_CONSTANT and coerce(value, resolved(kind), Run(), NOWHERE)
        if differs and not fits:
            about = {"is": type_words(Simple(is_kind)), "wanted": type_words(resolved(kind))}
            return Remark("answer-other-type", Where(), {**column, **about})
    if value is NOT_CONSTANT:
        return None
    tests = outputs.tests_of(clause) if clause.values is not None else []
    if clause.values is not None and tests and rank_of(value, tests) == len(tests):
        return _not_allowed(value, clause.values.text, column)
    for kind in wanted:
        run = Run()
        if coerce(value, kind, run, NOWHERE) is None and run.findings:
            return _not_allowed(value, _allowed_text(survey, kind), column)
    return None


def _allowed_text(survey: Survey, kind: FeelType) -> str:
    name = type_text(kind)
    allowed = survey.place.model.allowed_of(name)
    return name if allowed is None else allowed.text


def _not_allowed(value: Value, allowed: str, column: dict[str, str]) -> Remark:
    words = [word.strip() for word in allowed.split(",")]
    meant = nearest(told(value), words)
    instead = f"Did you mean {meant}?" if meant else "Use an allowed value, or add this one."
    about = {"value": told(value), "possible": f"allowed is {short(allowed)}", "instead": instead}
    return Remark("answer-not-allowed", Where(), {**column, **about})


def column_remarks(survey: Survey) -> Iterator[Remark]:
    """Columns in which no rule asks for anything."""
    for column in survey.columns:
        if column.cells and all(isinstance(node, tree.Anything) for node in column.nodes):
            line = column.clause.line
            where = Where(survey.place.element, survey.table.id, (), column.text, "", line)
            yield Remark("unused-column", where, {"column": short(column.name)})
