"""Names that nobody knows, and needs that nobody uses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from samrum.rules import tree
from samrum.rules.check.infer import Types, parts_of_simple, type_of
from samrum.rules.check.places import Place
from samrum.rules.check.remark import Remark, Where
from samrum.rules.check.suggest import nearest, perhaps
from samrum.rules.check.walk import Spot, spots
from samrum.rules.check.words import listed, short, type_words
from samrum.rules.evaluate import Model
from samrum.rules.functions import BUILTINS
from samrum.rules.graph import requirements_of
from samrum.rules.item_types import resolved
from samrum.rules.model import Literal, Reference, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.plan import DecisionNode
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.tree import Node
from samrum.rules.types import ContextType, FeelType, ListType, Simple


@dataclass(frozen=True, slots=True)
class Text:
    """One text of FEEL in a place: the whole of a literal, or one cell. `subject` is the type of
    what a cell tests, None for an expression."""

    literal: Literal
    where: Where
    node: Node | FeelSyntaxError
    types: Types
    subject: FeelType | None = None


def texts_of(place: Place) -> Iterator[Text]:
    """Every text of a place, read in its scope; empty ones are left out."""
    expression = place.expression
    if isinstance(expression, Literal):
        where = Where(place.element, line=expression.line)
        yield from _text(expression, where, place, None)
        return
    table: Table = expression
    subjects: list[FeelType] = []
    for clause in table.inputs:
        where = Where(place.element, table.id, (), clause.expression.text, "", clause.line)
        found = list(_text(clause.expression, where, place, None))
        node = found[0].node if found else FeelSyntaxError("", "", "", 0, "")
        is_read = not isinstance(node, FeelSyntaxError)
        subjects.append(type_of(node, place.types) if is_read else Simple("Any"))  # type: ignore[arg-type]
        yield from found
        if clause.values is not None:
            yield from _text(clause.values, where, place, subjects[-1])
    for number, rule in enumerate(table.rules, 1):
        for clause, cell, subject in zip(table.inputs, rule.inputs, subjects, strict=True):
            column = clause.expression.text
            where = Where(place.element, table.id, (number,), column, cell.text, cell.line)
            yield from _text(cell, where, place, subject)
        for output, answer in zip(table.outputs, rule.outputs, strict=True):
            where = Where(place.element, table.id, (number,), output.name, answer.text, answer.line)
            yield from _text(answer, where, place, None)
    for output in table.outputs:
        where = Where(place.element, table.id, (), output.name, "", output.line)
        if output.default is not None:
            yield from _text(output.default, where, place, None)


def _text(literal: Literal, where: Where, place: Place, subject: FeelType | None) -> Iterator[Text]:
    if not literal.text:
        return
    read = parse_expression if subject is None else parse_unary_tests
    try:
        node: Node | FeelSyntaxError = read(literal.text, place.scope)
    except FeelSyntaxError as fault:
        node = fault
    types = place.types if subject is None else {**place.types, "?": subject}
    yield Text(literal, where, node, types, subject)


def name_remarks(place: Place, texts: Iterable[Text]) -> Iterator[Remark]:
    """What cannot be read, and names and parts that are not known."""
    for text in texts:
        if isinstance(text.node, FeelSyntaxError):
            yield _not_feel(text, text.node, place)
            continue
        for spot in spots(text.node, text.types, in_filter=place.in_filter):
            match spot.node:
                case tree.Name(_, name) if name not in spot.types and not spot.in_filter:
                    yield _unknown(name, text, spot, place)
                case tree.Path(_, base, name):
                    yield from _unknown_part(base, name, text, spot)


def unused_remarks(
    model: Model, places: Iterable[Place], unsure: Collection[str]
) -> Iterator[Remark]:
    """Needs that no expression uses, inputs that nobody needs, decisions without expression.

    unsure: elements in which a name is not known; it may be the one that seems to be missing.
    """
    used: dict[DecisionNode, set[str] | None] = {}
    for place in places:
        if place.decision is not None:
            names = _names_used(texts_of(place))
            known = used.setdefault(place.decision, set())
            used[place.decision] = None if names is None or known is None else known | names
    for node in model.decisions.values():
        where = Where(node.decision.name, line=node.decision.line)
        if node.decision.expression is None:
            yield Remark("no-expression", where, {"element": node.decision.name})
            continue
        mentioned = used.get(node)
        for name in node.needs.names:
            if node.decision.name in unsure or mentioned is None:
                break
            if name not in mentioned and _is_needed(node, name):
                about = {"element": node.decision.name, "name": name}
                yield Remark("unused-requirement", where, about)
    yield from _unused_inputs(model)


def _is_needed(node: DecisionNode, name: str) -> bool:
    """Whether a name stands for something required; imports are in scope without it."""
    required = {name for name, _ in (*node.needs.values, *node.needs.functions)}
    filled = {prefix for prefix, nodes in node.needs.imported if nodes}
    filled |= {prefix for prefix, functions in node.needs.imported_functions if functions}
    return name in required or name in filled


def _names_used(texts: Iterable[Text]) -> set[str] | None:
    """The names that texts read; None when one of them cannot be read."""
    names: set[str] = set()
    for text in texts:
        if isinstance(text.node, FeelSyntaxError):
            return None
        names |= {part.name for part in tree.walk(text.node) if isinstance(part, tree.Name)}
    return names


def _unused_inputs(model: Model) -> Iterator[Remark]:
    written = model.definitions
    if not (written.decisions or written.knowledge or written.services):
        return
    needed: set[Reference] = set()
    for _, requires in requirements_of(written):
        needed |= set(requires.inputs)
    for service in written.services:
        needed |= set(service.inputs)
    ids = {reference.id for reference in needed if not reference.namespace}
    for data in written.inputs:
        if data.id not in ids:
            yield Remark("unused-input", Where(data.name, line=data.line), {"name": data.name})


def _not_feel(text: Text, fault: FeelSyntaxError, place: Place) -> Remark:
    """The fault of a text; a known name that is nearly there explains most of them."""
    at = fault.offset
    around = f"{fault.text[max(0, at - 20) : at]} ▶ {fault.text[at : at + 20]}".strip()
    known = [name for name in _all_names(place) if " " in name]
    meant = _meant(fault.text, known)
    about = {
        "text": short(text.literal.text),
        "what": f"{fault.what} It stands here: {around}",
        "because": fault.because,
        "instead": f"Did you mean {meant}?" if meant else fault.instead,
    }
    return Remark("not-feel", text.where, about)


def _meant(text: str, known: Iterable[str]) -> str | None:
    """A known name of several words that the text nearly holds."""
    words = text.split()
    for name in known:
        if name in text:
            continue
        count = len(name.split())
        for start in range(len(words) - count + 1):
            if nearest(" ".join(words[start : start + count]), [name]):
                return name
    return None


def _unknown(name: str, text: Text, spot: Spot, place: Place) -> Remark:
    elements = _elements(place.model)
    if name in elements and elements[name] != place.element:
        about = {"element": place.element, "name": name}
        return Remark("missing-requirement", text.where, about)
    known = [*spot.types, *_parts(spot.types)]
    meant = nearest(name, [*known, *elements, *BUILTINS])
    instead = perhaps(name, known, "Write the name as it is declared, or add the input.")
    if meant is not None:
        instead = f"Did you mean {meant}?"
    if text.subject is not None or text.where.rules:
        instead += f' If it is a text, write it in quotation marks: "{name}".'
    about = {"name": name, "element": place.element, "instead": instead}
    return Remark("unknown-name", text.where, about)


def _unknown_part(base: Node, name: str, text: Text, spot: Spot) -> Iterator[Remark]:
    kind = resolved(type_of(base, spot.types))
    kind = resolved(kind.item) if isinstance(kind, ListType) else kind
    parts: Mapping[str, FeelType] = parts_of_simple(kind)
    if isinstance(kind, ContextType):
        parts = dict(kind.entries)
    is_known = isinstance(kind, ContextType) or (isinstance(kind, Simple) and kind.name != "Any")
    is_open = kind in (Simple("context"), Simple("range"), Simple("list"), Simple("Null"))
    if not is_known or is_open or name in parts or not parts and isinstance(kind, ContextType):
        return
    end = text.literal.text[: spot.node.at].split()
    about = {
        "base": end[-1] if end else type_words(kind),
        "name": name,
        "parts": listed(parts) or f"none, for it is {type_words(kind)}",
        "instead": perhaps(name, parts, "Ask for one of its parts, or test the fact itself."),
    }
    yield Remark("unknown-part", text.where, about)


def _all_names(place: Place) -> list[str]:
    return [*place.known, *_elements(place.model), *place.model.members]


def _elements(model: Model) -> dict[str, str]:
    """The elements of a model that could be needed, by the names of their variables."""
    written = model.definitions
    return {
        **{one.variable.name: one.name for one in written.services},
        **{one.variable.name: one.name for one in written.knowledge},
        **{one.variable.name: one.name for one in written.decisions},
        **{one.variable.name: one.name for one in written.inputs},
    }


def _parts(types: Types) -> list[str]:
    """`person.age`: the parts of contexts, one level deep."""
    found: list[str] = []
    for name, kind in types.items():
        context = resolved(kind)
        if isinstance(context, ContextType):
            found += [f"{name}.{part}" for part, _ in context.entries]
    return found
