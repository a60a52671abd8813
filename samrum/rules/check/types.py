"""Types that a model names and nobody declares."""

from __future__ import annotations

from collections.abc import Iterator

from samrum.rules.check.places import Place
from samrum.rules.check.remark import Remark, Where
from samrum.rules.check.suggest import perhaps
from samrum.rules.evaluate import Model
from samrum.rules.item_types import ALIASES
from samrum.rules.model import ItemDefinition, Table
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.types import SIMPLE_NAMES, parse_type, resolve

# What modellers write for a type that is not chosen.
_NO_TYPE = ("", "Any", "<Undefined>", "Undefined")


def type_remarks(model: Model) -> Iterator[Remark]:
    """Types of facts, decisions, functions and item definitions that are not known."""
    written = model.definitions
    for data in written.inputs:
        where = Where(data.name, line=data.line)
        yield from _unknown(data.variable.type_ref, data.name, where, model)
    for decision in written.decisions:
        where = Where(decision.name, line=decision.line)
        yield from _unknown(decision.variable.type_ref, decision.name, where, model)
    for knowledge in written.knowledge:
        where = Where(knowledge.name, line=knowledge.line)
        yield from _unknown(knowledge.variable.type_ref, knowledge.name, where, model)
        for one in knowledge.function.parameters if knowledge.function is not None else ():
            yield from _unknown(one.type_ref, f"the parameter {one.name}", where, model)
    for item in written.types:
        yield from _of_item(item, item.name, model)


def column_type_remarks(place: Place) -> Iterator[Remark]:
    """Types of the columns of a table that are not known."""
    if not isinstance(place.expression, Table):
        return
    table = place.expression
    for clause in table.inputs:
        column = clause.expression.text
        where = Where(place.element, table.id, (), column, "", clause.line)
        yield from _unknown(clause.expression.type_ref, column, where, place.model)
    for output in table.outputs:
        where = Where(place.element, table.id, (), output.name, "", output.line)
        yield from _unknown(output.type_ref, output.name or "the output", where, place.model)


def _of_item(item: ItemDefinition, name: str, model: Model) -> Iterator[Remark]:
    yield from _unknown(item.type_ref, name, Where(name, line=item.line), model)
    for component in item.components:
        yield from _of_item(component, f"{name}.{component.name}", model)


def _unknown(reference: str | None, of: str, where: Where, model: Model) -> Iterator[Remark]:
    if reference is None or reference in _NO_TYPE or reference in model.types:
        return
    try:
        known = resolve(parse_type(ALIASES.get(reference, reference), model.types)) is not None
    except FeelSyntaxError:
        known = False
    if not known:
        names = [*SIMPLE_NAMES, *model.types]
        instead = perhaps(reference, names, "Use a type of FEEL, or declare this one.")
        yield Remark("unknown-type", where, {"name": reference, "of": of, "instead": instead})
