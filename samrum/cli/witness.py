"""Be somebody's witness: keep her newest checkpoint, and sign another only if it grew from that."""

from __future__ import annotations

import argparse
import os
import secrets
import time
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Final

from samrum.channels.durable import write_over
from samrum.channels.fetched import text_from
from samrum.core.refusal import Refused
from samrum.journal import note
from samrum.journal.note import Checkpoint, NotANote, PublicKey
from samrum.journal.witness import Growth, NotGrown, Witness

MOST_ROUNDS: Final = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose witness, by which key, and where her checkpoints are."""
    parser.add_argument(
        "folder", type=Path, nargs="?", help="where the signed checkpoints are kept"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="the witness's own key")
    parser.add_argument(
        "--log", type=Path, metavar="FILE", action="append", default=[],
        help="the public key of whom she watches; the former one too, until she has caught up",
    )  # fmt: skip
    parser.add_argument(
        "--growth",
        metavar="FILE-OR-ADDRESS",
        help="a checkpoint with its proof; or .../api/v1/checkpoint of the installation",
    )
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a witness's key, once")
    parser.add_argument("--name", help="with --new-key: her name, such as audit.example/samrum")


def run(args: argparse.Namespace) -> int:
    """Prints what was signed, and where it lies for the installation to fetch."""
    if args.new_key:
        return _make_key(args.new_key, args.name or "")
    if not (args.folder and args.key and args.log and args.growth):
        raise Refused(
            "Nothing is signed.",
            because="A witness needs a folder, --key, --log and --growth.",
            instead="Name all four; make a key with --new-key and --name.",
        )
    try:
        logs = [PublicKey.read(file.read_text(encoding="utf-8")) for file in args.log]
        if len({log.name for log in logs}) > 1:
            raise NotANote("the public keys are of different journals")
        name, seed = args.key.read_text(encoding="utf-8").split()
        kept = args.folder / f"{logs[0].name.replace('/', '_')}.checkpoint"
        witness = Witness(logs, name, note.private_key(seed))
        witness = replace(witness, known=_known(kept, witness))
    except (OSError, ValueError, NotANote) as error:
        raise _refused(
            error, "See that --log, --key and the folder hold what they should."
        ) from error
    for _ in range(MOST_ROUNDS):
        before = witness.known
        witness = _sign(witness, args.growth, kept)
        assert witness.known is not None, "she has just signed it"
        if "://" not in args.growth or witness.known == before or before is None:
            break
    print(f"{logs[0].name}: {witness.known.size:,} heads, signed as {name}, in {kept}")
    return 0


def _sign(witness: Witness, growth: str, kept: Path) -> Witness:
    """Signs what is there; what she signs is kept before anybody can get it.  Raises Refused."""
    size = witness.known.size if witness.known else 0
    where = f"{growth}?since={size}" if "://" in growth else growth
    try:
        signed, told = witness.sign(Growth.read(text_from(where)), int(time.time()))
    except (NotANote, NotGrown) as error:
        raise _refused(
            error,
            "Keep what you were given, with the time. If it was not mistyped, it may show that "
            "history was changed: ask another witness what she has.",
        ) from error
    write_over(kept.absolute(), signed.encode())
    return replace(witness, known=told)


def _known(kept: Path, witness: Witness) -> Checkpoint | None:
    """What she has signed last, as her own signature says, whoever else has signed it; None at the
    first time.  Raises NotANote and OSError."""
    if not kept.exists():
        return None
    text = kept.read_text(encoding="utf-8")
    note.cosigned_at(text, note.public_key(witness.name, witness.key, note.COSIGNED))
    return note.read(text)


def _make_key(file: Path, name: str) -> int:
    if file.exists() or not note.is_name(name):
        raise Refused(
            "No key is made.",
            because="{file} is there already, or the name is none: one word without a plus.",
            instead="Name another file, and a name such as audit.example/samrum with --name.",
            file=file,
        )
    seed = b64encode(secrets.token_bytes(note.SEED_BYTES)).decode()
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{name}\n{seed}\n")
    print(f"The witness's key lies in {file}. Give this line to whom you watch:")
    print(note.public_key(name, note.private_key(seed), note.COSIGNED))
    return 0


def _refused(error: Exception, instead: str) -> Refused:
    return Refused(
        "Nothing is signed.", because="It says: {error}.", instead=instead, error=str(error)
    )
