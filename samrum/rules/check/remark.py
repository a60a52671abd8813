"""Remarks: what the check has to say to the author of a model, in three sentences each.

`wrong` is what can never be meant: the rules would stop, contradict themselves or lie dead.
`doubtful` is what a person should look at. `unchecked` is what the check could not settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from samrum.rules.value import Value

LEVELS = ("wrong", "doubtful", "unchecked")


class Said(NamedTuple):
    """The level of a code, and its sentences; words in braces are filled in."""

    level: str
    what: str
    because: str
    instead: str


SAID: Mapping[str, Said] = MappingProxyType(
    {
        # --- the rules of a table beside each other
        "gap": Said(
            "wrong",
            "No rule says what holds when {when}.",
            "The table then gives {otherwise}.",
            "Add a rule for this, or widen one that is there.",
        ),
        "gap-other-text": Said(
            "doubtful",
            "No rule says what holds when {column} is a text that no rule names.",
            "Nothing says which texts are possible, and the table then gives {otherwise}.",
            "Declare the allowed values of {column}, or add a rule for all others.",
        ),
        "unknown-unhandled": Said(
            "doubtful",
            "No rule says what holds when this is not known: {unknown}.",
            "A fact can always be unknown, and the table then gives {otherwise}.",
            "Add a rule that says what is done then, with null in this column or as the last rule.",
        ),
        "unknown-as-known": Said(
            "doubtful",
            "When {column} is not known, the answer can be {answer}, by {rules}.",
            "Were it known, the answer could be {other}, by {other_rule}: unknown is treated as"
            " if it were known.",
            "Add a rule above with null in this column, or write not(null) in the cell.",
        ),
        "overlap": Said(
            "wrong",
            "{rules} both match when {when}.",
            "The hit policy Unique allows one rule to match, so the table gives nothing.",
            "Narrow one of the rules, or choose the hit policy First and order the rules.",
        ),
        "disagreement": Said(
            "wrong",
            "{rules} both match when {when}, and say {answer} and {other}.",
            "The hit policy Any wants the same answer of all rules that match, so the table gives"
            " nothing.",
            "Narrow one of the rules, or let them say the same.",
        ),
        "unreachable": Said(
            "wrong",
            "{rules} is never used.",
            "Everything that it would match is taken before it, by {masking}.",
            "Move the rule up, narrow the others, or take it away.",
        ),
        "never-matches": Said(
            "wrong",
            "{rules} can never match.",
            "The cells cannot all hold at once.",
            "Change the cells that contradict each other, or take the rule away.",
        ),
        "duplicate-rule": Said(
            "doubtful",
            "{rules} say the same twice.",
            "They have the same conditions and the same answer.",
            "Take one of them away.",
        ),
        # --- cells
        "cell-never-holds": Said(
            "wrong",
            "The cell {cell} of {rules} can never hold.",
            "No value that it asks for is possible: {possible}.",
            "{instead}",
        ),
        "cell-other-type": Said(
            "wrong",
            "The cell {cell} of {rules} asks {column} for {wanted}.",
            "This column is {is}, so the two are never equal and cannot be compared.",
            "Write {is} in the cell, or test another fact.",
        ),
        "value-never-possible": Said(
            "doubtful",
            "The cell {cell} of {rules} names {value}, which {column} never is.",
            "The value is not possible: {possible}.",
            "{instead}",
        ),
        "answer-not-allowed": Said(
            "wrong",
            "{rules} answers {value}, which is not among the allowed values of {column}.",
            "The table gives nothing in its place: {possible}.",
            "{instead}",
        ),
        "answer-other-type": Said(
            "wrong",
            "{rules} answers {is}, where {column} is to be {wanted}.",
            "A value of another type is replaced by nothing.",
            "Write {wanted}, or change the type of the output.",
        ),
        # --- the hit policy
        "no-priorities": Said(
            "wrong",
            "The hit policy {policy} has no order to go by.",
            "No output column lists its values, and their order is the priority.",
            "List the output values with the most important first.",
        ),
        "sum-of-no-numbers": Said(
            "wrong",
            "{rules} answers {is}, and the hit policy Collect takes the {aggregation} of it.",
            "Only numbers can be reckoned with, so the table gives nothing.",
            "Write numbers in {column}, or choose the hit policy Collect without reckoning.",
        ),
        "several-reckoned": Said(
            "wrong",
            "The hit policy Collect takes the {aggregation} of {count} output columns.",
            "The standard knows this for one output column only (DMN 1.5, 8.2.8).",
            "Make a table for each output, or choose the hit policy Collect without reckoning.",
        ),
        "output-names": Said(
            "wrong",
            "The output columns are not told apart: {names}.",
            "With several outputs, each part of the answer goes by the name of its column.",
            "Give each output column a name of its own.",
        ),
        # --- names, types and texts of FEEL
        "not-feel": Said("wrong", "This text cannot be read. {what}", "{because}", "{instead}"),
        "unknown-name": Said(
            "wrong",
            "The name {name} is not known here.",
            "It is no fact and no decision that is needed here, and would always be unknown.",
            "{instead}",
        ),
        "missing-requirement": Said(
            "wrong",
            "The name {name} is used and not needed.",
            "The model has it, but no arrow leads from it to {element}: it is always unknown.",
            "Draw the arrow from {name} to {element}.",
        ),
        "unknown-part": Said(
            "wrong",
            "There is no part {name} in {base}.",
            "The declared parts are {parts}, so this would always be unknown.",
            "{instead}",
        ),
        "unknown-type": Said(
            "wrong",
            "The type {name} of {of} is not known.",
            "It is no type of FEEL and none of the model, so any value would pass.",
            "{instead}",
        ),
        "never-comparable": Said(
            "wrong",
            "In {text}, {left} is compared with {right}.",
            "The two are never equal and have no order between them, so the answer is unknown.",
            "Compare values of one type.",
        ),
        "impossible-operation": Said(
            "wrong",
            "In {text}, {operation} is used on {operands}.",
            "{because}",
            "{instead}",
        ),
        "wrong-arguments": Said(
            "wrong",
            "The function {function} is called with {given}.",
            "It is {takes}, so the answer is always unknown.",
            "Give it the arguments that it takes.",
        ),
        # --- the model
        "unusable": Said("wrong", "{what}", "{because}", "{instead}"),
        "no-expression": Said(
            "doubtful",
            "The decision {element} has no table and no expression.",
            "It is always unknown, unless its value is given from outside.",
            "Add a table or an expression.",
        ),
        "unused-input": Said(
            "doubtful",
            "The input {name} is not used.",
            "No decision, function or service needs it.",
            "Draw an arrow from it to what needs it, or take it away.",
        ),
        "unused-requirement": Said(
            "doubtful",
            "The decision {element} needs {name} and does not use it.",
            "The name does not stand in its table or expression.",
            "Use it, or take the arrow away, so that nobody is asked for it in vain.",
        ),
        "unused-column": Said(
            "doubtful",
            "The column {column} makes no difference.",
            "Every rule has - in it.",
            "Fill in what it is meant to test, or take the column away.",
        ),
        "no-rules": Said(
            "wrong",
            "The table has no rules.",
            "It gives {otherwise}, whatever the facts are.",
            "Add a rule.",
        ),
        "missing-annotation": Said(
            "doubtful",
            "Nothing stands under {annotation} for {rules}.",
            "Nobody can look up where the rule comes from.",
            "Fill in {annotation}.",
        ),
        # --- the check itself
        "more": Said(
            "unchecked",
            "There are more {what} than are told here.",
            "The first ones say enough about the table.",
            "Mend what is told, and check again.",
        ),
        "not-settled": Said(
            "unchecked",
            "{subject} could not be settled.",
            "{reason}.",
            "Look at it yourself, or give what is reckoned a decision of its own.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Where:
    """What a remark is about. Rules count from 1, as in a modeller; 0 and "" are for none."""

    element: str = ""
    table: str = ""
    rules: tuple[int, ...] = ()
    column: str = ""
    cell: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """Values that show what a remark says; it was evaluated before it was told.

    given: by name, as `Model.evaluate` takes facts. shown: those of them that matter, by the text
    that names them. by_facts: every one is a fact, so the whole model was evaluated; otherwise the
    table alone was, with these values for the decisions and parameters it reads.
    """

    given: Mapping[str, Value]
    shown: tuple[tuple[str, Value], ...]
    by_facts: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `code` is a key of SAID, `about` fills its sentences."""

    code: str
    where: Where
    about: Mapping[str, str] = field(default_factory=dict)
    example: Example | None = None

    @property
    def level(self) -> str:
        """One of LEVELS."""
        return SAID[self.code].level

    @property
    def what(self) -> str:
        """What is the matter."""
        return _sentence(SAID[self.code].what, self.about)

    @property
    def because(self) -> str:
        """Why that matters."""
        return _sentence(SAID[self.code].because, self.about)

    @property
    def instead(self) -> str:
        """What to do about it."""
        return _sentence(SAID[self.code].instead, self.about)


def _sentence(template: str, about: Mapping[str, str]) -> str:
    text = template.format_map(about)
    return text[:1].upper() + text[1:]
