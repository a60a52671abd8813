"""A-swaps and A-readonly: forms and addresses that were changed on the way.

A-swaps: whoever has something of her own asks for it with one id exchanged for somebody else's, in
the path, the query or the body.  Nothing of the other may come back, and nothing may happen to it.
A-readonly: whatever a form does not let one change is changed, and what it does not ask is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from trials.access import doors, matrix
from trials.access.canaries import canary
from trials.access.forms import Form, forms
from trials.access.sweep import Sweep
from trials.access.town import Town, stand, standing, undone
from trials.frame import Asked, Result, Trial, replaced

PLANTED = canary("planted")
# Who tries, on what is around whom, and around whom stands what she must not reach.
TRIERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "elis": ("elis", ("petra", "sture")),
    "anna": ("elis", ("petra", "sture")),
    "bo": ("elis", ("petra", "sture")),
    "siv": ("elis", ("petra", "sture")),
    "dragan": ("elis", ("petra", "sture")),
    "petra": ("petra", ("elis", "sture")),
    "karin": ("petra", ("sture",)),
    "sture": ("sture", ("elis", "petra")),
    "vera": ("sture", ("elis", "petra")),
}
NAMES = ("id", "case", "person", "resident", "for", "acting_for", "room", "holder", "who", "next")
# What a command or a state holds and no page asks for.
NOT_ASKED = (
    *("resident", "caseworker", "outcome", "decided_by", "by", "at", "unit", "agency", "stage"),
    *("protected", "cleared", "tenant", "number", "received_at", "service", "package", "standing"),
    *(
        "holder",
        "kind",
        "role",
        "said_by",
        "typed_by",
        "mandate",
        "version_of",
        "sha256",
        "given_by",
    ),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of somebody's own: `body` is None for one that only asks."""

    who: str
    door: str
    path: str
    body: Mapping[str, list[str]] | None = None
    form: Form | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """The same with one thing in it exchanged: `how` says which for what."""

    sent: Sent
    path: str
    body: Mapping[str, list[str]] | None
    how: str


class Changing:
    """Sends what was changed, one after the other, and looks at what came of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.sweep = Sweep(town)
        self.wrong: list[dict[str, Any]] = []
        self.taken = 0

    def own(self, who: str) -> Iterator[Sent]:
        """The pages that somebody has of her own, and the forms on them as she would send them."""
        whose, _others = TRIERS[who]
        browser = self.town.browser(who)
        for door, wanted in doors.names():
            known = doors.door(door)
            if known is None or "GET" not in known.methods or door.startswith("shared:"):
                continue
            path = doors.address(self.town, door, wanted, whose)
            with undone():
                answer = browser.get(path)
                if answer.status_code != 200:
                    continue
                yield Sent(who, door, path)
                for form in forms(matrix.text(answer)):
                    if form.action != "/logout/":
                        yield Sent(who, door, form.action or path, form.filled(), form)

    def send(self, one: Changed, others: tuple[str, ...]) -> None:
        """Send it, and note whether anything of others came back or was moved."""
        browser = self.town.browser(one.sent.who)
        with undone():
            before = self.happened(others)
            if one.body is None:
                answer = browser.get(one.path)
            else:
                answer = browser.post(one.path, one.body)
                self.taken += answer.status_code in (302, 303)
            moved = self.happened(others) != before
            told = self.sweep.text_of(answer)
        leaks = len(self.sweep.leaks)
        self.sweep.search(told, one.sent.who, one.how)
        found = [leak["canary"] for leak in self.sweep.leaks[leaks:]]
        if moved or found:
            self._note(one, found or "something happened there")

    def plant(self, one: Changed) -> None:
        """Send it, and note whether what was planted is kept anywhere."""
        with undone():
            answer = self.town.browser(one.sent.who).post(one.path, one.body or {})
            self.taken += answer.status_code in (302, 303)
            if self.kept(self.town.tenant(one.sent.who)):
                self._note(one, "it was kept")

    def _note(self, one: Changed, found: object) -> None:
        self.wrong.append(
            {"who": one.sent.who, "door": one.sent.door, "how": one.how, "found": found}
        )

    def happened(self, others: tuple[str, ...]) -> int:
        """How much has happened to what is around others, and to themselves."""
        from samrum.journal.database import execute

        many = 0
        for name in others:
            kept = (self.town.open, self.town.decided, self.town.rooms, self.town.worries)
            streams = [self.town.ids[name], *(one[name] for one in kept if name in one)]
            tenant = self.town.tenant(name)
            asked = (
                "select count(*) from journal_entry where tenant = %s and stream = any(%s::uuid[])"
            )
            (found,) = execute(tenant, asked, (tenant, streams)).fetchone() or (0,)
            many += int(found)
        return many

    def kept(self, tenant: int) -> bool:
        """Whether the planted word stands in the journal or in a draft."""
        from samrum.journal.database import execute

        asked = (
            "select exists (select 1 from journal_entry where tenant = %s and payload like %s)"
            " or exists (select 1 from journal_draft where tenant = %s and content like %s)"
        )
        like = f"%{PLANTED}%"
        (found,) = execute(tenant, asked, (tenant, like, tenant, like)).fetchone() or (False,)
        return bool(found)


def exchanged(town: Town, sent: Sent) -> Iterator[Changed]:
    """Every way to exchange one id of what was sent for one of somebody else's."""
    whose, others = TRIERS[sent.who]
    own, theirs = ids(town, whose), [id for name in others for id in ids(town, name)]
    for id in own:
        if id in sent.path:
            for other in theirs:
                yield Changed(sent, sent.path.replace(id, other), sent.body, f"path: {other}")
    for name in NAMES:
        for other in theirs:
            joined = "&" if "?" in sent.path else "?"
            yield Changed(sent, f"{sent.path}{joined}{name}={other}", sent.body, f"query {name}")
    for name, values in (sent.body or {}).items():
        if name in ("key", "version"):
            continue
        for other in theirs:
            told = {**(sent.body or {}), name: [*values[:-1], other]}
            yield Changed(sent, sent.path, told, f"body {name}: {other}")
    if sent.body is not None:
        for name in set(NAMES) - set(sent.body):
            for other in theirs:
                body = {**sent.body, name: [other]}
                yield Changed(sent, sent.path, body, f"body, added {name}: {other}")


def ids(town: Town, whose: str) -> list[str]:
    """Everything that names something of hers."""
    kept = (town.open, town.decided, town.rooms, town.worries, town.ids)
    found = [one[whose] for one in kept if whose in one]
    return [*found, town.people[whose].number]


def tampered(sent: Sent) -> Iterator[Changed]:
    """Every field that the form does not let one change, changed; and those it does not ask."""
    if sent.form is None or sent.body is None:
        return
    for one in sent.form.fields.values():
        if one.kind != "typed" and one.name != "key":  # names the press, whatever it is
            for value in (PLANTED, f"{PLANTED}, {' '.join(one.values)}"):
                body = {**sent.body, one.name: [value]}
                yield Changed(sent, sent.path, body, f"{one.kind} {one.name}")
    for name in NOT_ASKED:
        if name not in sent.form.fields:
            yield Changed(sent, sent.path, {**sent.body, name: [PLANTED]}, f"added {name}")


def swap(asked: Asked) -> Result:
    """Exchanges ids everywhere, or in so many requests as are asked for."""
    with standing() as town:
        return judge_swaps(town, asked)


def judge_swaps(town: Town, asked: Asked, triers: Iterable[str] = tuple(TRIERS)) -> Result:
    """The same in a town that stands already, and by some of those who try."""
    changing = Changing(town)
    every = [
        (one, TRIERS[who][1])
        for who in triers
        for sent in changing.own(who)
        for one in exchanged(town, sent)
    ]
    chosen = every if asked.n >= len(every) else Random(asked.seed).sample(every, asked.n)
    for one, others in chosen:
        changing.send(one, others)
    figures = {
        "possible": len(every),
        "swaps": len(chosen),
        "in_paths": sum(one.how.startswith("path") for one, _others in chosen),
        "in_queries": sum(one.how.startswith("query") for one, _others in chosen),
        "in_bodies": sum(one.how.startswith("body") for one, _others in chosen),
        "taken": changing.taken,
        "hits": len(changing.wrong),
    }
    return Result(not changing.wrong, figures, changing.wrong)


def tamper(asked: Asked) -> Result:
    """Changes every field that may not be changed, or so many as are asked for."""
    with standing() as town:
        return judge_tampering(town, asked)


def judge_tampering(town: Town, asked: Asked, triers: Iterable[str] = tuple(TRIERS)) -> Result:
    """The same in a town that stands already, and by some of those who try."""
    changing = Changing(town)
    sent = [one for who in triers for one in changing.own(who) if one.form]
    every = [changed for one in sent for changed in tampered(one)]
    chosen = every if asked.n >= len(every) else Random(asked.seed).sample(every, asked.n)
    for one in chosen:
        changing.plant(one)
    figures = {
        "forms": len(sent),
        "possible": len(every),
        "changed": len(chosen),
        "taken": changing.taken,
        "accepted": len(changing.wrong),
    }
    return Result(not changing.wrong, figures, changing.wrong)


@contextmanager
def reference_is_a_right() -> Iterator[None]:
    """Whoever knows the id of a case is let in as its party."""
    from samrum.core import access

    with replaced(access, "relation", lambda reader, **about: "self"):
        yield


@contextmanager
def keeps_what_was_sent() -> Iterator[None]:
    """A message keeps every field that came with it."""
    from samrum.web.resident import acts

    right = acts.pressed

    def pressed(request: Any, id: str, command: Any, field: str) -> Any:
        told = " ".join(f"{name}={value}" for name, value in request.POST.items())
        if hasattr(command, "text"):
            command = type(command)(**{**_fields(command), "text": f"{command.text} {told}"})
        return right(request, id, command, field)

    with replaced(acts, "pressed", pressed):
        yield


def _fields(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


A_SWAPS = Trial(
    "A-swaps",
    "An id of somebody else's in a path, a query or a body brings nothing of hers back and lets "
    "nothing happen to it.",
    "exchanged ids",
    50_000,
    2_000,
    swap,
    {"reference-is-a-right": reference_is_a_right},
    stand,
)
A_READONLY = Trial(
    "A-readonly",
    "A field that a form does not let one change, and one that it does not ask, changes nothing.",
    "changed fields",
    100_000,
    2_000,
    tamper,
    {"keeps-what-was-sent": keeps_what_was_sent},
    stand,
)
