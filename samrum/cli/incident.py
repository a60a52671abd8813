"""Say what has to be reported of an incident and when, and draft it with what is counted of it."""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from samrum.cli.folder import must_be_empty
from samrum.cli.staff import the_municipality
from samrum.core.incident import Due, Incident, clock, must_make_sense
from samrum.core.refusal import Refused
from samrum.packages.incident import REPORTS
from samrum.site import ground

if TYPE_CHECKING:
    from samrum.office.incident import Counted
    from samrum.office.municipality import Municipality

PATTERN: Final = Path(__file__).with_suffix(".toml")
TIMES: Final = ("found_out", "began", "ended")
TEXTS: Final = ("what", "done", "contact")
SCOPE: Final = {"readers": list, "cases": list, "everything": bool}
NAMES: Final = {
    "early-warning": "early warning",
    "notification": "notification",
    "breach": "personal data breach",
    "final-report": "final report",
    "persons": "the persons themselves, where the risk is high",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file that tells of it, and where the drafts are written."""
    parser.add_argument("file", type=Path, help="what is known of it; --new makes one to fill in")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--new", action="store_true", help="write the file, to be filled in")
    what.add_argument(
        "--to", type=Path, metavar="FOLDER", help="count, and write the drafts into an empty folder"
    )
    what.add_argument(
        "--protected",
        action="store_true",
        help="print the ids of those whose data are protected, for who is cleared",
    )
    parser.add_argument("--tenant", type=int, default=1, help="the municipality, by its number (1)")


def run(args: argparse.Namespace) -> int:
    """First of all what is due when, which needs no database; then the drafts."""
    ground.set_up()
    here = the_municipality(args.tenant)
    from samrum.office.municipality import country, now

    at = now(args.tenant)
    if args.new:
        return _write_new(args.file, at)
    incident = read(args.file, here.zone)
    must_make_sense(incident, at)
    due = clock(country(here.country).reports, incident)
    _tell_clock(here.name, incident, due, at)
    if args.to:
        must_be_empty(
            args.to,
            "The drafts are not written to {folder}.",
            "Name an empty folder; what you have changed in a draft is not written over.",
        )
    if not (args.to or args.protected):
        print("Nothing is counted: --to FOLDER counts, and writes the drafts.")
        return 0
    counted = _counted(args.tenant, incident, at)
    if args.protected:
        print("\n".join(counted.protected) or "Nobody whose data are protected is concerned.")
        return 0
    _write(args.to, here, incident, due, counted, at)
    _tell_count(counted, args.to, here.zone)
    return 0


def _write_new(file: Path, at: datetime) -> int:
    """The file to fill in, for its owner's eyes; found out now, until somebody says otherwise."""
    text = PATTERN.read_text(encoding="utf-8").replace("{now}", f"{at:%Y-%m-%d %H:%M}")
    try:
        with open(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", -1, "utf-8"
        ) as new:
            new.write(text)
    except FileExistsError:
        raise Refused(
            "{file} is not written.",
            because="It is already there, and nothing is written over.",
            instead="Fill that one in, or name another file.",
            file=file,
        ) from None
    print(f"Wrote {file}. Fill in what you know, and run: samrum incident {file}")
    return 0


# The file


def read(file: Path, zone: ZoneInfo) -> Incident:
    """What a file tells, by the clock on the municipality's wall.  Raises Refused."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        scope, sent = told.pop("scope", {}), told.pop("sent", {})
        _know((told, (*TIMES, *TEXTS)), (scope, SCOPE), (sent, REPORTS))
        for name, kind in SCOPE.items():
            if not isinstance(scope.get(name, kind()), kind):
                raise ValueError(f"{name} is not written as in a new file")
        times = {name: _moment(name, told.get(name, ""), zone) for name in TIMES}
        sent_at = {name: _moment(name, value, zone) for name, value in sent.items()}
        found_out, began = times["found_out"], times["began"]
        if found_out is None or began is None:
            raise ValueError("found_out and began have to be said")
        return Incident(
            found_out,
            began,
            times["ended"],
            *(str(told.get(name, "")).strip() for name in TEXTS),
            readers=tuple(str(one).strip() for one in scope.get("readers", ())),
            cases=tuple(str(one).strip() for one in scope.get("cases", ())),
            everything=scope.get("everything", False),
            sent={name: moment for name, moment in sent_at.items() if moment},
        )
    except (OSError, ValueError) as error:
        raise Refused(
            "{file} cannot be read as an incident.",
            because="{because_of}.",
            instead="Compare it with a new one: samrum incident --new FILE.",
            file=file,
            because_of=error,
        ) from error


def _know(*tables: tuple[Mapping[str, Any], Any]) -> None:
    """Raises ValueError for a word that is read nowhere, and so would be left out unseen."""
    strangers = sorted(name for table, known in tables for name in table if name not in known)
    if strangers:
        raise ValueError(f"nothing is called {', '.join(strangers)}")


def _moment(name: str, said: object, zone: ZoneInfo) -> datetime | None:
    """A time as text or as a time of TOML; None where it is left empty."""
    if said == "":
        return None
    try:
        read = said if isinstance(said, datetime) else datetime.fromisoformat(str(said).strip())
    except ValueError:
        raise ValueError(f'{name} is no time; write it like "2026-11-30 08:15"') from None
    return read.astimezone(zone) if read.tzinfo else read.replace(tzinfo=zone)


# What is printed


def _tell_clock(name: str, incident: Incident, due: tuple[Due, ...], at: datetime) -> None:
    print(f"{name} found it out on {_said(incident.found_out)}. To be sent:")
    for one in due:
        unsure = "" if one.rule.tag == "READ" else " (to be verified)"
        print(f"  {_standing(one, at):<26}{NAMES[one.rule.id]}")
        print(f"  {_until(one):<26}to {one.rule.to['en']}{unsure}")


def _standing(due: Due, at: datetime) -> str:
    if due.sent:
        return "sent late" if due.is_overdue(at) else "sent"
    if due.by is None:
        return "without delay"
    left = due.by - at
    return f"OVERDUE by {_long(-left)}" if due.is_overdue(at) else f"in {_long(left)}"


def _until(due: Due) -> str:
    return _said(due.sent or due.by) if due.sent or due.by else ""


def _long(time: timedelta) -> str:
    """How long in words that one grasps at night: hours, and from three days on days."""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    if hours >= 72:
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _said(at: datetime) -> str:
    return f"{at:%a %d %b %Y %H:%M}"


def _tell_count(counted: Counted, folder: Path, zone: ZoneInfo) -> None:
    extent = counted.extent
    print()
    if extent.is_empty:
        print("Nobody is found: as far as the journal knows, nothing was read in that time. What")
        print("somebody reads with the rights of the database's owner stands in no journal.")
    else:
        print(f"Persons   {extent.persons:,}", f"under 18: {extent.children:,}", sep="; ", end="; ")
        print(f"protected: {extent.protected:,}", f"age not known: {extent.ageless:,}", sep="; ")
        print(f"Cases     {extent.cases:,}", f"shared rooms: {extent.rooms:,}", sep="; ")
        if counted.accounts:
            print(f"Readings  {extent.readings:,}", f"other acts: {extent.acts:,}", sep="; ")
    if extent.protected:
        print("Persons with protected data stand in no file. --protected prints their ids, for who")
        print("is cleared.")
    if counted.ends:
        print(f"The journal that was counted ends on {_said(counted.ends.astimezone(zone))}.")
    print(f"The drafts are in {folder}. Fill in what stands as not known, and read what")
    print("the numbers do not show.")


# Counting and writing


def _counted(tenant: int, incident: Incident, at: datetime) -> Counted:
    ground.stand()
    from samrum.office.incident import count
    from samrum.site import checkpoints

    try:
        checkpoints.must_hold_what_was_given_out(tenant)
    except Refused as refusal:
        raise Refused(
            "The incident cannot be counted here: a part of the journal may be missing.",
            because=refusal.sentences[1],
            instead="Send the early warning without numbers. Restore the newest backup that holds"
            " on another machine, with its keys, and count there: “As a break-in” in the runbook.",
            **refusal.about,
        ) from refusal
    return count(tenant, incident, at)


def _write(
    folder: Path,
    here: Municipality,
    incident: Incident,
    due: tuple[Due, ...],
    counted: Counted,
    at: datetime,
) -> None:
    from samrum.office.incident_paper import papers

    for name, text in papers(here, incident, due, counted, at).items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(text, encoding="utf-8")
