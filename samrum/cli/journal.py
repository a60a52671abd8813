"""Export the journal as a plain file that others can check; write tables anew after erasing."""

from __future__ import annotations

import argparse
from pathlib import Path

import psycopg

from samrum.cli.folder import must_be_empty
from samrum.core.refusal import Refused
from samrum.journal.cluster import Cluster
from samrum.site import ground
from samrum.site.variables import told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write, and where."""
    parser.add_argument(
        "what", choices=("export", "write-over"), help="write-over: old bytes go from the disk"
    )
    parser.add_argument("folder", type=Path, nargs="?", help="an empty folder to export to")
    parser.add_argument("--tenant", type=int, help="only this municipality, by its number")


def run(args: argparse.Namespace) -> int:
    """Writes three files for each municipality: the journal, its checkpoint, the public key."""
    if args.what == "write-over":
        return _write_over()
    if args.folder is None:
        raise Refused(
            "The journal is not exported.",
            because="No folder is named.",
            instead="Name an empty folder.",
        )
    ground.stand()
    from samrum.journal.checkpoint import newest
    from samrum.office.municipality import municipalities
    from samrum.site.checkpoints import our_public_key

    folder: Path = args.folder
    must_be_empty(
        folder,
        "The journal is not exported to {folder}.",
        "Name an empty folder; the file holds all that the journal holds.",
    )
    for tenant, here in municipalities().items():
        if args.tenant == tenant or (args.tenant is None and newest(tenant)):
            try:
                key = f"{our_public_key(tenant)}\n"
            except Refused:  # where a backup is only looked at, the key is not
                key = ""
                print(f"{here.name}: without its public key, because ours is not here.")
            lines = _write(folder, here.id, tenant, key)
            print(f"{here.name}: {lines:,} lines, in {folder / here.id}.jsonl")
    return 0


def _write_over() -> int:
    """What was erased goes from the disk too; nobody can read or write meanwhile."""
    if told("DATABASE_URL"):
        raise Refused(
            "The tables are not written anew.",
            because="DATABASE_URL names a database elsewhere, whose owner we are not.",
            instead="As its superuser, do what samrum/journal/erase.py does in write_over.",
        )
    ground.stand()
    from samrum.journal.erase import write_over

    cluster = Cluster(Path(told("SAMRUM_VAR")))
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as superuser:
        write_over(superuser)
    print("The tables are written anew; what was erased is gone from this disk.")
    return 0


def _write(folder: Path, name: str, tenant: int, key: str) -> int:
    from samrum.journal.export import export

    with (folder / f"{name}.jsonl").open("wb") as file:
        lines, note = export(tenant, file)
    (folder / f"{name}.checkpoint").write_text(note, encoding="utf-8")
    if key:
        (folder / f"{name}.key").write_text(key, encoding="utf-8")
    return lines
