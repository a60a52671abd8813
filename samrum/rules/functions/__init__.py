"""The built-in functions of FEEL (DMN 1.5, 10.3.4), by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from samrum.rules.functions import (
    aggregates,
    contexts,
    conversion,
    dates,
    intervals,
    lists,
    numbers,
    strings,
)
from samrum.rules.kinds import Function

_MODULES = (conversion, strings, lists, aggregates, numbers, dates, intervals, contexts)

BUILTINS: Mapping[str, Function] = MappingProxyType(
    {function.name: function for module in _MODULES for function in module.FUNCTIONS}
)
