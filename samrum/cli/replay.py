"""Compare two versions of a decision on a population: who changes, because of which rule.

The facts are a Parquet file with a column for each fact; the member of a fact that is a context has
the name of both, as in `person.age`. No installation is needed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from samrum.cli.progress import Progress
from samrum.core.refusal import Refused
from samrum.rules import Model, ModelFault, NoSuchDecision, read_model_file
from samrum.rules.replay import ReplayFault, difference, population_of_parquet
from samrum.rules.replay.picture import page
from samrum.rules.replay.tell import difference_as_json, difference_as_text
from samrum.rules.temporal import parse_date_time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--old", type=Path, required=True, metavar="FILE", help="the DMN file as it was")
    add("--new", type=Path, required=True, metavar="FILE", help="the DMN file as it would be")
    add("--decision", required=True, help="the name of the decision, the same in both")
    add("--facts", type=Path, required=True, metavar="FILE", help="a Parquet file of cases")
    add("--now", type=parse_date_time, help="the clock, for rules that ask for it")
    add("--picture", type=Path, metavar="FILE", help="write a page with a picture (HTML)")
    add("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """0 when both versions were replayed, whatever they answer."""
    old, new = _read(args.old), _read(args.new)
    try:
        found = difference(
            old,
            new,
            args.decision,
            population_of_parquet(args.facts),
            now=args.now,
            progress=Progress("Replaying"),
        )
    except NoSuchDecision:
        raise Refused(
            "There is no decision {name} in both files.",
            because="A decision is compared with the one of the same name.",
            instead="Give a name that both have.",
            name=args.decision,
        ) from None
    except ReplayFault as fault:
        raise _refused(fault.what, fault.because, fault.instead) from None
    if args.picture is not None:
        args.picture.write_text(page(found, args.old.name, args.new.name), encoding="utf-8")
    if args.json:
        print(json.dumps(difference_as_json(found), ensure_ascii=False, indent=2))
    else:
        print(difference_as_text(found))
    return 0


def _read(file: Path) -> Model:
    try:
        return read_model_file(file)
    except ModelFault as fault:
        what = f"{file.name} cannot be used: {fault.what} (line {fault.line})."
        raise _refused(what, f"{fault.because}.", fault.instead) from None
    except OSError as unread:
        what, said = f"{file} cannot be read.", f"The system said: {unread.strerror or unread}."
        raise _refused(what, said, "Give the path of a DMN file.") from None


def _refused(what: str, because: str, instead: str) -> Refused:
    """Sentences that are complete, so that nothing in them is taken for a place to fill."""
    return Refused(
        "{fault}", because="{why}", instead="{way}", fault=what, why=because, way=instead
    )
