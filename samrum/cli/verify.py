"""Check the journal: its chains, its checkpoints, and that it alone gives all state."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from samrum.core.refusal import Refused
from samrum.site import ground

if TYPE_CHECKING:
    from samrum.journal.covered import Trusted
    from samrum.journal.note import PublicKey
    from samrum.journal.verify import Fault

SHOWN = 100  # faults and erased entries that are told one by one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to check, and what to check it against."""
    parser.add_argument("--tenant", type=int, help="only this municipality, by its number")
    parser.add_argument(
        "--export", type=Path, metavar="FILE", help="check this exported journal, on its own"
    )
    parser.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="a checkpoint that was kept elsewhere; may be given several times",
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a public key, as its owner gave it out last; once for each municipality",
    )


def run(args: argparse.Namespace) -> int:
    """0 if everything holds, 1 if not; every fault is a line."""
    if args.export:
        return _run_export(args)
    ground.stand()
    from samrum.journal.verify import verify
    from samrum.office.municipality import municipalities

    wrong, checked = 0, set()
    for tenant, here in municipalities().items():
        if args.tenant in (None, tenant):
            begun = time.monotonic()
            trusted = _trusted(args, tenant)
            checked.update(trusted.notes)
            _list(f"{here.name}: compared with {file}"
                  for file in args.checkpoint if _read(file) in trusted.notes)  # fmt: skip
            found = verify(tenant, here.zone, _tell(here.name), trusted)
            print(
                f"{here.name}: {found.entries:,} entries in {found.streams:,} streams"
                f" ({len(found.erased):,} lawfully erased), {found.covered:,} heads under"
                f" checkpoints, {found.waiting:,} streams waiting for one,"
                f" in {time.monotonic() - begun:.1f} s: {len(found.faults):,} faults"
            )
            _list(f"  erased: {one.stream}, entry {one.seq}: {one.provision}; {one.ground}"
                  for one in found.erased)  # fmt: skip
            _list(f"  {fault}" for fault in found.faults)
            _list(_numbers(tenant, found.faults))
            wrong += len(found.faults)
    for file in args.checkpoint:
        if _read(file) not in checked:
            print(f"{file} is the checkpoint of no journal here: nothing was checked against it")
            wrong += 1
    return 1 if wrong else 0


def _numbers(tenant: int, faults: Iterable[Fault]) -> Iterator[str]:
    """How those who work with the cases of these faults know them."""
    from samrum.journal import cases

    ids = list(dict.fromkeys(fault.stream for fault in faults if fault.noun == "case"))
    known = cases.numbers_of(tenant, ids)
    yield from (f"  case {id} is {known[id]}" for id in ids if id in known)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _run_export(args: argparse.Namespace) -> int:
    """Needs no database and no installation: the file, its checkpoint and the public key."""
    from samrum.journal.exported import check

    if len(args.key) != 1 or not args.checkpoint:
        raise Refused(
            "The export cannot be checked alone.",
            because="Only a checkpoint and the key that signed it show that it is whole.",
            instead="Give --checkpoint and --key, best from where others have kept them.",
        )
    begun = time.monotonic()
    with args.export.open("rb") as lines:
        found = check(lines, [_read(file) for file in args.checkpoint], public_key(*args.key))
    print(
        f"{found.entries:,} entries in {found.streams:,} streams ({len(found.erased):,} lawfully"
        f" erased), {found.heads:,} heads in {time.monotonic() - begun:.1f} s:"
        f" {len(found.faults):,} faults"
    )
    _list(f"  erased: {one.stream}, entry {one.seq}: {one.provision}; {one.ground}"
          for one in found.erased)  # fmt: skip
    _list(f"  {fault}" for fault in found.faults)
    return 1 if found.faults else 0


def _trusted(args: argparse.Namespace, tenant: int) -> Trusted:
    """The key and the notes that hold for this municipality: those given, else our own."""
    from samrum.journal.covered import Trusted
    from samrum.site import checkpoints

    given, name = [public_key(file) for file in args.key], checkpoints.origin(tenant)
    key = next((one for one in given if one.name == name), None)
    given_out = checkpoints.given_out(tenant)
    files = args.checkpoint or [file for file in (given_out,) if file.exists()]
    notes = [text for text in map(_read, files) if text.split("\n", 1)[0] == name]
    return Trusted(key or checkpoints.our_public_key(tenant), notes)


def public_key(file: Path) -> PublicKey:
    """The public key of a journal that a file holds.  Raises Refused."""
    from samrum.journal.note import NotANote, PublicKey

    try:
        return PublicKey.read(file.read_text(encoding="utf-8"))
    except NotANote as error:
        raise Refused(
            "{file} is not the public key of a journal.",
            because="One line is expected: a name, eight digits, and the key in base64.",
            instead="See what `samrum checkpoint --key` prints.",
            file=file,
        ) from error


def _list(lines: Iterable[str]) -> None:
    """So many that one can read them, and how many more there are."""
    more = 0
    for number, line in enumerate(lines):
        if number < SHOWN:
            print(line)
        else:
            more += 1
    if more:
        print(f"  and {more:,} more")


def _tell(name: str) -> Callable[[int], None]:
    """A line that grows where somebody watches; nothing in a log."""

    def tell(entries: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{name}: {entries:,} entries ...", end="\r", file=sys.stderr, flush=True)

    return tell
