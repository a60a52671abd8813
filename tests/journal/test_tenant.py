"""The municipality stands in every key and every statement, so that a journal can be divided by it.

These are the rules that Citus has for a table that is distributed by a column (docs/scaling.md): it
is in every primary key, unique constraint and foreign key, and each statement says of every table
which one it is about.  That the wall between municipalities stands without it too is row level
security's work; here it is asked whether a statement finds its way to one machine.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.database import RunDatabase

PRODUCT = Path(__file__).parents[2] / "samrum"
OF_NOBODY = {"django_migrations", "django_session"}  # docs/scaling.md says where they lie then
KEYS = """
    select c.relname, i.relname, x.indisunique,
           (select array_agg(a.attname::text order by k.place)
            from unnest(x.indkey::smallint[]) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number)
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    where c.relnamespace = 'public'::regnamespace
"""
FOREIGN_KEYS = "select conrelid::regclass::text, conname from pg_constraint where contype = 'f'"
TABLES = """
    select c.relname, c.relrowsecurity and c.relforcerowsecurity,
           exists (select from pg_attribute a
                   where a.attrelid = c.oid and a.attname = 'tenant' and a.attnotnull)
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
FUNCTIONS = "select prosrc from pg_proc where pronamespace = 'public'::regnamespace"

SPACE = re.compile(r"\s+")
# A table as a statement names it, with the short name that it has there.
NOT_A_NAME = "where|set|on|order|group|limit|join|cross|values|select|returning|for"
NAMED = re.compile(
    r"\b(from|join|update|into) (?:only )?(?:public\.)?(journal_\w+)"
    rf"(?: (?:as )?(?!(?:{NOT_A_NAME})\b)(\w+))?"
)
COLUMNS = re.compile(r"\s*\(\s*tenant\b")
CONFLICT = re.compile(r"on conflict \((?!tenant\b)")


def test_every_table_says_whose_a_row_is_and_walls_it_off(db: RunDatabase) -> None:
    with psycopg.connect(db.superuser_dsn) as superuser:
        tables = superuser.execute(TABLES).fetchall()

    of_nobody = {name for name, _, divided in tables if not divided}
    assert of_nobody == OF_NOBODY
    assert [name for name, walled, divided in tables if divided and not walled] == []
    assert len(tables) - len(of_nobody) >= 18


def test_every_key_and_every_index_begins_with_the_municipality(db: RunDatabase) -> None:
    with psycopg.connect(db.superuser_dsn) as superuser:
        keys = superuser.execute(KEYS).fetchall()
        references = superuser.execute(FOREIGN_KEYS).fetchall()

    ours = [(table, index, columns) for table, index, _, columns in keys if table not in OF_NOBODY]
    assert [(table, index) for table, index, columns in ours if columns[0] != "tenant"] == []
    assert sum(unique for table, _, unique, _ in keys if table not in OF_NOBODY) >= 18
    assert references == []  # the journal refers by stream and number, and verify looks


def test_every_statement_says_of_each_table_whose_rows_it_means(db: RunDatabase) -> None:
    with psycopg.connect(db.superuser_dsn) as superuser:
        functions = [
            (text, "a function of the database") for (text,) in superuser.execute(FUNCTIONS)
        ]
    told = [*statements(), *functions]

    assert len(told) > 100
    assert [(where, fault) for text, where in told for fault in faults(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "select * from journal_case where id = %s",
        "select 1 from journal_case c join journal_person p on p.id = c.resident"
        " where c.tenant = %s",
        "select 1 from journal_case c, lateral (select id from journal_entry where stream = c.id) x"
        " where c.tenant = %s",
        "delete from journal_draft where key = %s",
        "update journal_case c set due = r.due from r where c.id = r.id",
        "insert into journal_counter (service, tenant) values (%s, %s)",
        "insert into journal_counter (tenant, service) values (%s, %s) on conflict (service)"
        " do nothing",
    ],
)
def test_a_statement_that_goes_to_every_machine_is_found(text: str) -> None:
    assert faults(text) != []


def faults(text: str) -> list[str]:
    """What a statement does not say: of which municipality it means the rows of a table."""
    plain = SPACE.sub(" ", text)
    named = list(NAMED.finditer(plain))
    found = []
    for place, one in enumerate(named):
        verb, table, short = one.groups()
        end = named[place + 1].start() if place + 1 < len(named) else len(plain)
        rest = plain[one.end() : end]
        if verb == "into":
            said = COLUMNS.match(rest) is not None
        elif short:
            said = f"{short}.tenant" in plain or re.search(r"[^.]\btenant =", rest) is not None
        else:
            said = re.search(r"[^.]\btenant =|\btenant, ", rest) is not None
        found += [] if said else [f"{verb} {table}: {plain[:200]}"]
    return found + (["on conflict"] if CONFLICT.search(plain) else [])


def statements() -> Iterator[tuple[str, str]]:
    """Every text of the product that names one of our tables, with what is known filled in."""
    for file in sorted(PRODUCT.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        source = file.read_text(encoding="utf-8")
        if "journal_" not in source:
            continue
        name = ".".join(file.relative_to(PRODUCT.parent).with_suffix("").parts)
        known = vars(importlib.import_module(name))
        for node in _texts(ast.parse(source)):
            text = _filled(node, known)
            if NAMED.search(SPACE.sub(" ", text)):
                yield text, f"{name}:{node.lineno}"


def _texts(node: ast.AST) -> Iterator[ast.expr]:
    """The outermost texts, those that are put together by + as one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr | ast.BinOp) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child
        else:
            yield from _texts(child)


def _filled(node: ast.expr, known: dict[str, Any]) -> str:
    """The text of an expression; of what a module does not know by itself, its name."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_filled(part, known) for part in parts)
        case ast.BinOp(left=left, right=right):
            return _filled(left, known) + _filled(right, known)
        case ast.IfExp(body=body):
            return _filled(body, known)
        case ast.FormattedValue(value=value):
            try:
                return str(eval(compile(ast.Expression(value), "", "eval"), known))
            except (NameError, TypeError):
                return ast.unparse(value)
        case _:
            return ""
