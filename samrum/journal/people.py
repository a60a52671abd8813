"""The state of each person beside the journal: who she is, words to find her by, her mandates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from samrum.core.person import Mandate, Person
from samrum.journal import codec
from samrum.journal.chain import Head
from samrum.journal.database import Row, execute, rows_of
from samrum.journal.rows import HEAD, as_compared, insert, update

MOST_WORDS: Final = 6  # of a name; every pair of them is kept, so that two words find her too
LONGEST_WORD: Final = 60

COLUMNS: Final = (
    *("tenant", "id", "version", "number", "name", "protected", "unit", "changed_at", "state"),
    *("head", "last_kind", "last_agency", "path_hash"),
)
_KEPT: Final = f"{HEAD}, state"
_INSERT: Final = insert("journal_person", COLUMNS)
_UPDATE: Final = update("journal_person", COLUMNS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A person as she is kept, with what the next entry of her stream stands on."""

    person: Person
    head: Head


def load(tenant: int, id: str, *, hold: bool = False) -> Kept | None:
    """The person; `hold` keeps everybody else from changing her until the transaction ends."""
    return _load(tenant, "id", id, hold=hold)


def load_by_number(tenant: int, number: str) -> Kept | None:
    """The person with this national number."""
    return _load(tenant, "number", storable(number), hold=False)


def add(tenant: int, person: Person, head: Head) -> None:
    """Keep a new person.  Raises UniqueViolation if her number is taken."""
    execute(tenant, _INSERT, row_of(tenant, person, head))
    _keep_words(tenant, person)


def change(tenant: int, before: Person, person: Person, head: Head) -> None:
    """Keep a person who is held; `before` is how she was."""
    row = row_of(tenant, person, head)
    execute(tenant, _UPDATE, (*row[2:], *row[:2]))
    if (before.name, before.number) != (person.name, person.number):
        execute(
            tenant,
            "delete from journal_person_word where tenant = %s and person = %s",
            (tenant, person.id),
        )
        _keep_words(tenant, person)
    for number, mandate in person.mandates.items():
        if before.mandates.get(number) != mandate:
            _keep_mandate(tenant, person.id, mandate)


def protection(tenant: int, id: str) -> bool:
    """Whether a person's data are protected; she stays as she is until the transaction ends."""
    row = execute(
        tenant,
        "select protected from journal_person where tenant = %s and id = %s for share",
        (tenant, id),
    ).fetchone()
    return row is not None and bool(row[0])


def all_protected(tenant: int) -> set[str]:
    """The ids of all whose data are protected."""
    rows = execute(
        tenant, "select id::text from journal_person where tenant = %s and protected", (tenant,)
    )
    return {id for (id,) in rows}


def names(tenant: int, ids: Iterable[str]) -> dict[str, str]:
    """The names of these persons, by id."""
    rows = execute(
        tenant,
        "select id::text, name from journal_person where tenant = %s and id = any(%s::uuid[])",
        (tenant, list(ids)),
    )
    return dict(rows.fetchall())


def names_and_one(tenant: int, ids: Iterable[str], one: str) -> tuple[dict[str, str], Person]:
    """The names of these persons, by id, and the whole of `one` of them.  Raises LookupError where
    she is not known."""
    rows = execute(
        tenant,
        "select id::text, name, case when id = %s then state end from journal_person"
        " where tenant = %s and id = any(%s::uuid[])",
        (one, tenant, list(ids)),
    ).fetchall()
    whole = next((codec.one_person(state) for _id, _name, state in rows if state), None)
    if whole is None:
        raise LookupError(f"{one} is not known here")
    return {id: name for id, name, _state in rows}, whole


def numbers(tenant: int, ids: Iterable[str]) -> dict[str, str]:
    """The national numbers of these persons, by id."""
    rows = execute(
        tenant,
        "select id::text, number from journal_person where tenant = %s and id = any(%s::uuid[])",
        (tenant, list(ids)),
    )
    return dict(rows.fetchall())


def of_unit(tenant: int, unit: str) -> list[Person]:
    """Those who work in a unit, by name."""
    rows = execute(
        tenant,
        "select state from journal_person where tenant = %s and unit = %s and unit <> ''"
        " order by name, id",
        (tenant, unit),
    )
    return [codec.one_person(state) for (state,) in rows]


def mandates_of(tenant: int, holder: str) -> dict[str, tuple[Mandate, ...]]:
    """The mandates that somebody holds, by the id of who gave them."""
    rows = execute(
        tenant,
        "select giver::text, mandate from journal_mandate"
        " where tenant = %s and holder = %s order by giver, number",
        (tenant, holder),
    )
    return by_giver(rows.fetchall())


def by_giver(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[Mandate, ...]]:
    """Mandates as rows of giver and text, gathered by giver."""
    held: dict[str, tuple[Mandate, ...]] = {}
    for giver, text in rows:
        held[giver] = (*held.get(giver, ()), codec.mandate(text))
    return held


def row_of(tenant: int, person: Person, head: Head) -> Row:
    """What the row of a person holds, in the order of COLUMNS."""
    return (
        tenant,
        person.id,
        head.seq,
        storable(person.number),
        storable(person.name),
        person.protected,
        person.post.unit if person.post else "",
        head.at,
        codec.written(person),
        head.hash,
        head.kind,
        head.agency,
        head.path_hash,
    )


def words_of(person: Person) -> list[str]:
    """What a search finds her by: each pair of the words of her name, and her number."""
    words = folded(person.name)[:MOST_WORDS]
    pairs = {f"{first} {second}" for first, second in permutations(words, 2)}
    digits = "".join(folded(person.number))
    numbers = {digits, digits[2:]} if len(digits) == 12 else {digits}
    return sorted(one for one in (pairs or set(words)) | numbers if one)


def folded(text: str) -> list[str]:
    """The words of a text in small letters without accents; signs end a word."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    signs = (sign if sign.isalnum() else " " for sign in plain)
    return [word[:LONGEST_WORD] for word in "".join(signs).split()]


def storable(text: str) -> str:
    """The text as a column can hold it: PostgreSQL's texts have no sign zero."""
    return text.replace("\x00", "\ufffd")


def beside(person: Person) -> tuple[list[str], list[str]]:
    """What the tables of words and of mandates hold of a person, as `read_all` gives it."""
    mandates = (
        f"{mandate.holder} {number} {codec.written(mandate)}"
        for number, mandate in person.mandates.items()
    )
    return words_of(person), sorted(mandates)


def ids(tenant: int) -> list[str]:
    """Everybody who is known here."""
    rows = execute(tenant, "select id::text from journal_person where tenant = %s", (tenant,))
    return [id for (id,) in rows.fetchall()]


def read_all(tenant: int) -> Iterator[tuple[str, Row]]:
    """Every stored row by id, in its order, inside a transaction; with its words and mandates."""
    columns = as_compared(COLUMNS)
    statement = (
        f"select {columns},"
        " array(select word from journal_person_word w"
        "  where w.tenant = p.tenant and w.person = p.id order by word),"
        " array(select holder || ' ' || m.number || ' ' || mandate from journal_mandate m"
        "  where m.tenant = p.tenant and giver = p.id)"
        " from journal_person p where tenant = %(tenant)s order by tenant, id"
    )
    for row in rows_of(tenant, "people", statement, {"tenant": tenant}):
        yield row[1], (*row[:-1], sorted(row[-1]))


def _load(tenant: int, by: str, value: str, *, hold: bool) -> Kept | None:
    row = execute(
        tenant,
        f"select {_KEPT} from journal_person where tenant = %s and {by} = %s"
        + (" for update" if hold else ""),
        (tenant, value),
    ).fetchone()
    return None if row is None else Kept(codec.one_person(row[-1]), Head(*row[:-1]))


def _keep_words(tenant: int, person: Person) -> None:
    execute(
        tenant,
        "insert into journal_person_word (tenant, word, person)"
        " select %s, word, %s::uuid from unnest(%s::text[]) word",
        (tenant, person.id, words_of(person)),
    )


def _keep_mandate(tenant: int, giver: str, mandate: Mandate) -> None:
    execute(
        tenant,
        "insert into journal_mandate (tenant, holder, giver, number, mandate)"
        " values (%s, %s, %s, %s, %s)"
        " on conflict (tenant, holder, giver, number) do update set mandate = excluded.mandate",
        (tenant, mandate.holder, giver, mandate.number, codec.written(mandate)),
    )
