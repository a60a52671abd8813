"""O5: whom an incident is about is counted whole, in time, and without a name.

A municipality of n cases; two accounts are misused for some hours, among honest readings by
everybody, also by these two before and after.  A model counts what is done while it is done; then
the command is run as somebody at night would run it, for the accounts, for single cases and for a
stolen backup, and what it wrote is read again as whoever gets it would.
"""

from __future__ import annotations

import csv
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from trials.frame import Asked, Result, Trial, unplanted
from trials.installation import SEED, TENANT, begin, new_key
from trials.operation.incident_defects import DEFECTS, OTHER

if TYPE_CHECKING:
    from samrum.core.access import Reader
    from samrum.core.case import Case
    from samrum.journal.chain import Entry

MOST_SECONDS: Final = 900.0
CASES_EACH: Final = 2
MISUSED: Final = 20  # one of so many cases is read by an account that is misused, at least one
AT_ONCE: Final = 200
HOURS: Final = timedelta(hours=7)
PROTECTED: Final = 40  # one resident of so many
IDS: Final = 0xE0000000_0000_7000_8000_000000000000
ROWS: Final = {
    "Personer": "persons",
    "– under 18 år": "children",
    "– med skyddade personuppgifter": "protected",
    "Ärenden": "cases",
    "Läsningar": "readings",
    "Handlingar": "documents",
    "Annat som kontona gjorde (poster i journalen)": "acts",
}


@dataclass
class Town:
    """Who lives here, as the model knows it: by the id of a person or of a case."""

    births: dict[str, date] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)  # names and numbers
    owner: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    family: dict[str, set[str]] = field(default_factory=dict)  # of each room
    helper: dict[str, str] = field(default_factory=dict)  # who has acted for her, in each case
    reported: dict[str, set[str]] = field(default_factory=dict)  # the child and who reported
    destroyed: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)  # cases and persons that came afterwards

    def about(self, case: str) -> set[str]:
        """Whom a case is for, and who has acted for her in it."""
        return {self.owner[case], self.helper.get(case, self.owner[case])}


@dataclass
class Model:
    """What has been done by accounts that were misused, in the time: counted while it is done."""

    began: str
    ended: str
    cases: Counter[str] = field(default_factory=Counter)  # how often each was read
    rooms: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    looked_up: Counter[str] = field(default_factory=Counter)
    acts: int = 0

    @property
    def all_readings(self) -> int:
        kinds = (self.cases, self.rooms, self.reports, self.looked_up)
        return sum(one.total() for one in kinds)

    def of_each(self, town: Town) -> Counter[str]:
        """How often each person was read about; of what was destroyed nobody knows any more."""
        found = Counter(self.looked_up)
        for case, times in self.cases.items():
            if case not in town.destroyed:
                found.update(dict.fromkeys(town.about(case), times))
        for room, times in self.rooms.items():
            found.update(dict.fromkeys(town.family[room], times))
        for report, times in self.reports.items():
            found.update(dict.fromkeys(town.reported[report], times))
        return found

    def counts(self, at: datetime) -> bool:
        """By the clock on the wall and its minutes, as people say it."""
        return self.began <= f"{at:%Y-%m-%d %H:%M}" <= self.ended


@dataclass(frozen=True, slots=True)
class Night:
    """A town in which two accounts were misused from `first` on."""

    town: Town
    model: Model
    readers: list[Reader]
    first: datetime


def count_and_compare(asked: Asked) -> Result:
    """n cases, and three incidents among them."""
    begin()
    began = time.monotonic()
    night = misuse(asked)
    result = judge(night)
    town = night.town
    told = {"cases": len(town.owner), "residents": len(town.births)}
    whole = {**told, **result.figures, "seconds in all": round(time.monotonic() - began)}
    return replace(result, figures=whole)


def misuse(asked: Asked) -> Night:
    """The town, and what is done in it within some hours that are still to come."""
    from samrum.office.municipality import now

    with unplanted():
        town, readers = _town(asked.n)
        first = (now(TENANT) + timedelta(hours=1)).replace(second=0, microsecond=0)
        model = _misuse(town, readers, first, Random(asked.seed))
    return Night(town, model, readers, first)


def judge(night: Night) -> Result:
    """The command is run for each incident, on the day after; whatever it says otherwise than the
    model is wrong."""
    from samrum.office import clock

    folder = Path(mkdtemp(prefix="samrum-trial-"))
    wrong: list[str] = []
    figures: dict[str, float] = {"misused readings": night.model.all_readings}
    try:
        with clock.held_at(night.first + timedelta(days=1)):
            for name, scope, expected in _incidents(night.town, night.model, night.readers):
                found = _run(folder / name, night.first, scope)
                figures[f"{name}: persons"] = expected["persons"]
                figures[f"{name}: seconds"] = round(found.seconds, 1)
                wrong += [f"{name}: {one}" for one in _compare(found, expected, night.town)]
                if found.seconds > MOST_SECONDS:
                    wrong.append(f"{name}: took {found.seconds:.0f} s")
    finally:
        shutil.rmtree(folder)
    return Result(not wrong, {**figures, "wrong": len(wrong)}, wrong)


# The town


def _town(n: int) -> tuple[Town, list[Reader]]:
    """Lillevik with n cases more, each the copy of one that was handed in with its papers."""
    from samrum.cli.lillevik.people import KARIN, SIV
    from samrum.cli.lillevik.seed import log_in, seed
    from samrum.journal import entries, people
    from samrum.office.persons import by_number

    if by_number(KARIN.number) is None:
        seed(SEED, 8, lambda done, of: None)
    town, case = Town(), _handed_in()
    made = entries.read(TENANT, case.id)
    for place in range(0, n, AT_ONCE):
        _write(town, case, made, range(place, min(place + AT_ONCE, n)))
    _write(town, case, made, range(n, n + 3), late=True)
    for id in people.ids(TENANT):
        _know(town, id)
    for kept in _all_cases():
        town.owner[kept.id], town.numbers[kept.id] = kept.resident, kept.number
    _rooms(town)
    return town, [log_in(KARIN), log_in(SIV)]


def _handed_in() -> Case:
    """A case with facts, documents and a letter, which nobody has decided yet."""
    from samrum.cli.lillevik import lives, papers
    from samrum.core.case import Reach
    from samrum.core.fact import Answer
    from samrum.journal import cases
    from samrum.office.act import apply
    from samrum.office.municipality import now
    from trials.durability.acts import resident

    reader = resident()
    receipt = apply(
        reader,
        service=lives.SERVICE,
        resident=reader.id,
        answers={fact: Answer(value) for fact, value in lives.DRIVER.items()},
        uploads=(papers.certificate("150 m", now(TENANT).date()), papers.photo(95)),
        reach=Reach("letter"),
        language="sv",
        key=new_key(),
    )
    kept = cases.load(TENANT, receipt.case)
    assert kept is not None, "what was acknowledged is kept"
    return kept.case


def _write(town: Town, case: Case, made: list[Entry], places: Any, *, late: bool = False) -> None:
    """The residents at these places with their cases, and their whole journal."""
    from samrum.core.party import RULES, Party
    from samrum.core.person import PersonRegistered
    from samrum.journal import cases, chain, codec, entries, people
    from samrum.journal.chain import Head, Stream
    from samrum.journal.database import transaction

    later = timedelta(days=1) if late else timedelta()
    helped = {place for place in places if place % 10 == 6 and not late}
    state = codec.written(case)
    with transaction(TENANT):
        for place in places:
            owner = place // CASES_EACH if not late else place
            person = _resident(owner + 1_000_000 * late, place)
            if late or place % CASES_EACH == 0:
                who = (person.id, person.number, person.name, "sv", (), "", "", person.protected)
                stream, at = Stream(TENANT, person.id, "person"), made[0].at + later
                head, first = chain.extend(stream, Head(), [(PersonRegistered(*who), RULES)], at)
                entries.add(first)
                people.add(TENANT, person, head)
            id = str(UUID(int=IDS + 2**64 + place))
            gaps = {case.id: id, case.resident: person.id, case.number: _number(case, place)}
            head, stream = Head(), Stream(TENANT, id, "case")
            copied: list[Entry] = []
            for entry in made:
                event = codec.event(entry.kind, _filled(entry.payload or "", gaps))
                by = replace(entry.party, id=gaps.get(entry.actor, entry.actor))
                if by.id == person.id and place in helped:
                    by = Party(_id(owner - 1), "representative", "", person.id, 1, by.via)
                    town.helper[id] = by.id
                head, one = chain.extend(stream, head, [(event, by)], entry.at + later)
                copied += one
            entries.add(copied)
            copy = codec.case(_filled(state, gaps))
            cases.add(TENANT, cases.Kept(copy, head, person.protected))
            town.late |= {id, person.id} if late else set()


def _resident(owner: int, place: int) -> Any:
    """Born on one of the days since 1935; nobody's serial number begins with 99."""
    from samrum.core.person import Person

    born = date(1935, 1, 1) + timedelta(days=owner * 9_973 % 33_000)
    number = f"{born:%Y%m%d}-99{owner // 33_000 % 10}{place % 10}"
    id = str(UUID(int=IDS + owner))
    return Person(id, number, f"Namn{owner}x Efternamn{owner}y", protected=owner % PROTECTED == 7)


def _id(owner: int) -> str:
    return str(UUID(int=IDS + owner))


def _number(case: Case, place: int) -> str:
    return f"{case.number.rpartition('-')[0]}-{3_000_000 + place}"


def _filled(text: str, gaps: dict[str, str]) -> str:
    for old, new in gaps.items():
        text = text.replace(old, new)
    return text


def _know(town: Town, id: str) -> None:
    from samrum.core.person import born_on
    from samrum.journal import people

    kept = people.load(TENANT, id)
    assert kept is not None, "it was just listed"
    born = born_on(kept.person.number)
    assert born is not None, "everybody here has a Swedish number"
    town.births[id] = born
    town.secrets |= {kept.person.name, kept.person.number}
    town.protected |= {id} if kept.person.protected else set()


def _all_cases() -> Iterator[Case]:
    from samrum.journal import cases
    from samrum.journal.database import transaction
    from samrum.office.municipality import municipality

    with transaction(TENANT):
        for service in municipality(TENANT).adopted:
            yield from (kept.case for kept in cases.of_service(TENANT, service))


def _rooms(town: Town) -> None:
    from samrum.cli.lillevik.people import SIV
    from samrum.journal import rooms
    from samrum.office.persons import by_number

    siv = by_number(SIV.number)
    assert siv is not None, "she was appointed"
    for kept in rooms.of_member(TENANT, siv.id):
        family = {one.person for one in kept.room.members if one.role != "professional"}
        town.family[kept.room.id] = {kept.room.resident} | family


# What is done


def _misuse(town: Town, readers: list[Reader], first: datetime, chance: Random) -> Model:
    """Honest readings by everybody, and the others among them: on the edges of the time too."""
    last = first + HOURS
    model = Model(f"{first:%Y-%m-%d %H:%M}", f"{last:%Y-%m-%d %H:%M}")
    open_cases = [id for id in sorted(town.owner) if UUID(id).int >= IDS and id not in town.late]
    count = max(20, len(open_cases) // MISUSED)
    moments = [first, last + timedelta(seconds=59), first + HOURS / 2]
    moments += [first + HOURS * chance.random() for _ in range(count)]
    outside = (first - timedelta(seconds=1), last + timedelta(minutes=1))
    chosen = [id for id in open_cases if town.owner[id] in town.protected][:1]
    chosen += [chance.choice(open_cases) for _ in (*moments, *outside)]
    for at, case in zip(sorted((*moments, *outside)), chosen, strict=False):
        _reads_a_case(model, readers[0], case, at, chance)  # a stream's clock never goes back
    people = [id for id in sorted(town.births) if UUID(id).int >= IDS and id not in town.late]
    for at in sorted((*moments[: count // 4], *outside)):
        _looks_up(model, readers[0], chance.choice(people), at)
    rooms = sorted(town.family) * (count + 5)
    for at, room in zip(sorted((*moments, *outside)), rooms, strict=False):
        _reads_a_room(model, readers[1], room, at)
    _reads_a_report(town, model, readers[1], chance.choice(people), first + HOURS / 4)
    _honest(open_cases, first, count * 2, chance)
    _across_the_wall(readers[0], first)
    _destroy(town, sorted(model.cases)[:3], first + HOURS * 2)
    untouched = [id for id in open_cases if id not in model.cases]
    _destroy(town, untouched[:2], first - timedelta(minutes=30), before=True)
    _show_out(readers[0], last + timedelta(hours=1))
    return model


def _reads_a_case(model: Model, reader: Reader, case: str, at: datetime, chance: Random) -> None:
    """Opens it as the page does; now and then a document in it, or writes a note."""
    from samrum.core.case import WriteNote
    from samrum.office import act, clock, see

    opens, acts = chance.random() < 0.3, chance.random() < 0.1
    with clock.held_at(at):
        see.case(reader, case, reason="Tittar bara.")
        if opens:
            see.document(reader, case, 1)
        if acts:
            act.act(reader, WriteNote("Ringde."), case=case, key=new_key(), via="desk")
    if model.counts(at):
        model.cases[case] += 1 + opens
        model.acts += acts


def _looks_up(model: Model, reader: Reader, person: str, at: datetime) -> None:
    from samrum.office import assisted, clock

    with clock.held_at(at):
        assisted.looked_up(reader, person, "person")
    model.looked_up[person] += model.counts(at)


def _reads_a_room(model: Model, reader: Reader, room: str, at: datetime) -> None:
    from samrum.office import clock, room_see

    with clock.held_at(at):
        room_see.room(reader, room)
    model.rooms[room] += model.counts(at)


def _reads_a_report(town: Town, model: Model, reader: Reader, child: str, at: datetime) -> None:
    """Somebody has reported worry for a child; it is received before the time, and read in it."""
    from samrum.cli.lillevik.people import METTE
    from samrum.cli.lillevik.seed import log_in
    from samrum.journal import people
    from samrum.office import clock, room_worry

    mette, kept = log_in(METTE), people.load(TENANT, child)
    assert kept is not None, "she is one of those who were registered"
    told = {"named": "Barnet", "number": kept.person.number, "text": "Oro.", "acute": False}
    room_worry.report_anybody(mette, **told, key=new_key())  # type: ignore[arg-type]
    report = next(one.worry for one in room_worry.reports(reader) if one.worry.about == child)
    for moment in (at - HOURS, at):  # to open it first is to receive it: an act, before the time
        with clock.held_at(moment):
            room_worry.read(reader, report.id)
    town.reported[report.id] = {child, mette.id}
    model.reports[report.id] += 1


def _honest(open_cases: list[str], first: datetime, count: int, chance: Random) -> None:
    """What others read in the same hours."""
    from samrum.cli.lillevik.people import BO
    from samrum.core.party import Party
    from samrum.journal import reads
    from samrum.journal.happened import CaseRead, PersonRead
    from samrum.office.persons import by_number

    bo = by_number(BO.number)
    assert bo is not None, "he was appointed"
    by = Party(bo.id, "caseworker", "Samhällsbyggnadsnämnden", via="desk")
    for _ in range(count):
        at = first + HOURS * chance.random()
        reads.record(TENANT, CaseRead(chance.choice(open_cases), "case", ""), by, at)
    reads.record(TENANT, PersonRead(bo.id, "person"), by, first + HOURS / 3)


def _across_the_wall(reader: Reader, first: datetime) -> None:
    """Somebody of the same id reads in another municipality at the same time."""
    from samrum.core.party import Party
    from samrum.journal import reads
    from samrum.journal.happened import PersonRead

    by = Party(reader.id, "caseworker", "Storvik", via="desk")
    for place in range(5):
        read = PersonRead(str(UUID(int=IDS + 2**96 + place)), "person")
        reads.record(OTHER, read, by, first + timedelta(minutes=place))


def _show_out(reader: Reader, at: datetime) -> None:
    """What is done first when an account is found misused."""
    from samrum.office import clock, persons

    with clock.held_at(at):
        persons.end_post(reader.id)


def _destroy(town: Town, chosen: list[str], at: datetime, *, before: bool = False) -> None:
    from samrum.core.party import RULES
    from samrum.journal import destroyed

    for case in chosen:
        said = {"provision": "Arkivlagen (1990:782) 10 §", "ground": "SBN 2026-14"}
        destroyed.destroy(TENANT, case, **said, by=RULES, at=at)
        (town.late if before else town.destroyed).add(case)


# The command, and what it wrote


@dataclass(frozen=True, slots=True)
class Found:
    """What the files say."""

    rows: dict[str, int]
    persons: dict[str, tuple[int, int]]  # cases and readings of each
    texts: dict[str, str]
    seconds: float
    printed: str


def _incidents(
    town: Town, model: Model, readers: list[Reader]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each with its scope as the file tells it, and what the model expects."""
    from samrum.office.security_log import mark

    kept = set(town.owner) - town.destroyed - town.late
    by = f'readers = ["{mark(TENANT, readers[0].id)}", "{readers[1].id}"]'
    read, there = +model.of_each(town), set(+model.cases) - town.destroyed
    told = {"readings": model.all_readings, "acts": model.acts, "documents": 2 * len(there)}
    yield "accounts", by, _expected(town, set(read), there) | told | {"readings of each": read}
    chosen = sorted(kept)[:: max(1, len(kept) // 9)]
    numbers = ", ".join(f'"{town.numbers[id]}"' for id in chosen)
    about = {person for id in chosen for person in town.about(id)}
    yield "cases", f"cases = [{numbers}]", _expected(town, about, set(chosen))
    everybody = set(town.births) - town.late
    gone = {"gone": len(town.destroyed)}
    yield "everything", "everything = true", _expected(town, everybody, kept) | gone


def _expected(town: Town, persons: set[str], cases: set[str]) -> dict[str, Any]:
    from samrum.office.municipality import now

    day = now(TENANT).date()
    born = [town.births[id] for id in persons]
    return {
        "ids": persons - town.protected,
        "persons": len(persons),
        "protected": len(persons & town.protected),
        "children": sum(_years(one, day) < 18 for one in born),
        "cases": len(cases),
        "cases of each": Counter(one for id in cases for one in town.about(id)),
    }


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _run(folder: Path, first: datetime, scope: str) -> Found:
    """Fills in a new file and runs the command; what it wrote."""
    from samrum.cli.main import main

    file, printed = folder.with_suffix(".toml"), StringIO()
    with redirect_stdout(printed):
        main(["incident", "--new", str(file)])
        last = first + HOURS
        text = file.read_text(encoding="utf-8")
        text = text.replace('began = ""', f'began = "{first:%Y-%m-%d %H:%M}"')
        text = text.replace('ended = ""', f'ended = "{last:%Y-%m-%d %H:%M}"')
        name = scope.partition(" ")[0]
        text = re.sub(rf"(?m)^{name} = .*$", scope, text)
        file.write_text(text, encoding="utf-8")
        started = time.monotonic()
        status = main(["incident", str(file), "--to", str(folder)])
    seconds = time.monotonic() - started
    texts = (
        {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir()}
        if not status
        else {}
    )
    rows = re.findall(r"(?m)^\| (.+) \| ([\d\s\u00a0]+) \|$", texts.get("3-breach.md", ""))
    counts = {ROWS[label]: int(re.sub(r"\D", "", n)) for label, n in rows if label in ROWS}
    lines = csv.DictReader(StringIO(texts.get("persons.csv", "person\n")))
    persons = {line["person"]: (int(line["cases"]), int(line["readings"])) for line in lines}
    return Found(counts, persons, texts, seconds, printed.getvalue())


def _compare(found: Found, expected: dict[str, Any], town: Town) -> Iterator[str]:
    """Everything in which the files differ from the model, in words."""
    if len(found.texts) != 6:
        yield f"{len(found.texts)} files: {found.printed[-300:]}"
    missed, extra = expected["ids"] - set(found.persons), set(found.persons) - expected["ids"]
    if missed:
        yield f"{len(missed)} persons missed"
    if extra:
        yield f"{len(extra)} named too many"
    for name in ROWS.values():
        if name in expected and found.rows.get(name, 0) != expected[name]:
            yield f"{name}: {found.rows.get(name)} and not {expected[name]}"
    for column, name in enumerate(("cases of each", "readings of each")):
        told = expected.get(name)
        differ = [id for id, row in found.persons.items() if told and row[column] != told[id]]
        if differ:
            yield f"{name} of {len(differ)} persons"
    gone = f"raderats sedan dess: {expected.get('gone')}."
    if "gone" in expected and gone not in found.texts.get("3-breach.md", ""):
        yield f"how many cases are gone is not said: {expected['gone']}"
    for name, text in found.texts.items():
        said = sum(one in text for one in (*town.secrets, *(town.protected)))
        if said:
            yield f"{name} says {said} names, numbers or ids of protected persons"


O5 = Trial(
    "O5",
    "Everybody whom the journal knows an incident to be about is counted, and nobody else; no file"
    " says a name or a number; and all drafts are there within 15 minutes.",
    "cases of the municipality",
    20_000,
    120,
    count_and_compare,
    DEFECTS,
)
TRIALS: Final = (O5,)
