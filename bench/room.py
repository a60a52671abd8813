"""The room's page, with 10 members, 300 facts and 2,000 entries: how long it takes to be made.

A room is filled through the office in an installation of its own, where every commit waits for the
disk; then the page is asked for through the whole product (session, gate, access, the reading that
is recorded, the template) by the mother, who sees the most of it, and by the coordinator.  The
floor is a page with nothing on it, asked for by somebody who is in no room: the same session, gate
and frame, no reading and no commit.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from bench.main_job.figure import Figure, at_most, table
from bench.main_job.ground import stand

if TYPE_CHECKING:
    from samrum.core.access import Reader

MEMBERS: Final = 10
FACTS: Final = 300
ENTRIES: Final = 2_000
SEED: Final = 20261129
WANTED_MS: Final = 15.0
WARM_UP: Final = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often the page is asked for."""
    parser.add_argument("--times", type=int, default=200, help="times each page is asked for (200)")


def run(args: argparse.Namespace) -> int:
    """0 when the median of both pages is at most what was wanted."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        cluster = stand(Path(folder))
        try:
            figures = _measure(args.times)
        finally:
            cluster.stop()
    print(table(figures))
    return 0 if all(one.reached for one in figures) else 1


def _measure(times: int) -> list[Figure]:
    from django.core.management import call_command

    from samrum.cli.lillevik.people import ANNA, BO, SIV
    from samrum.cli.lillevik.seed import log_in

    call_command("collectstatic", interactive=False, verbosity=0)
    room = _filled(log_in)
    gc.collect()
    gc.freeze()  # as the server does when it starts (samrum.site.wsgi)
    found = []
    for name, someone in (("the mother", ANNA), ("the coordinator", SIV)):
        floor = median(_asked(log_in(BO), "/rooms/", times))
        spent = median(_asked(log_in(someone), f"/rooms/{room}/", times))
        about = f"page for {name}, median"
        found.append(at_most("room", about, spent, "ms", WANTED_MS, floor))
    return found


def _filled(log_in: Callable[[Any], Reader]) -> str:
    """Elis's room of the demonstration, grown to the size that was asked for; its id."""
    from samrum.cli.lillevik.people import ANNA, ERIK, KARIN, MAJ, METTE, PIA, SIV
    from samrum.cli.lillevik.seed import seed
    from samrum.core.fact import Answer
    from samrum.core.room import ConfirmFact, TellFact
    from samrum.office import room_act, room_see

    seed(SEED, 0, lambda done, of: None)
    (row,) = room_see.my_rooms(log_in(SIV))
    known = _vocabulary()
    for one in (MAJ, ERIK, METTE, KARIN):
        told = {"room": row.id, "person": log_in(one).id, "role": "relative"}
        room_act.invite(log_in(ANNA), key=f"bench/{one.number}", **told)
    view = room_see.room(log_in(PIA), row.id)
    assert len(list(view.room.present(view.today))) == MEMBERS
    anna = log_in(ANNA)
    told_before = len(room_see.room(anna, row.id).room.cards)
    for number, fact in enumerate(known[: FACTS - told_before]):
        room_act.act(anna, TellFact(fact, Answer("Så är det.")), room=row.id, key=f"fact/{number}")
    version = room_see.room(anna, row.id).version
    for number in range(version, ENTRIES):
        fact = known[number % 200]
        room_act.act(anna, ConfirmFact(fact), room=row.id, key=f"confirmed/{number}")
    grown = room_see.room(anna, row.id)
    assert (len(grown.room.cards), grown.version) == (FACTS, ENTRIES)
    return row.id


def _vocabulary() -> list[str]:
    """As many facts as are wanted: the shared vocabulary has fewer, so it is told of more."""
    from samrum.office import room_see
    from samrum.packages.vocabulary import Term

    kinds = ("school", "health", "social", "family", "economy")
    made = {
        id: Term(id, "long_text", dict.fromkeys(("sv", "da", "en"), f"Uppgift {id}"), secrecy=kind)
        for kind in kinds
        for id in (f"bench.{kind}_{number}" for number in range(FACTS // len(kinds)))
    }
    known = {**room_see.terms(), **made}
    room_see.terms = lambda: known  # type: ignore[assignment]
    return list(made)


def _asked(reader: Reader, path: str, times: int) -> list[float]:
    """How long each asking took, in milliseconds, from the request to the whole answer."""
    from django.test import Client

    from samrum.office import identity
    from samrum.web.shared.session import COOKIE

    browser = Client(SERVER_NAME="localhost")
    browser.cookies[COOKIE] = identity.begin_session(reader.person, tenant=reader.tenant)
    spent = []
    for _ in range(WARM_UP + times):
        began = perf_counter()
        answer = browser.get(path)
        spent.append((perf_counter() - began) * 1000)
        assert answer.status_code == 200
    return spent[WARM_UP:]
