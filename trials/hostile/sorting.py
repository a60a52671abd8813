"""I9: what stands in an address to sort, filter or search by is never part of the SQL.

Every name that a list page reads from its address gets hostile values; what is searched for in the
worklist, which stands there sealed, gets them sealed. Each statement that goes to the database is
read: a value that stands in its text, instead of beside it, is a fault; so is a page that breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from random import Random
from typing import Any, Final

from trials.browser import ground
from trials.browser.payloads import Words
from trials.browser.screens import client, queries
from trials.browser.town import Town, told
from trials.frame import Asked, Result, Trial, replaced

MARK: Final = "zqx9"
LISTS: Final = (
    ("bo", "/desk/"),
    ("bo", "/desk/register/"),
    ("bo", "/desk/register.csv"),
    ("bo", "/desk/delegated/"),
    ("bo", "/desk/delegated.csv"),
    ("bo", "/desk/help/"),
    ("bo", "/desk/retention/"),
    ("anna", "/cases/"),
    ("anna", "/rooms/"),
)
ALSO: Final = (
    *("q", "find", "sort", "from", "to", "page", "turn", "stage", "number", "order", "kind"),
)
SEARCHED: Final = "/desk/"  # where what is searched for stands sealed, as `find`
HALF: Final = 0.5  # of the visits there; the others show the whole list
VALUES: Final = (
    "'{}",
    "{}' or '1'='1",
    "{}'; select pg_sleep(5)--",
    "{}') or true--",
    "1; drop table journal_entry;--{}",
    "{} union select null,null--",
    "due desc, {}",
    "(select 1 from pg_sleep(5)){}",
    "{}\\",
    "{}%' like '%",
    '{}"',
    "{}\x00",
    "{}$$;select 1;$$",
    "-1 or {}=1",
    "{}/**/or/**/1=1",
    "%s{}",
    "%(tenant)s{}",
    "{{}}{}",
    "{}" * 400,
    "\u02bc{}",
)


def sorting(asked: Asked) -> Result:
    """n addresses."""
    ground.stand()
    chance = Random(asked.seed)
    town = told(Words(asked.seed, 1))
    names = sorted({*queries(), *ALSO})
    faults: list[str] = []
    statements = answers = 0
    with _watched() as seen:
        for number in range(asked.n):
            who, path = LISTS[number % len(LISTS)]
            name, value = chance.choice(names), chance.choice(VALUES).replace("{}", MARK)
            before = len(seen)
            query = {name: value}
            if path == SEARCHED and chance.random() < HALF:
                query["find"] = _searched(town, value)
            faults += list(_asked(town, who, path, query))
            answers += 1
            inside = [text[:80] for text in seen[before:] if MARK in text]
            faults += [f"{path} {name}={value[:40]!r} stands in: {text}" for text in inside]
        statements = len(seen)
    figures = {"addresses": answers, "statements read": statements, "faults": len(faults)}
    return Result(not faults and statements > 0, figures, faults)


def _searched(town: Town, value: str) -> str:
    from samrum.web.shared.sealed import sealed

    return sealed(value, town.reads("bo").id)


def _asked(town: Town, who: str, path: str, query: dict[str, str]) -> Iterator[str]:
    visitor = client(town, who)
    visitor.raise_request_exception = False
    answer = visitor.get(path, query)
    if answer.status_code >= 500:
        yield f"{path} {query} broke"
    answer.close()


class _watched:
    """The text of every statement that goes to the database, without its values."""

    def __enter__(self) -> list[str]:
        import psycopg

        seen: list[str] = []
        self.right = right = psycopg.Cursor.execute

        def execute(cursor: Any, query: Any, *values: Any, **more: Any) -> Any:
            seen.append(
                query if isinstance(query, str) else bytes(query).decode("utf-8", "replace")
            )
            return right(cursor, query, *values, **more)

        psycopg.Cursor.execute = execute  # type: ignore[assignment, method-assign]
        return seen

    def __exit__(self, *_: object) -> None:
        import psycopg

        psycopg.Cursor.execute = self.right  # type: ignore[method-assign]


def _put_together() -> AbstractContextManager[None]:
    """The worklist puts what is searched for into its statement."""
    ground.stand()
    from samrum.office import worklist

    right = worklist._word

    def word(search: str) -> str:
        from samrum.journal.database import execute

        if search:
            quoted = search.replace("'", "''").replace("%", "%%").replace("\x00", "")
            execute(1, f"select '{quoted}'")
        return right(search)

    return replaced(worklist, "_word", word)


I9 = Trial(
    id="I9",
    claim="What stands in an address to sort, filter or search by is never part of a statement to "
    "the database, and breaks no page.",
    unit="addresses with a hostile value",
    full=3_000,
    quick=90,
    run=sorting,
    defects={"put-together": _put_together},
)
