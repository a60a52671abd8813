"""docs/security.md: whom it speaks to, its keys, its data, its limits; for who installs or audits.

Numbers are read from the code.  What is written by hand stands in docs/security_tables.py and
docs/security_limits.py, each row beside what it is about; tests/test_security_page.py holds that
none is missing, so a new connection, key, table, cookie, limit or way in is written down with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import import_module

from docs import security_limits as limits
from docs import security_tables as told
from samrum.packages.country import read_country
from samrum.packages.places import shipped
from samrum.packages.read import read_package


def page(made: str) -> str:
    """The page."""
    return "\n\n".join([made, *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    yield "# Security on paper"
    yield told.BEGINNING
    yield from _speaking()
    yield from _ways_in()
    yield from _keys()
    yield from _data()
    yield from _files()
    yield from _limits()
    yield from _fitting()
    yield from _long()


def _speaking() -> Iterator[str]:
    yield "## Whom it speaks to"
    yield told.SPEAKING
    rows = (
        (one.to, one.over, one.sends, one.said_by, _filled(one.waits), _code(one.modules))
        for one in told.CONNECTIONS
    )
    yield _table(("to", "over", "what", "said by", "when it does not answer", "module"), rows)


def _ways_in() -> Iterator[str]:
    yield "## Ways in"
    yield told.COMING_IN
    rows = ((one.who, one.how, _filled(one.strength), _filled(one.bounded)) for one in told.WAYS_IN)
    yield _table(("who", "shows it by", "how strong", "bounded by"), rows)
    yield told.SAME_STRENGTH


def _keys() -> Iterator[str]:
    yield "## Keys and algorithms"
    yield told.KEY_POLICY
    rows = ((k.name, k.used_for, k.algorithm, k.lies, k.changed) for k in told.KEYS)
    yield _table(("key", "for this, and nothing else", "algorithm", "lies", "is changed"), rows)
    yield "Where something is hashed, signed, sealed, or made so that nobody can guess it:"
    uses = ((what, _code(modules)) for what, modules in told.USES.items())
    yield _table(("what", "modules"), uses)
    yield "### Quantum computers"
    yield told.QUANTUM


def _data() -> Iterator[str]:
    yield "## Kinds of data"
    yield told.DATA
    rows = ((f"**{one.name}**", one.what, one.access, one.kept) for one in told.LEVELS.values())
    yield _table(("level", "what", "who gets at it", "how long"), rows)
    yield "For every level above *open*:"
    yield "\n".join(f"- **{name}**: {what}" for name, what in told.PROTECTION.items())
    rows = ((f"`{name}`", level, what) for name, (level, what) in told.TABLES.items())
    yield _table(("table", "level", "what is in it"), rows)
    rows = ((f"`{name}`", level, what) for name, (level, what) in told.FOLDERS.items())
    yield _table(("in `SAMRUM_VAR`", "level", "what is in it"), rows)
    rows = ((f"`{name}`", what) for name, what in told.COOKIES.items())
    yield _table(("cookie", "holds"), rows)


def _files() -> Iterator[str]:
    yield "## Files that people hand in"
    endings = import_module("samrum.office.uploads").ENDINGS
    rows = ((f"`{kind}`", " ".join(names)) for kind, names in endings.items())
    yield _table(("kind, told by its bytes", "named"), rows)
    yield _filled(told.FILES)


def _limits() -> Iterator[str]:
    yield "## Limits"
    yield limits.OF_THE_MATTER
    rows = ((_filled(one.most), one.of, one.then) for one in limits.LIMITS)
    yield _table(("at most", "of whom", "and then"), rows)


def _fitting() -> Iterator[str]:
    yield "## What has to fit together"
    yield limits.FITTING
    yield "\n".join(f"- “{said}” (`{module}`)" for said, module in limits.TOGETHER.items())
    yield "Guards, each with its provision in its file:"
    rows = ((f"`{where}`", ", ".join(ids)) for where, ids in guards().items())
    yield _table(("of", "guards"), rows)


def _long() -> Iterator[str]:
    yield "## What takes long"
    yield _filled(limits.SHARING)
    rows = ((one.what, _filled(one.bounded), one.where) for one in limits.LONG)
    yield _table(("what", "bounded by", "done"), rows)


def guards() -> dict[str, list[str]]:
    """The guards of every country and service, by its folder."""
    countries = {f"countries/{one.name}": read_country(one) for one in _folders("countries")}
    services = {f"services/{one.name}": read_package(one) for one in _folders("services")}
    return {
        where: [one.id for one in (*pack.guards, *(room.guards if room else ()))]
        for where, pack in {**countries, **services}.items()
        for room in [getattr(pack, "room", None)]
    }


def _folders(of: str) -> list:  # type: ignore[type-arg]
    return sorted(one for one in shipped(of).iterdir() if one.is_dir())


def _filled(text: str) -> str:
    """The text with every {module:NAME} and {module:NAME:unit} as the code has it."""
    return told.PLACE.sub(lambda found: value(*found.groups()), text)


def value(module: str, name: str, unit: str | None) -> str:
    """What a constant of the product is, as people write it."""
    found = getattr(import_module(f"samrum.{module}"), name)
    if isinstance(found, timedelta):
        return _spoken(found)
    if unit == "MB":
        return f"{found / (1024 * 1024):g} MB"
    if isinstance(found, int | float):
        return f"{found:,.0f}"
    return str(found)


def _spoken(time: timedelta) -> str:
    for one, many in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if time >= one and time % one == timedelta():
            return f"{time // one} {many}{'s' if time > one else ''}"
    return f"{time // timedelta(minutes=1)} minutes"


def _code(modules: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in modules)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)
