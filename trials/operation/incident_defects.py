"""What is planted into the counting of an incident (trial O5), to see that it is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from trials.frame import replaced
from trials.installation import TENANT

OTHER: Final = 2  # the municipality beside


@contextmanager
def end_left_out() -> Iterator[None]:
    """What was read in the minute that the time ends in is not counted."""
    from samrum.core.incident import Incident

    def window(incident: Incident, at: datetime) -> tuple[datetime, datetime]:
        return incident.began, incident.ended or at

    with replaced(Incident, "window", window):
        yield


@contextmanager
def forgets_persons() -> Iterator[None]:
    """That a person was looked up is no reading."""
    from samrum.office import incident

    right = incident._touched

    def touched(touch: Any, actors: Any, found: Any) -> None:
        if touch.kind != "PersonRead":
            right(touch, actors, found)

    with replaced(incident, "_touched", touched):
        yield


@contextmanager
def forgets_rooms() -> Iterator[None]:
    """Who is in a room beside the one whom it is about is forgotten."""
    from samrum.office import incident

    with replaced(incident, "_in_the_room", lambda room, day: {room.resident}):
        yield


@contextmanager
def by_its_form() -> Iterator[None]:
    """Whatever is read as a room is taken for one: a report of worry too."""
    from samrum.journal import concerned

    right = concerned.nouns_of

    def nouns(tenant: int, streams: Any) -> dict[str, str]:
        told = right(tenant, streams)
        return {id: "room" if noun == "worry" else noun for id, noun in told.items()}

    with replaced(concerned, "nouns_of", nouns):
        yield


@contextmanager
def across_the_wall() -> Iterator[None]:
    """What was read in another municipality is counted too."""
    from samrum.journal import concerned

    right = concerned.touched

    def touched(tenant: int, *asked: Any) -> Iterator[Any]:
        yield from right(tenant, *asked)
        yield from right(OTHER, *asked)
        from samrum.journal.database import execute

        execute(tenant, "select 1")

    with replaced(concerned, "touched", touched):
        yield


@contextmanager
def named() -> Iterator[None]:
    """The table has a column with the name."""
    from samrum.journal import people
    from samrum.office import incident_paper

    right = incident_paper._table_of

    def table(persons: Any) -> str:
        names = people.names(TENANT, [one.person for one in persons])
        head, *lines = right(persons).splitlines()
        told = (f"{line},{names.get(line.partition(',')[0], '')}" for line in lines)
        return "\n".join([f"{head},name", *told]) + "\n"

    with replaced(incident_paper, "_table_of", table):
        yield


@contextmanager
def protected_by_id() -> Iterator[None]:
    """Nobody looks whether a person's data are protected."""
    from samrum.journal import concerned

    right = concerned.persons_of

    def persons(tenant: int, ids: Any) -> Iterator[Any]:
        return ((id, number, False, staff) for id, number, _, staff in right(tenant, ids))

    with replaced(concerned, "persons_of", persons):
        yield


@contextmanager
def shown_out() -> Iterator[None]:
    """Who works here no more never has: her own matters are counted as a resident's are."""
    from samrum.office import incident

    with replaced(incident, "_posts", lambda tenant, person, found: []):
        yield


@contextmanager
def as_it_is_now() -> Iterator[None]:
    """Of everything, what came after the time is counted too."""
    from samrum.journal import concerned

    right = concerned.begun

    def begun(tenant: int, before: datetime) -> Any:
        return right(tenant, before + timedelta(days=400))

    with replaced(concerned, "begun", begun):
        yield


DEFECTS: Final[dict[str, Callable[[], Any]]] = {
    "end-left-out": end_left_out,
    "forgets-persons": forgets_persons,
    "forgets-rooms": forgets_rooms,
    "by-its-form": by_its_form,
    "across-the-wall": across_the_wall,
    "named": named,
    "protected-by-id": protected_by_id,
    "shown-out": shown_out,
    "as-it-is-now": as_it_is_now,
}
