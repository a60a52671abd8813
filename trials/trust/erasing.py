"""T4: what was lawfully erased is gone from the disk, and the journal still holds.

Each case says a word that stands nowhere else.  Some are erased; then every file of the database is
searched for their words, as somebody with a stolen disk would.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, Installation, installation, new_key

SHARE = 100  # one case in so many is erased, at least one
PROVISION = "Arkivlagen (1990:782) 10 §"
GROUND = "SBN 2026-14"
ZONE = ZoneInfo("Europe/Stockholm")


def erase_lawfully(asked: Asked) -> Result:
    """Play cases, erase some, look for what they said."""
    here = installation()
    here.empty()
    words = _cases_with_words(Random(asked.seed), asked.n)
    _cover()
    chosen = sorted(words)[: max(1, asked.n // SHARE)]
    entries = _erase(chosen)
    _cover()
    at_once = _found(here, [words[case] for case in chosen])
    _overwrite(here)
    after = _found(here, [words[case] for case in chosen])
    kept = [words[case] for case in words if case not in chosen][:50]
    figures = {
        "cases": asked.n,
        "erased": len(chosen),
        "entries erased": entries,
        **_checked(entries),
        "words on the disk at once": at_once,
        "words on the disk after writing over": after,
        "words of others still there": f"{_found(here, kept)} of {len(kept)}",
    }
    whole = not figures["faults"] and not figures["faults of the export"]
    told = figures["told with their ground"] == figures["told in the export"] == entries
    others = len(kept) == _found(here, kept)
    return Result(whole and told and others and after == 0, figures)


def _cases_with_words(random: Random, n: int) -> dict[str, str]:
    """Cases by id, each with a message that holds a word of its own."""
    from samrum.core.case import SendMessage
    from samrum.office.act import act
    from trials.durability.acts import apply, resident

    reader, words = resident(), {}
    for _ in range(n):
        case = apply(reader, new_key()).case
        words[case] = f"hemligt{random.getrandbits(80):020x}"
        act(reader, SendMessage(f"Det gäller {words[case]}."), case=case, key=new_key())
    return words


def _erase(cases: Sequence[str]) -> int:
    from samrum.core.party import RULES
    from samrum.journal.erase import erase
    from samrum.office.municipality import now

    said = {"provision": PROVISION, "ground": GROUND}
    return sum(erase(TENANT, case, **said, by=RULES, at=now(TENANT)) for case in cases)


def _cover() -> None:
    from samrum.site.checkpoints import cover

    cover(TENANT)


def _checked(entries: int) -> dict[str, int]:
    from samrum.journal.export import export
    from samrum.journal.exported import check
    from samrum.journal.verify import verify
    from samrum.site.checkpoints import our_public_key

    found, file = verify(TENANT, ZONE), io.BytesIO()
    _, note = export(TENANT, file)
    of_export = check(io.BytesIO(file.getvalue()), [note], our_public_key(TENANT))
    grounds = {(PROVISION, GROUND)}
    return {
        "faults": len(found.faults),
        "faults of the export": len(of_export.faults),
        "told with their ground": sum((e.provision, e.ground) in grounds for e in found.erased),
        "told in the export": sum((e.provision, e.ground) in grounds for e in of_export.erased),
    }


def _overwrite(here: Installation) -> None:
    """What the runbook says to do after erasing: tables written anew, old logs gone."""
    from samrum.journal.erase import write_over

    with here.superuser() as superuser:
        write_over(superuser)


def _found(here: Installation, words: Sequence[str]) -> int:
    """How many of the words stand in any file of the database or the installation."""
    with here.superuser() as superuser:
        superuser.execute("checkpoint")
    left = {word.encode() for word in words}
    folders = (here.cluster.data, here.folder)
    for file in (one for folder in folders for one in folder.rglob("*") if one.is_file()):
        content = _content(file)
        left -= {word for word in left if word in content}
    return len(words) - len(left)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it went away between listing and reading
        return b""


@contextmanager
def _tables_as_they_are() -> Iterator[None]:
    """Nothing is written over: old versions of rows and old logs stay on the disk."""
    from samrum.journal import erase

    with replaced(erase, "write_over", lambda superuser: None):
        yield


@contextmanager
def _state_stays() -> Iterator[None]:
    """The entries are erased, and the state they added up to is not."""
    from samrum.journal import erase

    with replaced(erase, "_STATE", {}):
        yield


TRIALS = (
    Trial(
        "T4",
        "What was lawfully erased is gone from the disk, told with its ground, and all holds.",
        "cases",
        300,
        3,
        erase_lawfully,
        {"tables-as-they-are": _tables_as_they_are, "state-stays": _state_stays},
    ),
)
