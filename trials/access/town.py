"""The town that access is tried in: everybody who can stand around one person, and what is there.

Around Elis stand a case that goes on, one that is decided and appealed, a room and a report of
worry; around Petra the same two cases, and then a register says that her data are protected.  In
the neighbouring municipality lives somebody with the same things, and somebody there has been asked
to take over Rut's case and has not answered.  Every text that is somebody's to
keep holds a canary: a word that stands nowhere else (trials.access.canaries says for whose eyes).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from trials.access.canaries import canary
from trials.frame import VAR, unplanted

if TYPE_CHECKING:
    from django.test import Client

    from samrum.cli.lillevik.people import Someone
    from samrum.core.access import Reader

HERE, NEIGHBOUR = 1, 2
HOSTS = {HERE: "localhost", NEIGHBOUR: "storvik.localhost"}
SERVICE = "parking-permit"
BOARD = "Samhällsbyggnadsnämnden"

# Who looks, by the column of samrum/web/policy.txt: whom it is about, and who she is.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "own": ("elis", "elis"),
    "gua": ("elis", "anna"),
    "age": ("elis", "maj"),
    "lap": ("elis", "petter"),
    "vol": ("elis", "dragan"),
    "han": ("elis", "bo"),
    "col": ("elis", "nils"),
    "oth": ("elis", "tora"),
    "key": ("elis", "cecilia"),
    "wit": ("elis", "pia"),
    "soc": ("elis", "siv"),
    "adm": ("elis", "ada"),
    "dpo": ("elis", "ingrid"),
    "str": ("elis", "erik"),
    "nei": ("elis", "sture"),
    "nst": ("elis", "vera"),
    "ano": ("elis", ""),
    "unc": ("petra", "bo"),
    "cle": ("petra", "karin"),
    "agp": ("petra", "maj"),
}


def stand() -> None:
    """A database with tables, and Django over it.  The tests bring their own."""
    if "DATABASE_URL" in os.environ:
        return
    import atexit

    from trials.installation import Installation, remove

    class Bare(Installation):
        """An installation in which nobody lives yet."""

        def people(self) -> None:
            """Nobody: the town brings its own."""

    folder = VAR / f"installation-{os.getpid()}"
    atexit.register(remove, folder)
    Bare(folder)
    from samrum.site import ground

    ground.gather_static_files()


@dataclass
class Town:
    """Everybody by first name, and the ids of what stands around whom ("elis" or "petra")."""

    people: dict[str, Someone] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    worries: dict[str, str] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    week: str = ""
    log: list[str] = field(default_factory=list)

    def tenant(self, name: str) -> int:
        """Where somebody is at home."""
        return NEIGHBOUR if name in ("sture", "vera", "tyra") else HERE

    def reads(self, name: str) -> Reader:
        """Somebody as she is when logged in."""
        from samrum.office import identity

        reader = identity.reader(self.tokens[name], tenant=self.tenant(name))
        assert reader is not None, "sessions last for as long as the town"
        return reader

    def browser(self, name: str) -> Client:
        """A browser in which somebody is logged in; "" for nobody."""
        from django.test import Client

        from samrum.web.shared.session import COOKIE

        client = Client(
            headers={"Accept-Language": "en"},
            SERVER_NAME=HOSTS[self.tenant(name)],
            raise_request_exception=False,
        )
        if name:
            client.cookies[COOKIE] = self.tokens[name]
        return client


def settle() -> Town:
    """Let everybody move in, and everything happen."""
    from samrum.cli.lillevik import seed

    town = Town()
    town.people = _people()
    here = [one for name, one in town.people.items() if town.tenant(name) == HERE]
    seed.write_registers(here, Random(1))
    for name, one in town.people.items():
        _move_in(town, name, one)
    _mandates(town)
    _around(town, "elis", by="anna")
    _around(town, "petra", by="petra")
    _around(town, "sture", by="sture", caseworker="vera")
    _room(town)
    _is_to_move(town)
    _draft(town)
    _protect(town)
    _papers(town)
    _post_goes_out()
    return town


def _people() -> dict[str, Someone]:
    from samrum.cli.lillevik import people
    from samrum.cli.lillevik.people import Someone

    by_name = (*people.RESIDENTS_BY_NAME, *people.STAFF)
    known = {one.name.split()[0].lower(): one for one in by_name}
    new = {
        "petter": Someone("19820202-9802", "Petter Falk", ("Backgatan 1", "990 10 Lillevik")),
        "petra": Someone(
            "19600606-9809",
            f"Petra {canary('petra.name').title()}",
            (canary("protected.address"), "990 11 Lillevik"),
            email=f"{canary('protected.email')}@mail.example",
        ),
        "nils": Someone("19740101-9803", "Nils Ek", ("Ekvägen 1", "990 10 Lillevik")),
        "tora": Someone("19740102-9802", "Tora Dahl", ("Ekvägen 2", "990 10 Lillevik")),
        "ada": Someone("19740103-9801", "Ada Kjær", ("Ekvägen 3", "990 10 Lillevik")),
        "sture": Someone(
            "19620203-9809",
            f"Sture {canary('sture.name').title()}",
            ("Storgatan 9", "991 20 Storvik"),
            "9902",
        ),
        "rut": Someone("19540106-9806", "Rut Alm", ("Ekvägen 6", "990 11 Lillevik")),
        "tyra": Someone("19740107-9807", "Tyra Nord", ("Storgatan 7", "991 20 Storvik"), "9902"),
        "vera": Someone("19740105-9809", "Vera Vik", ("Storgatan 8", "991 20 Storvik"), "9902"),
    }
    known["anna"] = replace(known["anna"], address=(canary("guardian.address"), "990 10 Lillevik"))
    known["elis"] = replace(known["elis"], address=(canary("owner.address"), "990 10 Lillevik"))
    return known | new


def _move_in(town: Town, name: str, one: Someone) -> None:
    from samrum.cli.lillevik import seed
    from samrum.core.person import Post
    from samrum.office import identity, persons

    tenant = town.tenant(name)
    phone = canary("protected.phone") if name == "petra" else ""
    said = persons.Identity(one.number, one.name, "sv", one.address, one.email, phone)
    person = persons.register(said, tenant=tenant)
    posts = {
        "nils": Post(BOARD, "permits", "handläggare"),
        "tora": Post(BOARD, "traffic", "trafikingenjör"),
        "ada": Post("Kommunstyrelsen", "it", "systemadministratör"),
        "vera": Post(BOARD, "permits", "enhetschef"),
        "tyra": Post("Socialnämnden", "children", "socialsekreterare"),
    }
    post = seed.POSTS.get(one.number) or posts.get(name)
    if post is not None:
        person = persons.appoint(person.id, post, tenant=tenant)
    town.ids[name] = person.id
    token = town.tokens[name] = identity.begin_session(person, tenant=tenant)
    identity.choose_language(token, "en", tenant=tenant)


def _mandates(town: Town) -> None:
    from samrum.office import persons
    from samrum.office.municipality import now

    long_ago = now(HERE).date() - timedelta(days=400)
    given = (
        ("elis", "anna", "guardian", ("*",)),
        ("elis", "petter", "guardian", ("*",)),
        ("elis", "maj", "power_of_attorney", (SERVICE,)),
        ("petra", "maj", "power_of_attorney", (SERVICE,)),
    )
    for giver, holder, kind, services in given:
        persons.give_mandate(
            town.reads(giver),
            number=town.people[holder].number,
            kind=kind,  # type: ignore[arg-type]
            services=services,
            valid_from=long_ago,
        )


def _around(town: Town, whose: str, *, by: str, caseworker: str = "") -> None:
    """A case that goes on, with something of everything in it; and one decided and appealed."""
    from samrum.cli.lillevik import lives
    from samrum.office.municipality import now

    worker = caseworker or ("karin" if whose == "petra" else "bo")
    for kind, kept, days in (("open", town.open, 20), ("decided", town.decided, 40)):
        began = now(HERE) - timedelta(days=days)
        case = lives.Case(
            town.reads(whose), town.people[whose], town.reads(worker), began, Random(days)
        )
        if kind == "open":
            _goes_on(town, case, whose, by)
        else:
            _is_decided(town, case, whose, by)
        kept[whose] = case.id


def _goes_on(town: Town, case: Any, whose: str, by: str) -> None:
    from samrum.cli.lillevik import lives, papers
    from samrum.core import case as acts
    from samrum.core.bias import RaiseBias
    from samrum.core.fact import Answer
    from samrum.core.hearing import BeginHearing
    from samrum.core.hiding import HideItem
    from samrum.core.oral import AskToTell, Told
    from samrum.office import clock, see

    def word(kind: str) -> str:
        return canary(f"{whose}.{kind}")

    told = {**lives.PASSENGER, "mobility.why_not_alone": word("fact")}
    reach = acts.Reach("email", f"{word('reach')}@mail.example")
    case.apply(told, complete=False, by=town.reads(by), reach=reach)
    day = case.began.date()
    resident, worker = town.reads(by), case.caseworker
    photo = replace(papers.photo(70), name=f"{word('document')}.png")
    case.on_day(1, resident, acts.SendMessage(word("message")), acts.HandInDocument(photo))
    case.on_day(1, resident, acts.AskForCorrection("mobility.walks", Answer(False), word("wrong")))
    said = Told("other", day, "phone", word("informant"))
    notes = (acts.WriteNote(word("note")), acts.WriteNote(word("told"), told=said))
    case.on_day(2, worker, acts.TakeCase(worker.id), *notes)
    hide = HideItem("note:2", "osl-21-1", "Uppgiften rör en annan.", "En anteckning om en annan.")
    case.on_day(2, worker, acts.WriteNote(word("hidden")))
    case.on_day(2, worker, replace(hide, item="note:3"))
    stays = acts.GiveFact("residence.stays_in", Answer(word("stay")), "document")
    case.on_day(3, worker, acts.AskForSupplement(word("supplement")), stays)
    case.on_day(3, worker, acts.SendMessage(word("answer")))
    case.on_day(4, resident, AskToTell(word("wish")))
    with clock.held_at(case.began + timedelta(days=4)):
        others = see.case(worker, case.id).case.from_others
    until = day + timedelta(days=40)
    case.on_day(4, worker, BeginHearing(tuple(one.key for one in others), until))
    asked = RaiseBias(town.ids.get("karin", worker.id), "other", word("bias"))
    if whose != "sture":
        case.on_day(5, worker, asked)


def _is_decided(town: Town, case: Any, whose: str, by: str) -> None:
    from samrum.cli.lillevik import lives
    from samrum.core import case as acts
    from samrum.core.appeal import AppealDecision, JudgeTimeliness, ReviewDecision
    from samrum.office import bundle, clock, see

    case.apply(lives.TOO_FAR, by=town.reads(by))
    case.on_day(2, case.caseworker, acts.TakeCase(case.caseworker.id))
    case.on_day(3, case.caseworker, acts.Assess("refuse", canary(f"{whose}.assessment")))
    case.decide(4, "refuse")
    case.on_day(5, town.reads(by), acts.OpenDecision())
    case.on_day(6, town.reads(by), AppealDecision(canary(f"{whose}.appeal")))
    review = ReviewDecision(canary(f"{whose}.review"))
    case.on_day(7, case.caseworker, JudgeTimeliness(takes_up=True), review)
    with clock.held_at(case.began + timedelta(days=8)):
        version = see.case(case.caseworker, case.id).version
        key = f"{case.id}/hand-over"
        bundle.hand_over(case.caseworker, case=case.id, key=key, expected=version)


def _room(town: Town) -> None:
    """The demo's room, with canaries; then Pia's consent is taken back and Petter's right ends."""
    from samrum.cli.lillevik import room as life
    from samrum.cli.lillevik import seed
    from samrum.core.room import AnswerConsent, RevokeConsent
    from samrum.office import persons, room_act, room_worry
    from samrum.office.municipality import now

    here = {one.number: one for one in town.people.values()}  # with their canaries
    room = life.play(now(HERE), lambda one: seed.log_in(here.get(one.number, one)))
    town.rooms["elis"] = room
    presses = iter(range(100))

    def does(name: str, command: Any) -> None:
        room_act.act(town.reads(name), command, room=room, key=f"{room}/more/{next(presses)}")

    petter = town.ids["petter"]
    room_act.invite(
        town.reads("siv"), room=room, person=petter, role="guardian", agency="", key=f"{room}/p"
    )
    for consent in (1, 2):
        does("petter", AnswerConsent(consent, True))
    persons.revoke_mandate(town.reads("siv"), 2, giver=town.ids["elis"])
    for name, command in _said_in_the_room(now(HERE).date() + timedelta(days=30)):
        does(name, command)
    does("anna", RevokeConsent(2))
    said = room_worry.report(
        town.reads("dragan"), room=room, text=canary("worry.text"), acute=False, key=f"{room}/worry"
    )
    town.worries["elis"] = said.stream


def _said_in_the_room(soon: date) -> Iterator[tuple[str, Any]]:
    """Who does what with which canary."""
    from samrum.cli.lillevik.room import SOCIAL
    from samrum.core import room
    from samrum.core.fact import Answer

    needs = (canary(f"room.{one}") for one in ("needs", "works", "unwanted"))
    yield "elis", room.SayNeeds(*needs)
    yield "anna", room.TellFact("family.evenings", Answer(canary("room.family")))
    yield "cecilia", room.TellFact("school.works", Answer(canary("room.school")))
    yield "pia", room.TellFact("health.diagnosis", Answer(canary("room.health")))
    yield "siv", room.SetGoal(0, canary("room.goal"))
    yield "siv", room.SetPlanStep(0, 3, canary("room.step"), 2, "", soon)
    yield "siv", room.NoteDissent(canary("room.dissent"))
    yield "siv", room.AskForConsent(SOCIAL, ("economy",), (), canary("room.purpose"), soon)
    # What the family has not told; of what it has, Cecilia's consent lets her read without asking.
    yield "cecilia", room.AskForFact("health.diagnosis", canary("room.why"))


def _is_to_move(town: Town) -> None:
    """Rut's case in Lillevik, and what Storvik is told when it is asked to take it over."""
    from samrum.cli.lillevik import lives
    from samrum.core import case as acts
    from samrum.office import transfer
    from samrum.office.municipality import now

    siv, began = town.reads("siv"), now(HERE) - timedelta(days=9)
    rut = town.reads("rut")
    case = lives.Case(rut, town.people["rut"], siv, began, Random(9), service="coordinated-plan")
    case.apply({"coordinated_plan.why": canary("move.named")}, complete=False)
    case.on_day(1, rut, acts.SendMessage(canary("move.message")))
    case.on_day(2, siv, acts.TakeCase(siv.id), acts.WriteNote(canary("move.note")))
    transfer.ask(
        siv,
        case=case.id,
        to="storvik",
        grounds=transfer.Grounds(canary("move.connection"), canary("move.wishes"), "Länge."),
        facts=("coordinated_plan.why",),
        documents=(),
        key=f"{case.id}/asks",
    )
    town.open["rut"] = case.id
    (asked,) = transfer.requests(town.reads("tyra"))
    town.requests["rut"] = asked.transfer.request.id


def _draft(town: Town) -> None:
    """What Elis has begun to type, with a file."""
    from samrum.cli.lillevik import papers
    from samrum.core.fact import Answer
    from samrum.office import drafts

    photo = papers.photo(95)
    town.sha256 = photo.sha256
    typed = {"mobility.why_not_alone": Answer(canary("draft.fact"))}
    elis, id = town.reads("elis"), town.ids["elis"]
    for key in (f"apply:{SERVICE}", f"{town.open['elis']}:supplement"):
        drafts.keep(elis, id, key, answers=typed, uploads=(photo,), page="photo", expected=0)


def _protect(town: Town) -> None:
    """The register says that Petra's data are protected, and her case learns it."""
    from samrum.cli.lillevik import seed
    from samrum.office import act

    seed.add_to_population([replace(town.people["petra"], protected=True)])
    case = town.open["petra"]
    act.read_registers(town.reads("karin"), case=case, key=f"{case}/protect")


def files_of_everything(town: Town, *names: str) -> None:
    """Everything about each of them as one file, as they have asked for it."""
    from samrum.office import extract

    for name in names:
        extract.ask(town.reads(name), "sv")
    extract.make_waiting(HERE)


def _papers(town: Town) -> None:
    """Elis's and Petra's files of everything, a rehearsal of changed rules, a list of alarms."""
    from samrum.core.alarm import USUAL
    from samrum.office import follow_up, rehearsal
    from samrum.office.municipality import now, package
    from samrum.packages.package import with_bindings

    files_of_everything(town, "elis", "petra")
    present = package(HERE, SERVICE)
    assert present is not None, "the municipality gives parking permits"
    rehearsal.rehearse(HERE, SERVICE, with_bindings(present, {"driver_max_m": 100}))
    follow_up.list_last_week(HERE, replace(USUAL, alarm_at=0))
    today = now(HERE).date()
    town.week = str(today - timedelta(days=today.weekday() + 7))


def _post_goes_out() -> None:
    from samrum.office.post_room import send_waiting

    for tenant in (HERE, NEIGHBOUR):
        while send_waiting(tenant):
            pass


@contextmanager
def standing() -> Iterator[Town]:
    """The town for as long as it is open, in one transaction that is taken back."""
    with standing_empty() as lines:
        with unplanted():
            town = settle()
        town.log = lines
        yield town


@contextmanager
def standing_empty() -> Iterator[list[str]]:
    """The same before anybody has moved in; gives the lines that are logged."""
    stand()
    from django.test import override_settings

    with override_settings(ALLOWED_HOSTS=list(HOSTS.values())), undone(), heard() as lines:
        yield lines


@contextmanager
def heard() -> Iterator[list[str]]:
    """Everything that is logged, down to the smallest word, instead of on the screen."""
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = [Listening()]
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.handlers[:] = before
        root.setLevel(level)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
