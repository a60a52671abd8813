"""FEEL values and all that can be done with them, in one place to import from.

| FEEL | Python |
|---|---|
| null, boolean, string | None, bool, str |
| number | decimal.Decimal, never int or float |
| date, time, date and time, durations | the classes of temporal.py |
| list, context | list, dict with str keys; never changed after they were made |
| range, function | Range, Function |

Every operator is `(operands..., run, at)`. It gives None when it fails, after run.fault(); `at` is
the Place of the operator in the text.
"""

from samrum.rules.arithmetic import add, divide, multiply, negate, power, subtract
from samrum.rules.call import invoke, invoke_named
from samrum.rules.comparison import (
    alike,
    between,
    equal,
    greater,
    greater_equal,
    included,
    less,
    less_equal,
    make_range,
    same,
    unequal,
)
from samrum.rules.kinds import Call, Function, Range, Signature, Value, feel_type, instance_of
from samrum.rules.member import path
from samrum.rules.text import literal, to_text

__all__ = [
    "Call",
    "Function",
    "Range",
    "Signature",
    "Value",
    "add",
    "alike",
    "between",
    "divide",
    "equal",
    "feel_type",
    "greater",
    "greater_equal",
    "included",
    "instance_of",
    "invoke",
    "invoke_named",
    "less",
    "less_equal",
    "literal",
    "make_range",
    "multiply",
    "negate",
    "path",
    "power",
    "same",
    "subtract",
    "to_text",
    "unequal",
]
