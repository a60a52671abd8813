"""T1, T2 and T-two: damaged exports, as our verifier and a stranger's see them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random

from samrum.journal import exported
from trials.frame import Asked, NotHere, Result, Trial, replaced
from trials.trust.damage import ACCIDENTS, ATTACKS, Damage, Export, flipped
from trials.trust.damage import exported as export_of
from trials.trust.made import Journal, journal

STRANGER = Path(__file__).parent / "verify.mjs"
ACTS = 24
JOURNAL_OF = 500  # flips of one journal, then another is made


def flip_bits(asked: Asked) -> Result:
    """T1: the first line that is said to be wrong is the line with the flipped bit."""
    random, missed, elsewhere, examples = Random(asked.seed), 0, 0, []
    for number in range(asked.n):
        if number % JOURNAL_OF == 0:
            whole = export_of(journal(random, ACTS))
            lines = _line_numbers(whole.content)
        bit = random.randrange((len(whole.content) + len(whole.notes[0])) * 8)
        if bit < len(whole.content) * 8:
            damaged = Export(flipped(whole.content, bit), whole.notes, whole.key)
            right = lines[bit // 8]
        else:
            note = flipped(whole.notes[0], bit - len(whole.content) * 8)
            damaged, right = Export(whole.content, (note,), whole.key), 0
        said = damaged.first_fault
        missed += said is None
        elsewhere += said not in (None, right)
        if said != right:
            examples.append({"bit": bit, "line": right, "said": said})
    figures = {"flips": asked.n, "missed": missed, "named elsewhere": elsewhere}
    return Result(missed == elsewhere == 0, figures, examples)


def attack(asked: Asked) -> Result:
    """T2: everything that somebody with all rights on the database could make of an export."""
    random, found, examples = Random(asked.seed), Counter[str](), []
    kinds = {**ATTACKS, **{f"accident: {name}": one for name, one in ACCIDENTS.items()}}
    alarms = 0
    for _ in range(asked.n):
        made = journal(random, ACTS)
        alarms += export_of(made).first_fault is not None
        alarms += export_of(made, made.notes[-1], made.notes[0]).first_fault is not None
        for name, damage in kinds.items():
            if damage(random, made).first_fault is None:
                examples.append(name)
            else:
                found[name] += 1
    figures = {
        "journals": asked.n,
        "attacks": asked.n * len(kinds),
        "missed": len(examples),
        "false alarms": alarms,
        "found": dict(found),
    }
    return Result(not examples and alarms == 0, figures, examples)


def ask_a_stranger(asked: Asked) -> Result:
    """T-two: the same verdict, and the same first wrong line, from a verifier in another
    language that was written from the format's description."""
    node = shutil.which("node")
    if node is None:
        raise NotHere("Node is not here.", "The second verifier is in JavaScript.", "Install it.")
    random, kinds = Random(asked.seed), {**ATTACKS, **ACCIDENTS}
    with tempfile.TemporaryDirectory() as folder:
        exports = list(_some(random, asked.n, kinds))
        ours = [export.first_fault for _, export in exports]
        theirs = _strangers_verdicts(node, Path(folder), [export for _, export in exports])
    unlike = [
        {"kind": kind, "ours": one, "theirs": other}
        for (kind, _), one, other in zip(exports, ours, theirs, strict=True)
        if one != other
    ]
    figures = {
        "files": asked.n,
        "unlike": len(unlike),
        "whole": sum(one is None for one in ours),
        "damaged": dict(Counter(kind for kind, _ in exports if kind)),
        "lines of the second verifier": len(STRANGER.read_text(encoding="utf-8").splitlines()),
    }
    missed = [
        kind for (kind, _), one in zip(exports, ours, strict=True) if (one is None) == (kind != "")
    ]
    return Result(not unlike and not missed, figures, [*unlike, *missed])


def _some(random: Random, n: int, kinds: dict[str, Damage]) -> Iterator[tuple[str, Export]]:
    """Exports with the kind of damage each has, one in ten whole (kind "")."""
    names = list(kinds)
    for number in range(n):
        made: Journal = journal(random, ACTS)
        if number % 10 == 0:
            yield "", export_of(made)
        else:
            name = names[number % len(names)]
            yield name, kinds[name](random, made)


def _strangers_verdicts(node: str, folder: Path, exports: Sequence[Export]) -> list[int | None]:
    asked = []
    for number, export in enumerate(exports):
        files = [folder / f"{number}.jsonl", folder / f"{number}.key"]
        files[0].write_bytes(export.content)
        files[1].write_text(f"{export.key}\n", encoding="utf-8")
        for place, note in enumerate(export.notes):
            files.append(folder / f"{number}.{place}.checkpoint")
            files[-1].write_bytes(note)
        asked.append("\t".join(map(str, files)))
    done = subprocess.run(
        [node, str(STRANGER), "--list"],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return [None if said == "Infinity" else int(said) for said in done.stdout.split()]


def _line_numbers(content: bytes) -> list[int]:
    """For each byte, the number of its line."""
    numbers, line = [], 1
    for byte in content:
        numbers.append(line)
        line += byte == 10
    return numbers


# ---- planted defects -----------------------------------------------------------------------------

CHECK = exported._Check


def _payloads_unread() -> AbstractContextManager[None]:
    return replaced(CHECK, "_payload", lambda self, number, entry: None)


def _hashes_unread() -> AbstractContextManager[None]:
    return replaced(exported, "_hash", lambda tenant, entry, before: entry.hash)


@contextmanager
def _chains_alone() -> Iterator[None]:
    """What the chain shows without checkpoints: no tail cut off, no stream written anew."""

    def head(self: exported._Check, number: int, line: exported.HeadLine) -> None:
        self.found.heads += 1

    with replaced(CHECK, "_head", head), replaced(CHECK, "_end", lambda self, number, end: None):
        yield


@contextmanager
def _any_root() -> Iterator[None]:
    """Heads are looked up, and the tree is not compared with what was signed."""
    right = CHECK._head

    def head(self: exported._Check, number: int, line: exported.HeadLine) -> None:
        self.roots = {}
        right(self, number, line)

    with replaced(CHECK, "_head", head):
        yield


@contextmanager
def _tree_without_order() -> Iterator[None]:
    """A leaf's hash that leaves out which stream it is of."""
    right = exported.leaf_hash
    same = "00000000-0000-0000-0000-000000000000"
    with replaced(
        exported,
        "leaf_hash",
        lambda tenant, leaf: right(tenant, exported.Leaf(leaf.number, same, leaf.seq, leaf.hash)),
    ):
        yield


TRIALS = (
    Trial(
        "T1",
        "A single bit that was flipped anywhere in an exported journal is found, in its line.",
        "flipped bits",
        100_000,
        400,
        flip_bits,
        {
            "payloads-unread": _payloads_unread,
            "hashes-unread": _hashes_unread,
        },
    ),
    Trial(
        "T2",
        "Whatever the owner of the database makes of a journal is found beside a checkpoint.",
        "journals, each damaged in every way",
        1_000,
        8,
        attack,
        {"chains-alone": _chains_alone, "any-root": _any_root},
    ),
    Trial(
        "T-two",
        "A second verifier, written in another language from the description, says the same.",
        "exports, nine in ten damaged",
        1_000,
        60,
        ask_a_stranger,
        {"tree-without-streams": _tree_without_order, "any-root": _any_root},
    ),
)
