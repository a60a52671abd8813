"""Who may see what in a room and do what there: the policy as two tables of text.

The tables are read by the code and by the tests; each cell is a test.  What a reader may not see
and what does not exist look the same.

A reader's relation to a room:
- `self`: the one it is about
- `guardian`: in the room as one, with a mandate that says so today, while the person is a child
- `professional`: in the room for an agency that has some legal key to it, or that keeps it
- `relative`, `volunteer`: in the room as what they are, because the family wants them there, or
  wants the association that has passed a task on to them
- `outsider`: everybody else, also who was invited and has no key
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeVar

from samrum.core.access import Reader
from samrum.core.consent import ADULT, years
from samrum.core.plan import Plan
from samrum.core.room.keys import Key, any_key, key_to, kind_of
from samrum.core.room.known import Card, Meeting, Member, Room
from samrum.packages.vocabulary import Term

Relation = Literal["self", "guardian", "professional", "relative", "volunteer", "outsider"]
RELATIONS: tuple[Relation, ...] = (
    *("self", "guardian", "professional", "relative", "volunteer", "outsider"),
)
T = TypeVar("T")

SEES = """
# kind        self   guardian  professional  relative  volunteer  outsider
  existence   sees   sees      sees          sees      sees       hidden
  members     sees   sees      key           key       hidden     hidden
  needs       sees   sees      key           key       hidden     hidden
  plan        sees   sees      key           key       own        hidden
  meetings    sees   sees      key           key       hidden     hidden
  facts       sees   sees      key           key       hidden     hidden
  questions   sees   sees      own           hidden    hidden     hidden
  consents    sees   sees      own           own       own        hidden
  provisions  sees   sees      own           hidden    hidden     hidden
  contacts    sees   sees      own           hidden    hidden     hidden
  burden      sees   sees      key           hidden    hidden     hidden
  cases       sees   sees      own           hidden    hidden     hidden
  letters     own    own       own           own       own        hidden
  hiding      sees   hidden    key           hidden    hidden     hidden
  readers     sees   sees      hidden        hidden    hidden     hidden
"""
"""`key` means: with a legal key (samrum.core.room.keys), else only what is her own to do; `own`
means: what she or her agency asked for, was given or is to do."""

DOES = """
# act               self   guardian  professional  relative  volunteer  outsider
  OpenRoom          does   does      does          never     never      never
  HangCase          does   does      does          never     never      never
  RebaseRoom        never  never     never         never     never      never
  InviteMember      does   does      does          never     never      never
  EndMembership     does   does      does          never     never      never
  NameCoordinator   does   does      does          never     never      never
  HideMember        never  never     does          never     never      never
  ShowMember        never  never     does          never     never      never
  SayNeeds          does   does      types         never     never      never
  TellFact          does   does      does          never     never      never
  ConfirmFact       does   does      types         never     never      never
  AskForFact        never  never     does          never     never      never
  ShareFact         does   does      types         never     never      never
  DeclineQuestion   does   does      types         never     never      never
  AskForConsent     does   does      does          never     never      never
  AnswerConsent     does   does      types         never     never      never
  RevokeConsent     does   does      types         never     never      never
  UseProvision      never  never     does          never     never      never
  SetGoal           does   does      does          never     never      never
  SetPlanStep       does   does      does          never     never      never
  AnswerPlanStep    does   does      does          does      does       never
  PassPlanStep      never  never     never         never     does       never
  AgreePlan         never  never     does          never     never      never
  NoteDissent       does   does      does          does      never      never
  DeclinePlan       never  never     does          never     never      never
  CallMeeting       never  never     does          never     never      never
  RecordMeeting     never  never     does          never     never      never
  CountContact      does   does      does          never     never      never
  ReportRoomLetter  never  never     never         never     never      never
"""
"""`types` means: only for the one it is about or a guardian, on the phone, at the counter or from
paper, and the journal says so.  A report of worry for a child is no act in the room: it is open to
everybody in it, outside all consent (samrum.core.worry).  What became of a letter nobody in the
room reports: the post room does.  Nobody in it moves it to another version of its service: who runs
the installation does (`samrum service rebase`)."""


TOLD = """
# event              kind
  RoomOpened         plan
  RoomRebased        plan
  CaseHung           cases
  MemberInvited      members
  MembershipEnded    members
  CoordinatorNamed   members
  MemberHidden       hiding
  MemberShown        hiding
  NeedsSaid          needs
  FactTold           questions
  FactConfirmed      questions
  FactAsked          questions
  FactShared         questions
  QuestionClosed     questions
  ConsentAsked       consents
  ConsentAnswered    consents
  ConsentRevoked     consents
  ProvisionUsed      provisions
  GoalSet            plan
  PlanStepSet        plan
  PlanStepAnswered   plan
  PlanStepPassed     plan
  PlanAgreed         plan
  DissentNoted       plan
  PlanDeclined       plan
  MeetingCalled      meetings
  MeetingHeld        meetings
  ContactCounted     contacts
  RoomLetterOrdered  letters
  RoomLetterReported letters
"""
"""Of what kind an event is: the timeline tells it to who sees all of that kind."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A room as one reader sees it: what is not hers to see is not there.

    `keys` are those that let her see what an agency sees; `whole` holds the kinds that she sees all
    of; `hidden` are the persons who are hidden from her.  `signers` are those who have to sign a
    consent, of the whole room: how a consent stands is the same whoever looks.
    """

    room: Room
    relation: Relation
    member: Member | None
    keys: tuple[Key, ...]
    whole: frozenset[str]
    hidden: frozenset[str]
    signers: tuple[str, ...]

    @property
    def told_of(self) -> list[str]:
        """The names of the events that she is told of, but for those of somebody who is hidden."""
        return [event for event, kind in _TOLD.items() if kind in self.whole]

    def is_told(self, event: str, *persons: str) -> bool:
        """Whether she is told of an event that these persons had part in; KeyError for unknown."""
        return _TOLD[event] in self.whole and self.hidden.isdisjoint(persons)


def relation(room: Room, reader: Reader, *, protected: bool, day: date) -> Relation:
    """Return how `reader` stands to `room` on `day`."""
    if reader.id == room.resident:
        return "self"
    member = room.as_member(reader.id, day)
    if member is None:
        return "outsider"
    match member.role:
        case "guardian":
            child = room.born is None or years(room.born, day) < ADULT
            held = reader.mandates.get(room.resident, ())
            named = any(one.makes_guardian(day) for one in held)
            return "guardian" if child and named else "outsider"
        case "professional":
            post = reader.person.post
            works_there = post is not None and post.agency == member.agency
            cleared = post is not None and (post.cleared or not protected)
            open_to_her = works_there and cleared and any_key(room, member.agency, day)
            return "professional" if open_to_her else "outsider"
        case "relative" | "volunteer":
            return member.role if _is_wanted(room, member, day) else "outsider"
    return "outsider"


def _is_wanted(room: Room, member: Member, day: date) -> bool:
    """Whether the family has brought her in or consented to her; of who came through an association
    whether whoever speaks for it is in the room, and wanted there."""
    if member.through:
        sender = room.member(member.through)
        return sender is not None and sender.present(day) and _is_wanted(room, sender, day)
    return member.by_family or any_key(room, member.person, day)


def may_do(relation: Relation, act: str, *, typing: bool) -> bool:
    """Return whether somebody in `relation` may do `act`; KeyError for unknown acts."""
    word = _DOES[act][relation]
    return word == "does" or (word == "types" and typing)


def may_see(relation: Relation, kind: str) -> bool:
    """Return whether somebody in `relation` sees anything of `kind`; KeyError for unknown kinds."""
    return _SEES[kind][relation] != "hidden"


def seen(
    room: Room, relation: Relation, reader: str, day: date, *, terms: Mapping[str, Term]
) -> Seen:
    """Return the room as somebody in this relation sees it; an outsider must never get here."""
    member = room.as_member(reader, day)
    reads_as = member.reads_as if member else reader
    key = key_to(room, reads_as, "plan", day, holder=room.agency)
    whole = {kind: _whole(relation, kind, key) for kind in _SEES}
    own = _own_members(room, member)
    hidden = _hidden_from(room, reader) if relation == "guardian" else frozenset()
    cards, keys = _cards(room, relation, reads_as, day, terms)
    told = replace(
        room,
        members=tuple(
            one
            for one in room.members
            if (whole["members"] or one.number in own) and one.person not in hidden
        ),
        needs=room.needs if whole["needs"] else None,
        cards=tuple(card for card in cards if card.given_by not in hidden),
        questions=_own(room.questions, whole["questions"], relation, "questions", reads_as, reader),
        consents=_own(room.consents, whole["consents"], relation, "consents", reads_as, reader),
        provisions=_own(
            room.provisions, whole["provisions"], relation, "provisions", reads_as, reader
        ),
        shared=tuple(one for one in room.shared if whole["questions"] or one.to == reads_as),
        contacts=_own(room.contacts, whole["contacts"], relation, "contacts", reads_as, reader),
        cases=_own(room.cases, whole["cases"], relation, "cases", reads_as, reader),
        meetings=_meetings(room, whole["meetings"], hidden),
        plan=_without(room.plan, hidden),
        letters=tuple(one for one in room.letters if one.to == reader),
        why=room.why if whole["plan"] else "",
    )
    if not whole["plan"]:
        told = _own_steps(told, own)
    keys = (key, *keys) if key and not whole_by_right(relation) else keys
    return Seen(
        told,
        relation,
        member,
        tuple(dict.fromkeys(keys)),
        frozenset(kind for kind, all_of_it in whole.items() if all_of_it),
        hidden,
        room.signers(day),
    )


def _without(plan: Plan, hidden: frozenset[str]) -> Plan:
    """The plan without what somebody who is hidden from her has said of it."""
    heard = tuple(one for one in plan.dissents if one.by not in hidden)
    return plan if len(heard) == len(plan.dissents) else replace(plan, dissents=heard)


def _meetings(room: Room, whole: bool, hidden: frozenset[str]) -> tuple[Meeting, ...]:
    """The meetings, without those that somebody who is hidden from her is called to."""
    theirs = {one.number for one in room.members if one.person in hidden}
    return tuple(one for one in room.meetings if whole and theirs.isdisjoint(one.called))


def whole_by_right(relation: Relation) -> bool:
    """Whether the room is hers: the person it is about, and her guardians, need no key."""
    return relation in ("self", "guardian")


def table(text: str) -> dict[str, dict[Relation, str]]:
    """Read a policy table: row name -> relation -> word; ValueError when a cell is missing."""
    _, *rows = (line.split() for line in text.strip().splitlines())
    return {name: dict(zip(RELATIONS, words, strict=True)) for name, *words in rows}


def _whole(relation: Relation, kind: str, key: Key | None) -> bool:
    """Whether she sees all of this kind; facts have keys of their own, each one its own."""
    word = _SEES[kind][relation]
    return word == "sees" or (word == "key" and kind != "facts" and key is not None)


def _hidden_from(room: Room, reader: str) -> frozenset[str]:
    return frozenset(one.person for one in room.members if reader in one.hidden_from)


def _cards(
    room: Room, relation: Relation, reads_as: str, day: date, terms: Mapping[str, Term]
) -> tuple[tuple[Card, ...], tuple[Key, ...]]:
    """The facts she may read, and by which keys.

    A key is looked for once for each kind and holder, and for a fact that a consent names alone.
    """
    if whole_by_right(relation):
        return room.cards, ()
    if _SEES["facts"][relation] == "hidden":
        return (), ()
    single = {fact for one in room.consents if one.to == reads_as for fact in one.facts}
    known: dict[tuple[str, str, str], Key | None] = {}
    found: list[tuple[Card, Key]] = []
    for card in room.cards:
        kind = kind_of(terms[card.fact]) if card.fact in terms else ""  # no consent speaks of it
        asked = (kind, card.fact if card.fact in single else "", card.holder)
        if asked not in known:
            known[asked] = key_to(room, reads_as, kind, day, fact=asked[1], holder=card.holder)
        key = known[asked]
        if key is not None:
            found.append((card, key))
    return tuple(card for card, _ in found), tuple(key for _, key in found)


def _own(
    things: tuple[T, ...], whole: bool, relation: Relation, kind: str, reads_as: str, reader: str
) -> tuple[T, ...]:
    """All of them, or those that name her agency, and what she has asked for herself."""
    if whole:
        return things
    if _SEES[kind][relation] == "hidden":
        return ()
    names = ("agency", "to", "holder")
    return tuple(
        one
        for one in things
        if reads_as in (getattr(one, name, None) for name in names)
        or getattr(one, "asked_by", None) == reader
    )


def _own_members(room: Room, member: Member | None) -> frozenset[int]:
    """Herself, and those to whom she has passed on what her association was asked."""
    if member is None:
        return frozenset()
    sent = (one.number for one in room.members if one.through == member.number)
    return frozenset((member.number, *sent))


def _own_steps(room: Room, members: frozenset[int]) -> Room:
    """The plan of who has no key to it: what she has been asked to do, and nothing around it."""
    steps = tuple(one for one in room.plan.steps if one.member in members)
    return replace(room, plan=type(room.plan)(steps=steps))


_SEES = table(SEES)
_DOES = table(DOES)
_TOLD = dict(line.split() for line in TOLD.strip().splitlines()[1:])
