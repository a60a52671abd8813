"""The names that an expression of a package can speak of, and which of those it uses wrongly.

| name | what |
|---|---|
| `mobility.walks`, ... | each fact, by its id in the vocabulary; null when it is not known |
| `known`, `unknown`, `declined` | lists of the ids of facts: answered, "I do not know", not told |
| `confirmed` | list of the ids of facts that a document or a register shows |
| `documents` | list of the kinds of documents handed in |
| `register.<name>` | "found", "not_found", "protected", "failed", or "not_read" |
| `binding.<key>` | what the adopting board set |
| `case` | the state of the case, see CASE |
| `decision` | the decision, see DECISION; null before it was made |
| `notice` | how the decision reaches the party, see NOTICE |
| `appeal` | the latest appeal, see APPEAL; null if nobody has appealed |
| `hearing` | the latest hearing, see HEARING; null before there was one |
| `delay` | the latest delay, see DELAY; null before one was told |
| `demand` | the demand for a decision, see DEMAND; null before there was one |
| `transfer` | the request to another municipality to take the case over, see TRANSFER; or null |
| `child` | whether a child is concerned and has been considered, see CHILD |
| `support` | granted support, and whether it has begun, see SUPPORT; null where none is granted |
| `step` | in a letter on a step: the step itself, see STEP |
| `<decision of the rules>` | its latest result; null before the rules were applied |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from samrum.packages.fault import perhaps
from samrum.packages.vocabulary import Choice, Term
from samrum.rules import tree
from samrum.rules.tree import Node

CASE: Final = (
    "number",
    "stage",
    "today",
    "received_on",
    "expected_by",
    "language",
    "protected",
    "assessed",
    "assessed_as",
    "unanswered",
    "asked",
    "corrections",
    "hiding_waits",
    "bias_open",
    "blocked",
    "taken",
    "unheard",
    "telling",
    "running_late",
    "done",
    "late",
)
DECISION: Final = (
    "outcome",
    "content",
    "reasons",
    "provisions",
    "valid_from",
    "valid_to",
    "made_on",
    "function",
    "ruled_by",
    "reference",
)
NOTICE: Final = (
    *("method", "sent_on", "control_after", "presumed_on", "served_on", "appeal_by"),
    *("weeks", "instance", "ground", "because", "replaced"),
)
APPEAL: Final = (
    *("number", "standing", "against", "text", "came_in_on", "late", "written", "ground"),
    *("judged", "review", "reviewed", "changed", "files", "withdrawn"),
    *("answer", "answer_text", "answered_on", "decide_by"),
)
HEARING: Final = (
    *("open", "begun_on", "until", "answered", "answer", "left_out", "ground", "reason"),
    *("registers", "documents", "told", "ours"),
)
DELAY: Final = ("reason", "was", "expected_by")
DEMAND: Final = ("open", "demanded_on", "due", "reasons", "instance")
TRANSFER: Final = ("standing", "open", "asked_on", "refer_from", "due", "to", "number")
CHILD: Final = ("concerned", "considered")
SUPPORT: Final = (
    *("granted_on", "waits", "since", "due", "again", "why_late"),
    *("begun_on", "interrupted_on", "given_up"),
)
STEP: Final = ("id", "due", "opened_on")
STAGES: Final = ("received", "decided", "withdrawn", "closed")
OUTCOMES: Final = ("found", "not_found", "protected", "failed", "not_read")
DECISION_OUTCOMES: Final = ("grant", "partial", "refuse", "dismiss", "write_off")
LISTS: Final = ("known", "unknown", "declined", "confirmed", "documents")

_FACT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

Shape = Mapping[str, "Shape | Term | None"]
"""Names and what is inside them; None: something whose inside nobody declared."""


@dataclass(frozen=True, slots=True)
class NameFault:
    """What is wrong with a name at an offset of the text."""

    at: int
    what: str
    because: str
    instead: str


def shape_of(
    terms: Collection[Term],
    *,
    registers: Iterable[str] = (),
    bindings: Iterable[str] = (),
    steps: Collection[str] = (),
    decisions: Shape | None = None,
    step: bool = False,
) -> Shape:
    """Return the names that expressions of a package see."""
    facts: dict[str, dict[str, Shape | Term | None]] = {}
    for term in terms:
        group, _, name = term.id.partition(".")
        facts.setdefault(group, {})[name] = term
    return {
        **facts,
        **{name: _words(name, (term.id for term in terms)) for name in LISTS},
        "documents": _words("documents", (*_documents(terms), "other")),
        "register": {name: _words(f"register.{name}", OUTCOMES) for name in registers},
        "binding": dict.fromkeys(bindings),
        "case": {
            **dict.fromkeys(CASE),
            "stage": _words("case.stage", STAGES),
            **{name: _words(f"case.{name}", steps) for name in ("done", "late")},
        },
        "decision": {
            **dict.fromkeys(DECISION),
            "outcome": _words("decision.outcome", DECISION_OUTCOMES),
        },
        "notice": dict.fromkeys(NOTICE),
        "appeal": dict.fromkeys(APPEAL),
        "hearing": dict.fromkeys(HEARING),
        "delay": dict.fromkeys(DELAY),
        "demand": dict.fromkeys(DEMAND),
        "transfer": dict.fromkeys(TRANSFER),
        "child": dict.fromkeys(CHILD),
        "support": dict.fromkeys(SUPPORT),
        **({"step": dict.fromkeys(STEP)} if step else {}),
        **(decisions or {}),
    }


def _documents(terms: Iterable[Term]) -> Iterator[str]:
    return (term.id for term in terms if term.type == "document")


def _words(name: str, values: Iterable[str]) -> Term:
    """Return a word of the product as if it were a choice of the vocabulary."""
    return Term(name, "choice", {}, choices=tuple(Choice(value, {}) for value in values))


def name_faults(node: Node, shape: Shape) -> Iterator[NameFault]:
    """Yield what is wrong with the names of an expression."""
    yield from _Check(shape).node(node, frozenset(), in_filter=False)


def facts_in(node: Node, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """Return the ids of the facts that an expression reads, each once, in order of the text."""
    paths = [(part.at, _dotted(part)) for part in tree.walk(node) if isinstance(part, tree.Path)]
    return tuple(dict.fromkeys(path for _, path in sorted(paths) if path in terms))


def _dotted(node: Node) -> str:
    """Return `a.b` for a path of names, empty for any other node."""
    match node:
        case tree.Name(_, name):
            return name
        case tree.Path(_, base, name):
            before = _dotted(base)
            return f"{before}.{name}" if before else ""
        case _:
            return ""


class _Check:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def node(self, node: Node, local: frozenset[str], *, in_filter: bool) -> Iterator[NameFault]:
        match node:
            case tree.Name(at, name):
                if name not in self.shape and name not in local and not in_filter:
                    yield _unknown(at, name, self.shape)
            case tree.BuiltIn(at, ("now" | "today") as name):
                yield NameFault(
                    at,
                    f"{name}() cannot be used here.",
                    "The same case must give the same answer on every day it is looked at.",
                    "Use case.today, which the journal keeps.",
                )
            case tree.Path():
                yield from self._path(node, local, in_filter)
            case tree.Filter(_, base, condition):
                yield from self.node(base, local, in_filter=in_filter)
                yield from self.node(condition, local, in_filter=True)
            case tree.For(_, loops, body) | tree.Quantified(_, _, loops, body):
                for loop in loops:
                    yield from self._each((loop.domain, loop.until), local, in_filter)
                    local |= {loop.name, "partial"}
                yield from self.node(body, local, in_filter=in_filter)
            case tree.FunctionOf(_, parameters, body):
                inside = local | {parameter.name for parameter in parameters}
                yield from self.node(body, inside, in_filter=in_filter)
            case tree.ContextOf(_, entries):
                for entry in entries:
                    yield from self.node(entry.value, local, in_filter=in_filter)
                    local |= {entry.key}
            case tree.Comparison():
                yield from self._comparison(node)
                yield from self._each(tree.children(node), local, in_filter)
            case tree.Call(_, tree.BuiltIn(_, "list contains"), (held, item)):
                yield from self._held(held, item)
                yield from self._each((held, item), local, in_filter)
            case tree.In(_, value, tests):
                term = term_in(self.shape, value)
                yield from (fault for test in tests for fault in _choice_faults(term, test))
                yield from self._each(tree.children(node), local, in_filter)
            case _:
                yield from self._each(tree.children(node), local, in_filter)

    def _each(
        self, nodes: Iterable[Node | None], local: frozenset[str], in_filter: bool
    ) -> Iterator[NameFault]:
        for node in nodes:
            if node is not None:
                yield from self.node(node, local, in_filter=in_filter)

    def _path(self, node: tree.Path, local: frozenset[str], in_filter: bool) -> Iterator[NameFault]:
        names = _dotted(node).split(".")
        if names == [""]:
            yield from self.node(node.base, local, in_filter=in_filter)
            return
        if names[0] in local or (in_filter and names[0] not in self.shape):
            return
        inside: Shape | Term | None = self.shape
        for number, name in enumerate(names):
            if not isinstance(inside, Mapping):
                return
            if name not in inside:
                yield _unknown(node.at, ".".join(names[: number + 1]), inside, names[:number])
                return
            inside = inside[name]

    def _held(self, held: Node, item: Node) -> Iterator[NameFault]:
        """Yield what a list is asked for that it can never hold; ids of facts are told by a dot."""
        asked = term_in(self.shape, held)
        yield from _choice_faults(asked, item)
        known = self.shape.get("known")
        if asked is None and isinstance(known, Term) and isinstance(item, tree.Literal):
            ids = [choice.value for choice in known.choices]
            if _FACT.fullmatch(str(item.value)) and item.value not in ids:
                yield NameFault(
                    item.at,
                    f'The vocabulary has no fact "{item.value}".',
                    "So no list of facts ever holds it.",
                    perhaps(str(item.value), ids, "Use one that it has."),
                )

    def _comparison(self, node: tree.Comparison) -> Iterator[NameFault]:
        if node.operator in ("=", "!="):
            yield from _choice_faults(term_in(self.shape, node.left), node.right)
            yield from _choice_faults(term_in(self.shape, node.right), node.left)


def term_in(shape: Shape, node: Node) -> Term | None:
    """Return the fact that an expression simply names, None for any other expression."""
    inside: Shape | Term | None = shape
    for name in _dotted(node).split("."):
        inside = inside.get(name) if isinstance(inside, Mapping) else None
    return inside if isinstance(inside, Term) else None


def choice_faults(term: Term | None, node: Node) -> Iterator[NameFault]:
    """Yield the texts in a test of `term` that are none of its choices."""
    for part in tree.walk(node):
        yield from _choice_faults(term, part)


def _choice_faults(term: Term | None, node: Node) -> Iterator[NameFault]:
    if term is None or term.type != "choice" or not isinstance(node, tree.Literal):
        return
    values = [choice.value for choice in term.choices]
    if isinstance(node.value, str) and node.value not in values:
        yield NameFault(
            node.at,
            f'{term.id} can never be "{node.value}", nor hold it.',
            "This is none of its values.",
            perhaps(node.value, values, "Use one of:"),
        )


def _unknown(at: int, name: str, shape: Shape, above: Iterable[str] = ()) -> NameFault:
    before = "".join(f"{part}." for part in above)
    known = [f"{before}{inside}" for inside in shape]
    return NameFault(
        at,
        f"The name {name} is not known here.",
        "It is no fact of the vocabulary, no binding and no decision of the rules.",
        perhaps(name, known, "Known are:"),
    )
