"""The versions of a service here: who is under which, moving cases on, and rehearsing a change.

`samrum service versions ID` counts the cases under each version. `samrum service rebase ID` says
which of those being worked on would move to the present version; with --do it moves them.
`samrum service rehearse ID --set KEY=VALUE` (or --package FOLDER) judges every past case by the
changed rules and writes the board's paper; `samrum service resolve ID NUMBER RESOLUTION` records
what the board resolved on it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from samrum.cli.progress import Progress
from samrum.core.refusal import Refused
from samrum.site import ground

if TYPE_CHECKING:
    from samrum.packages.package import ServicePackage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True, metavar="versions|rebase|...")
    for name, help in (
        ("versions", "count the cases under each version"),
        ("rebase", "move cases that are being worked on to the present version"),
        ("rehearse", "judge past cases by changed rules, and write the board's paper"),
        ("resolve", "record what the board resolved on a rehearsal"),
    ):
        one = commands.add_parser(name, help=help)
        one.add_argument("service", help="the id of the service")
        one.add_argument("--tenant", type=int, default=1, help="the municipality's number (1)")
        if name == "rebase":
            one.add_argument("--do", action="store_true", help="move them; else only say")
        if name == "rehearse":
            one.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                             help="a value that the board would set")  # fmt: skip
            one.add_argument("--package", type=Path, help="the folder of a changed package")
            one.add_argument("--paper", type=Path, help="also write the paper (PDF) here")
        if name == "resolve":
            one.add_argument("number", type=int, help="the number of the rehearsal")
            one.add_argument("resolution", help="the board, the day and the section")


def run(args: argparse.Namespace) -> int:
    """0 when it was done."""
    ground.stand()
    do = {"versions": _versions, "rebase": _rebase, "rehearse": _rehearse, "resolve": _resolve}
    _adopted(args)
    return do[args.what](args)


def _versions(args: argparse.Namespace) -> int:
    from samrum.office.versions import rooms_behind, running

    told = running(args.tenant, args.service)
    for stage, versions in sorted(told.stages.items()):
        for version, cases in sorted(versions.items()):
            print(f"{stage:10} {version:24} {cases:>9,}")
    print(f"{len(told.behind):,} cases are being worked on under an earlier version.")
    if _is_for_rooms(args):
        print(f"{len(rooms_behind(args.tenant)):,} rooms stand under an earlier version.")
    return 0


def _rebase(args: argparse.Namespace) -> int:
    from samrum.core.case import RebaseCase
    from samrum.office.act import act_by_itself
    from samrum.office.foresee import foresee_by_itself
    from samrum.office.versions import rebase

    def move(case: str, reference: str) -> None:
        command = RebaseCase(reference)
        if args.do:
            key = f"{case}/rebase/{reference.rpartition(' ')[2]}"
            act_by_itself(args.tenant, "rules", command, case=case, key=key)
        else:
            foresee_by_itself(args.tenant, command, case=case)

    moved, why = rebase(args.tenant, args.service, move, Progress("Moving"))
    for number, reason in sorted(why.items()):
        print(f"{number}: {reason}")
    done = "moved" if args.do else "can be moved"
    print(f"{moved:,} cases {done} to the present version; {len(why):,} cannot.")
    if _is_for_rooms(args):
        _rebase_rooms(args, done)
    return 0


def _is_for_rooms(args: argparse.Namespace) -> bool:
    from samrum.office.municipality import package_of_rooms

    return package_of_rooms(args.tenant).id == args.service


def _rebase_rooms(args: argparse.Namespace, done: str) -> None:
    from samrum.office.municipality import package_of_rooms
    from samrum.office.room_act import rebase
    from samrum.office.versions import keep, reference_to, rooms_behind

    present = package_of_rooms(args.tenant)
    keep(present.id, present.digest)
    behind, cannot = rooms_behind(args.tenant), 0
    for room, number in behind:
        try:
            rebase(args.tenant, reference_to(present), room=room, do=args.do)
        except Refused as refused:
            print(f"{number}: {refused.told()}")
            cannot += 1
    print(f"{len(behind) - cannot:,} rooms {done} to the present version; {cannot:,} cannot.")


def _rehearse(args: argparse.Namespace) -> int:
    from samrum.office.rehearsal import rehearse

    found = rehearse(args.tenant, args.service, _changed(args))
    changed = sum(one.cases for one in found.changes)
    print(f"Rehearsal {found.number}: {changed:,} of {found.cases:,} cases would have had another"
          " recommendation.")  # fmt: skip
    for one in found.changes:
        before, after = (
            ", ".join(rules) or "no rule" for rules in (one.rules_before, one.rules_after)
        )
        print(f"{one.cases:>8,}  {one.before} -> {one.after}  because of {before} -> {after}")
    if args.paper:
        args.paper.write_bytes(found.paper)
        print(f"The board's paper: {args.paper}")
    return 0


def _resolve(args: argparse.Namespace) -> int:
    from samrum.office.rehearsal import resolve

    resolve(args.tenant, args.service, args.number, args.resolution)
    print(f"Recorded with rehearsal {args.number}: {args.resolution}")
    return 0


def _changed(args: argparse.Namespace) -> ServicePackage:
    """The service as it would be, under the law of its country.  Raises Refused."""
    from samrum.office.municipality import package
    from samrum.office.versions import adopted_as
    from samrum.packages.package import with_bindings
    from samrum.packages.read import read_package

    present = package(args.tenant, args.service)
    assert present is not None, "looked for before"
    new = present
    if args.package:
        new = adopted_as(read_package(args.package.resolve()), present.adoption)
    values = {key: binding.value for key, binding in new.bindings.items()}
    return with_bindings(new, {**values, **dict(_settings(args.set, values))})


def _settings(
    told: list[str], values: dict[str, bool | int | str]
) -> Iterator[tuple[str, bool | int | str]]:
    """What is to be set, in the type that the binding has."""
    for one in told:
        key, _, text = one.partition("=")
        before = values.get(key, "")
        if isinstance(before, bool):
            yield key, text.casefold() in ("true", "yes", "1")
        elif isinstance(before, int) and text.lstrip("-").isdecimal():
            yield key, int(text)
        else:
            yield key, text


def _adopted(args: argparse.Namespace) -> None:
    from samrum.office.municipality import municipalities

    here = municipalities().get(args.tenant)
    if here is None or args.service not in here.adopted:
        raise Refused(
            "There is no such service here.",
            because="The municipality {tenant} has not adopted {service}.",
            instead="It has adopted: {known}.",
            tenant=args.tenant,
            service=args.service,
            known=", ".join(here.adopted) if here else "nothing",
        )
