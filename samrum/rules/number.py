"""FEEL numbers: decimals of 34 digits, rounded half to even (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

import decimal
from decimal import Decimal

# A signal means that the result is no FEEL number; the operators turn it into null and a finding.
CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

ZERO = Decimal(0)
ONE = Decimal(1)


def parse_number(text: str) -> Decimal | None:
    """The number a FEEL literal such as `12`, `.5` or `1.2e-3` stands for, or None."""
    raise NotImplementedError


def number_text(number: Decimal) -> str:
    """The number as FEEL writes it: no trailing zeros, no exponent unless it is huge."""
    raise NotImplementedError
