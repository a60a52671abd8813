"""FEEL numbers: decimals of 34 digits, rounded half to even (DMN 1.5, 10.3.2.3.1).

The limits are those of IEEE 754 decimal128. There is no infinity and no NaN: what would give one
raises decimal.DecimalException (an ArithmeticError), and the operators turn that into null.
"""

from __future__ import annotations

import decimal
import functools
import re
from decimal import Decimal

_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]

CONTEXT = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, flags=[], traps=_TRAPS
)

# For steps inside one operation, whose result is rounded once at the end. The longest quotient of
# two numbers has about 12,300 digits.
WIDE = decimal.Context(
    prec=12_500, rounding=decimal.ROUND_HALF_EVEN, Emin=-99_999, Emax=99_999, flags=[], traps=_TRAPS
)
# For sums of squares and the like: enough digits that the last of the 34 is right.
EXTENDED = decimal.Context(
    prec=80, rounding=decimal.ROUND_HALF_EVEN, Emin=-99_999, Emax=99_999, flags=[], traps=_TRAPS
)

ZERO = Decimal(0)
ONE = Decimal(1)
TWO = Decimal(2)

LOWEST_SCALE = -6111
HIGHEST_SCALE = 6176
LARGEST_EXPONENT = 999_999_999

# Beyond this many digits a number is easier to read with an exponent.
_PLAIN_DIGITS = 40
_NUMBER = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?|\.[0-9]+(?:[eE][+-]?[0-9]{1,9})?"
)


def parse_number(text: str) -> Decimal | None:
    """The number a FEEL literal such as `12`, `.5` or `1.2e-3` stands for, rounded to 34 digits.

    None when it is no literal (a sign is an operator, not part of it) or has no place among
    FEEL's numbers.
    """
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return CONTEXT.create_decimal(text)
    except ArithmeticError:
        return None


def number_text(number: Decimal) -> str:
    """The number as FEEL writes it: no trailing zeros, no exponent unless it is huge."""
    text = str(number)
    if text.lstrip("-").isdigit() and len(text) <= _PLAIN_DIGITS:
        return "0" if text == "-0" else text
    if not number:
        return "0"
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    significant = "".join(map(str, digits)).rstrip("0")
    exponent += len(digits) - len(significant)
    return ("-" if sign else "") + _notation(significant, exponent)


def rounded(number: Decimal, scale: int, rounding: str) -> Decimal:
    """The number with at most `scale` digits after the point; `rounding` is one of decimal's."""
    try:
        return number.quantize(_quantum(scale), rounding, CONTEXT)
    except ArithmeticError:  # it has more than 34 digits down to that scale
        exponent = number.as_tuple().exponent
        assert isinstance(exponent, int)
        return number if -exponent <= scale else number.quantize(_quantum(scale), rounding, WIDE)


def remainder(dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): it has the sign of the divisor."""
    rest = WIDE.remainder(dividend, divisor)
    if rest and rest.is_signed() != divisor.is_signed():
        rest = WIDE.add(rest, divisor)
    return CONTEXT.plus(rest)


def raised(base: Decimal, exponent: Decimal) -> Decimal:
    """base ** exponent; raises ArithmeticError when there is no such number."""
    if abs(exponent) > LARGEST_EXPONENT:
        raise decimal.InvalidOperation
    if not base:
        if exponent < 0:
            raise decimal.DivisionByZero
        return ZERO if exponent else ONE
    return CONTEXT.power(base, exponent)


def is_whole(number: Decimal) -> bool:
    """Whether there is nothing after the point."""
    return number == number.to_integral_value(context=WIDE)


@functools.lru_cache(maxsize=64)
def _quantum(scale: int) -> Decimal:
    return Decimal((0, (1,), -scale))


def _notation(significant: str, exponent: int) -> str:
    point = len(significant) + exponent
    if exponent >= 0 and point <= _PLAIN_DIGITS:
        return significant + "0" * exponent
    if 0 < point <= _PLAIN_DIGITS:
        return f"{significant[:point]}.{significant[point:]}"
    if point <= 0 and len(significant) - point <= _PLAIN_DIGITS:
        return "0." + "0" * -point + significant
    mantissa = significant[0] + ("." + significant[1:] if len(significant) > 1 else "")
    return f"{mantissa}E{point - 1:+d}"
