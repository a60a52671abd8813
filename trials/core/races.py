"""C1-C3: what several do at the same moment, each on a connection of her own.

C1: two caseworkers write in one case; C2: one press arrives several times; C3: many apply, and some
applications are broken off after their number was taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from random import Random
from threading import Barrier, local
from typing import Any
from zoneinfo import ZoneInfo

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, installation, new_key

AT_ONCE = 4
ZONE = ZoneInfo("Europe/Stockholm")


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What these give when they begin at the same moment; what one raises is what it gives."""
    ready = Barrier(len(acts))

    def alone(one: Callable[[], Any]) -> Any:
        from django.db import connections

        ready.wait()
        try:
            return one()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


def write_at_once(asked: Asked) -> Result:
    """Races in one case: each has read it, writes a note and says which version she has read."""
    from samrum.core.case import WriteNote
    from samrum.office.act import Changed, act
    from trials.durability.acts import apply, resident

    installation().empty()
    case, told, refused, unseen, other = apply(resident(), new_key()).case, [], 0, 0, []
    bo = _caseworker()
    for number in range(asked.n):
        version = _version(case)
        texts = [f"note {number} by hand {hand}" for hand in range(AT_ONCE)]

        def write(text: str, version: int = version) -> Any:
            return act(bo, WriteNote(text), case=case, key=new_key(), expected=version)

        came = at_once([partial(write, text) for text in texts])
        kept = [text for text, one in zip(texts, came, strict=True) if not _raised(one)]
        told += kept
        unseen += max(0, len(kept) - 1)  # written over something that its writer had not read
        for one in came:
            if isinstance(one, Changed):
                refused += 1
                unseen += not one.since  # the other's words must stand beside hers
            elif _raised(one):
                other.append(repr(one))
    said = Counter(_texts(case, "NoteWritten"))
    figures = {
        "races": asked.n,
        "at once": AT_ONCE,
        "acknowledged": len(told),
        "told that it has changed": refused,
        "written unseen": unseen,
        "lost": sum(not said[text] for text in told),
        "otherwise": len(other),
        "faults": len(_faults()),
    }
    wrong = ("written unseen", "lost", "otherwise", "faults")
    well = len(told) == asked.n and not any(figures[name] for name in wrong)
    return Result(well, figures, [*other[:3], *_faults()[:3]])


def press_at_once(asked: Asked) -> Result:
    """Races of one press against itself: an application, and a message in its case."""
    from samrum.core.case import SendMessage
    from samrum.office.act import act
    from trials.durability.acts import apply, resident

    installation().empty()
    reader, unlike, doubled, other, before = resident(), 0, 0, [], len(_numbers())
    for number in range(asked.n):
        key, then = new_key(), new_key()
        came = at_once([partial(apply, reader, key)] * AT_ONCE)
        done = [one for one in came if not _raised(one)]
        case, text = done[0].case, f"message {number}"
        message = partial(act, reader, SendMessage(text), case=case, key=then)
        again = at_once([message] * AT_ONCE)
        other += [repr(one) for one in [*came, *again] if _raised(one)]
        for receipts in (done, [one for one in again if not _raised(one)]):
            unlike += len({replace(one, repeated=False) for one in receipts}) - 1
            doubled += sum(not one.repeated for one in receipts) - 1
        doubled += _texts(case, "MessageSent").count(text) - 1
    applied = len(_numbers()) - before - asked.n
    figures = {
        "presses": 2 * asked.n,
        "each at once": AT_ONCE,
        "done twice": doubled + applied,
        "receipts unlike": unlike,
        "otherwise": len(other),
        "faults": len(_faults()),
    }
    well = not any(list(figures.values())[2:])
    return Result(well, figures, [*other[:3], *_faults()[:3]])


def apply_at_once(asked: Asked) -> Result:
    """Races of applications; one in three is broken off when it already has its number."""
    from samrum.office import act
    from trials.durability.acts import apply, resident

    installation().empty()
    reader, random, here, right = resident(), Random(asked.seed), local(), act.keep_case
    broken, other, before = 0, [], len(_numbers())

    def keep_case(*about: Any) -> Any:
        if getattr(here, "breaks", False):
            raise KeyboardInterrupt("broken off") from None
        return right(*about)

    def one(breaks: bool) -> Any:
        here.breaks = breaks
        try:
            return apply(reader, new_key())
        except KeyboardInterrupt:
            return None

    with replaced(act, "keep_case", keep_case):
        for _ in range(asked.n):
            chosen = [random.random() < 1 / 3 for _ in range(AT_ONCE)]
            came = at_once([partial(one, breaks) for breaks in chosen])
            broken += sum(chosen)
            other += [repr(one) for one in came if _raised(one)]
    numbers = sorted(_numbers())
    figures = {
        "applications": AT_ONCE * asked.n,
        "broken off": broken,
        "numbers given": len(numbers) - before,
        "twice": len(numbers) - len(set(numbers)),
        "gaps": len(set(range(1, max(numbers) + 1)) - set(numbers)),
        "otherwise": len(other),
        "faults": len(_faults()),
    }
    whole = len(numbers) - before == AT_ONCE * asked.n - broken
    well = whole and not any(list(figures.values())[3:])
    return Result(well, figures, [*other[:3], *_faults()[:3]])


def _raised(one: object) -> bool:
    return isinstance(one, Exception)


def _caseworker() -> Any:
    from samrum.cli.lillevik.people import BO
    from samrum.cli.lillevik.seed import log_in

    return log_in(BO)


def _version(case: str) -> int:
    from samrum.journal import cases

    kept = cases.load(TENANT, case)
    assert kept is not None, "it was applied for"
    return kept.head.seq


def _texts(case: str, kind: str) -> list[str]:
    import msgspec

    from samrum.journal import entries

    made = (one for one in entries.read(TENANT, case) if one.kind == kind and one.payload)
    return [msgspec.json.decode(one.payload or "")["text"] for one in made]


def _numbers() -> list[int]:
    """The numbers of all parking permits, also of those that were there before."""
    from samrum.journal import cases
    from samrum.journal.database import one_moment

    with one_moment(TENANT):
        numbers = [row[3] for _, row in cases.read_all(TENANT)]
    return [int(number.rpartition("-")[2]) for number in numbers if number.startswith("PRH ")]


def _faults() -> list[str]:
    from samrum.journal.verify import verify

    return [str(fault) for fault in verify(TENANT, ZONE).faults]


@contextmanager
def _last_write_wins() -> Iterator[None]:
    """Nobody asks which version she has read."""
    from samrum.office import act

    right = act._act

    def acts(reader: Any, command: Any, asked: Any, case: str, expected: Any, via: Any) -> Any:
        return right(reader, command, asked, case, None, via)

    with replaced(act, "_act", acts):
        yield


@contextmanager
def _forgets_keys() -> Iterator[None]:
    """A receipt is kept under a key of its own."""
    from samrum.journal import receipts

    right = receipts.add

    def add(tenant: int, answer: Any) -> bool:
        return right(tenant, replace(answer, key=new_key()))

    with replaced(receipts, "add", add):
        yield


@contextmanager
def _numbers_beside() -> Iterator[None]:
    """A number is taken for good before anything else is, as a sequence of the database does."""
    import psycopg

    from samrum.journal import counter

    address, right = installation().cluster.app_dsn, counter.next_number

    def beside(tenant: int, service: str, year: int) -> int:
        with psycopg.connect(address) as other:
            other.execute("select set_config('app.tenant', %s, false)", [str(tenant)])
            row = other.execute(
                "insert into journal_counter (tenant, service, year, last) values (%s, %s, %s, 1)"
                " on conflict (tenant, service, year) do update"
                " set last = journal_counter.last + 1 returning last",
                (tenant, service, year),
            ).fetchone()
        return row[0] if row else right(tenant, service, year)

    with replaced(counter, "next_number", beside):
        yield


TRIALS = (
    Trial(
        "C1",
        "Of those who write in one case at once, one does, and the others are shown what she "
        "wrote: nothing is written over unseen.",
        "races of four hands in one case",
        1000,
        8,
        write_at_once,
        {"last-write-wins": _last_write_wins},
    ),
    Trial(
        "C2",
        "A press that arrives four times at once is done once, and all four get its receipt.",
        "applications and messages, each pressed four times at once",
        1000,
        6,
        press_at_once,
        {"forgets-keys": _forgets_keys},
    ),
    Trial(
        "C3",
        "The numbers of cases have no gap and none twice, also where applications break off.",
        "races of four applications, one in three broken off",
        1000,
        6,
        apply_at_once,
        {"numbers-beside": _numbers_beside},
    ),
)
