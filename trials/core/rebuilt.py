"""S2: the journal alone gives the same state wherever it is read again.

A journal that was played and copied is exported; then it is added up from the database it was
written in, from each other PostgreSQL that is here, and from the file by each Python that is here.
All must give what is kept as state, byte for byte.

    python -m trials.core.rebuilt FILE             adds up an exported journal
    python -m trials.core.rebuilt FILE PROGRAMS    the same by way of another PostgreSQL
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from samrum.journal import chain, codec
from samrum.journal.chain import Entry, Head
from samrum.journal.exported import EntryLine
from samrum.journal.state import after
from trials.frame import ROOT, Asked, Result, Trial, by_name
from trials.installation import TENANT, installation, remove

ZONE = ZoneInfo("Europe/Stockholm")
OTHER_SERVERS = "lib/postgresql/*/bin"
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
BREAK = "SAMRUM_TRIAL_DEFECT"


def rebuild_everywhere(asked: Asked) -> Result:
    """n cases, rounded up to the crowd's batches, beside those that were played."""
    from bench.scale.everybody import Everybody
    from samrum.journal.export import export
    from samrum.site.checkpoints import cover

    here = installation()
    here.empty()
    with here.superuser() as superuser:
        superuser.execute("drop table if exists bench_batch, bench_index")
    Everybody(here.cluster, 0).fill(asked.n, lambda told: None, lambda: cover(TENANT))
    file = here.folder / "journal.jsonl"
    with file.open("wb") as out:
        export(TENANT, out)
    sums = {"kept": _kept(), "added up where it was written": _in_this_database()}
    places = _places()
    for place, words in places.items():
        sums[place] = _elsewhere(words, file)
    away = [place for place, told in sums.items() if told != sums["kept"]]
    figures = {
        "entries": sums["added up where it was written"][0],
        "megabytes": file.stat().st_size // 1_000_000,
        "places": list(places),
        "other sums": len(away),
    }
    file.unlink()
    return Result(not away and len(places) > 1, figures, [f"{p}: {sums[p]}" for p in away])


def summed(entries: Iterable[Entry], defect: str = "") -> tuple[int, str]:
    """How many entries there are, and the sum of the state of every stream that has one."""
    zone = ZoneInfo("Pacific/Kiritimati") if defect == "zone-of-the-machine" else ZONE
    count, total = 0, sha256()
    for stream, made in groupby(entries, key=lambda entry: entry.stream):
        state: Any = None
        for entry in made:
            count += 1
            if entry.payload is not None:
                event: Any = codec.event(entry.kind, entry.payload)
                if defect != "forgets-messages" or entry.kind != "MessageSent":
                    state = after(state, entry, event, zone)
        if state is not None:
            total.update(f"{stream} {codec.written(state)}\n".encode())
    return count, total.hexdigest()


def entries_in(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of an exported journal, with the columns for counting worked out again."""
    tenant, head, stream = 0, Head(), ""
    for number, line in enumerate(lines):
        if number == 0:
            tenant = json.loads(line)["tenant"]
        if not line.startswith(b'{"actor":'):
            continue
        told = msgspec.json.decode(line, type=EntryLine)
        head, stream = (head if told.stream == stream else Head()), told.stream
        at = datetime.fromisoformat(told.at)
        yield (entry := Entry(
            *(tenant, told.stream, told.seq, told.noun, told.agency, told.kind, at),
            *(told.actor, told.role, told.via, told.on_behalf_of, told.mandate, told.payload),
            None if told.salt is None else bytes.fromhex(told.salt),
            *(bytes.fromhex(told.commitment), bytes.fromhex(told.hash)),
            *chain.derived(head, told.kind, at),
        ))  # fmt: skip
        head = chain.head_at(entry)


def _kept() -> tuple[int, str]:
    """The same sum of what is kept as state beside the journal."""
    from samrum.journal import cases, entries, people, rooms, worries
    from samrum.journal.database import one_moment

    def states(of: Any) -> Iterator[tuple[str, str]]:
        place = of.COLUMNS.index("state")
        return ((id, row[place]) for id, row in of.read_all(TENANT))

    total = sha256()
    with one_moment(TENANT):
        rows = map(states, (cases, people, rooms, worries))
        for id, state in merge(*rows):
            total.update(f"{id} {state}\n".encode())
        count = sum(1 for _ in entries.read_all(TENANT))
    return count, total.hexdigest()


def _in_this_database() -> tuple[int, str]:
    from samrum.journal import entries
    from samrum.journal.database import one_moment

    with one_moment(TENANT):
        return summed(entries.read_all(TENANT), os.environ.get(BREAK, ""))


def _places() -> dict[str, list[str]]:
    """Other servers and other Pythons that are here, and the words that add up there."""
    found = {}
    for programs in sorted(Path("/usr").glob(OTHER_SERVERS)):
        found[f"PostgreSQL {programs.parent.name}"] = [sys.executable, str(programs)]
    for python in (sys.executable, *filter(None, map(shutil.which, PYTHONS))):
        said = _said([python, "-c", "import sys, msgspec, samrum.core; print(sys.version)"])
        if said:
            found[f"Python {said.split()[0]}"] = [python]
    return found


def _elsewhere(words: Sequence[str], file: Path) -> tuple[int, str]:
    python, *programs = words
    count, told = _said([python, "-m", "trials.core.rebuilt", str(file), *programs]).split()
    return int(count), told


def _said(words: Sequence[str]) -> str:
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def main(words: Sequence[str]) -> None:
    """Adds up a file, here or in another database."""
    defect = os.environ.get(BREAK, "")
    with Path(words[0]).open("rb") as lines:
        if len(words) > 1:
            print(*_by_way_of(Path(words[1]), entries_in(lines), defect))
        else:
            print(*summed(entries_in(lines), defect))


def _by_way_of(programs: Path, made: Iterator[Entry], defect: str) -> tuple[int, str]:
    """Write the entries into another server, and add up what it gives."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-trial-"))
    folder.chmod(0o755)
    try:
        return _in_a_server(folder, programs, made, defect)
    finally:
        remove(folder)


def _in_a_server(
    folder: Path, programs: Path, made: Iterator[Entry], defect: str
) -> tuple[int, str]:
    import psycopg

    from samrum.journal.cluster import Cluster

    cluster = Cluster(folder, programs=programs)
    cluster.start()
    os.environ.update(
        SAMRUM_ENV="demo",
        SAMRUM_VAR=str(folder),
        DATABASE_URL=cluster.app_dsn,
        DATABASE_OWNER_URL=cluster.owner_dsn,
    )
    from samrum.site import ground

    ground.set_up()
    ground.make_tables()
    from samrum.journal import entries
    from samrum.journal.database import one_moment

    into = f"copy journal_entry ({', '.join(Entry.__slots__)}) from stdin"
    with psycopg.connect(cluster.superuser_dsn) as one, one.cursor().copy(into) as copy:
        for entry in made:
            copy.write_row(chain.row_of(entry))
    with one_moment(TENANT):
        return summed(entries.read_all(TENANT), defect)


TRIALS = (
    Trial(
        "S2",
        "The journal alone gives the state that is kept, byte for byte, on every PostgreSQL and "
        "every Python that is here.",
        "cases of some 25 entries, beside those that were played",
        40_000,
        1_000,
        rebuild_everywhere,
        {
            name: by_name(os.environ, BREAK, name)
            for name in ("forgets-messages", "zone-of-the-machine")
        },
    ),
)

if __name__ == "__main__":
    main(sys.argv[1:])
