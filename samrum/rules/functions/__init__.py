"""The built-in functions of FEEL (DMN 1.5, 10.3.4), by name."""

from __future__ import annotations

from collections.abc import Mapping

from samrum.rules.value import Function

BUILTINS: Mapping[str, Function] = {}
