"""Context functions (DMN 1.5, table 81). Contexts are never changed: each makes a new one."""

from __future__ import annotations

from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare, misfit
from samrum.rules.kinds import Value
from samrum.rules.run import Run


def get_value(run: Run, at: Place, entries: dict[str, Value], key: str) -> Value:
    return entries.get(key)


def get_entries(run: Run, at: Place, entries: dict[str, Value]) -> list[Value]:
    run.make(3 * len(entries))
    return [{"key": key, "value": value} for key, value in entries.items()]


def context(run: Run, at: Place, entries: list[Value]) -> Value:
    run.make(len(entries))
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            must = "a list of contexts with key and value"
            return misfit(run, at, "context", "entries", entry, must)
        key = entry.get("key")
        if not isinstance(key, str):
            return misfit(run, at, "context", "key", key, "a string")
        made[key] = entry["value"]
    return made


def context_put(run: Run, at: Place, entries: dict[str, Value], key: Value, value: Value) -> Value:
    keys = key if isinstance(key, list) else [key]
    if not keys or not all(isinstance(part, str) for part in keys):
        return misfit(run, at, "context put", "key", key, "a string or a list of strings")
    return _put(run, at, entries, keys, value)


def context_merge(run: Run, at: Place, contexts: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for entries in contexts:
        if not isinstance(entries, dict):
            return misfit(run, at, "context merge", "contexts", entries, "a list of contexts")
        run.make(len(entries))
        made.update(entries)
    return made


def _put(run: Run, at: Place, entries: Value, keys: list[Value], value: Value) -> Value:
    """The entries with the value at the end of the keys; every context on the way must exist."""
    if not isinstance(entries, dict):
        return misfit(run, at, "context put", "key", entries, "the way to a context")
    run.make(len(entries) + 1)
    key = keys[0]
    if len(keys) > 1:
        run.enter()
        value = _put(run, at, entries.get(key), keys[1:], value)
        run.leave()
        if value is None:
            return None
    return {**entries, key: value}


FUNCTIONS = (
    declare("get value(m: context, key: string)", get_value),
    declare("get entries(m: context)", get_entries),
    declare("context(entries: items)", context),
    declare(
        "context put(context: context, key: string or list, value: any)",
        context_put,
        "context put(context: context, keys: list, value: any)",
        context_put,
    ),
    declare("context merge(contexts: items)", context_merge),
)
