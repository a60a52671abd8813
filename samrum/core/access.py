"""Who may see what and do what: the whole confidentiality policy, as two tables of text.

The tables are read by the code and by the tests; each cell is a test.  What a reader may not see
and what does not exist look the same.

A reader's relation to a case:
- `self`: the resident whose case it is
- `mandate`: guardian or agent whose mandate covers the service today
- `unit`: a caseworker of the unit that works with the service, cleared where the case is protected
- `rules`, `post`: the rules acting by themselves, and the post room reporting on letters
- `intake`: another system, in a case that it handed in for the resident
- `follower`: another system that follows what becomes of the cases of a service
- `outsider`: everybody else: other residents, other units, other agencies, other systems
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from samrum.core.person import Mandate, Person

Relation = Literal["self", "mandate", "unit", "rules", "post", "intake", "follower", "outsider"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
SystemRole = Literal["intake", "follower"]
SYSTEM_ROLES: tuple[SystemRole, ...] = get_args(SystemRole)

SEES = """
# kind           self     mandate  unit     rules    post     intake   follower outsider
  existence      sees     sees     sees     sees     sees     sees     sees     hidden
  facts          sees     sees     sees     sees     hidden   sees     hidden   hidden
  documents      sees     sees     sees     hidden   hidden   sees     hidden   hidden
  messages       sees     sees     sees     hidden   hidden   sees     hidden   hidden
  notes          sees     sees     sees     hidden   hidden   hidden   hidden   hidden
  journal        sees     sees     sees     hidden   hidden   sees     sees     hidden
  recommendation sees     sees     sees     sees     hidden   hidden   hidden   hidden
  assessment     sees     sees     sees     hidden   hidden   hidden   hidden   hidden
  hearing        sees     sees     sees     hidden   hidden   sees     hidden   hidden
  decision       sees     sees     sees     hidden   hidden   sees     sees     hidden
  letters        sees     sees     sees     hidden   sees     sees     sees     hidden
  address        sees     hidden   open     hidden   open     hidden   hidden   hidden
  contact        sees     open     open     sees     open     hidden   hidden   hidden
  protection     sees     hidden   sees     sees     sees     hidden   hidden   hidden
  hidden_items   hidden   hidden   sees     sees     hidden   hidden   hidden   hidden
"""
"""`open` means: unless the resident has protected data, then hidden; `contact` is every fact that
tells where she lives or how she is reached, `protection` that she is protected. A party sees the
whole file (FL 10 §) but for `hidden_items`, which a ground of secrecy keeps from her and which she
sees are there (samrum.core.hiding); a resident's address is not shown to those who act for her.
A system sees no case of somebody whose data are protected."""

DOES = """
# act               self     mandate  unit     rules    post     intake   follower outsider
  Apply             does     does     types    never    never    does     never    never
  TakeOverCase      never    never    never    never    never    never    never    never
  AnswerStep        does     does     types    never    never    does     never    never
  HandInDocument    does     does     does     never    never    does     never    never
  SendMessage       does     does     does     never    never    does     never    never
  AskForCorrection  does     does     types    never    never    does     never    never
  ObjectToNote      does     does     types    never    never    never    never    never
  ChooseReach       does     does     types    never    never    does     never    never
  Withdraw          does     does     types    never    never    does     never    never
  OpenDecision      does     does     never    never    never    does     never    never
  AskToSee          does     does     types    never    never    never    never    never
  AnswerHearing     does     does     types    never    never    does     never    never
  AskToTell         does     does     types    never    never    does     never    never
  DemandDecision    does     does     types    never    never    does     never    never
  TakeCase          never    never    does     never    never    never    never    never
  WriteNote         never    never    does     never    never    never    never    never
  AskForSupplement  never    never    does     never    never    never    never    never
  FillInStep        never    never    does     never    never    never    never    never
  GiveFact          never    never    does     never    never    never    never    never
  ReadRegisters     never    never    does     does     never    never    never    never
  HandleCorrection  never    never    does     never    never    never    never    never
  Assess            never    never    does     never    never    never    never    never
  BeginHearing      never    never    does     never    never    never    never    never
  LeaveOutHearing   never    never    does     never    never    never    never    never
  DeclineTelling    never    never    does     never    never    never    never    never
  TellDelay         never    never    does     never    never    never    never    never
  ForeseeDelay      never    never    never    does     never    never    never    never
  RefuseDemand      never    never    does     never    never    never    never    never
  CorrectArrival    never    never    does     never    never    never    never    never
  ConsiderChild     never    never    does     never    never    never    never    never
  Decide            never    never    does     never    never    never    never    never
  RebaseCase        never    never    never    does     never    never    never    never
  CloseCase         never    never    does     never    never    never    never    never
  AppealDecision    does     does     types    never    never    does     never    never
  ConfirmAppeal     does     does     types    never    never    does     never    never
  WithdrawAppeal    does     does     types    never    never    does     never    never
  ChooseDelivery    never    never    does     never    never    never    never    never
  ProveDelivery     never    never    does     never    never    never    never    never
  JudgeTimeliness   never    never    does     never    never    never    never    never
  ReviewDecision    never    never    does     never    never    never    never    never
  HandOver          never    never    does     never    never    never    never    never
  RecordAnswer      never    never    does     never    never    never    never    never
  ChangeDecision    never    never    does     never    never    never    never    never
  BeginSupport      never    never    does     never    never    never    never    never
  InterruptSupport  never    never    does     never    never    never    never    never
  ExplainWait       never    never    does     never    never    never    never    never
  GiveUpSupport     does     does     types    never    never    never    never    never
  ReportSupport     never    never    does     never    never    never    never    never
  HideItem          never    never    does     never    never    never    never    never
  KeepHidden        never    never    does     never    never    never    never    never
  LiftHiding        never    never    does     never    never    never    never    never
  AskTransfer       never    never    does     never    never    never    never    never
  ReferTransfer     never    never    does     never    never    never    never    never
  RecordRuling      never    never    does     never    never    never    never    never
  KeepCase          never    never    does     never    never    never    never    never
  TakeAnswer        never    never    never    never    never    never    never    never
  RaiseBias         does     does     does     does     never    never    never    never
  ReviewBias        never    never    does     never    never    never    never    never
  HandToHuman       never    never    never    does     never    never    never    never
  DecideAutomatically never    never    never    does     never    never    never    never
  CallLate          never    never    never    does     never    never    never    never
  ReportLetter      never    never    never    never    does     never    never    never
"""
"""`types` means: only for the resident, on the phone, at the counter or from paper (assisted
digital), and the journal says so.  What nobody does here comes from another municipality: its
answer, and a case that it hands over (samrum.office.transfer)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is logged in, with everything that decides what she may see.

    `mandates` are those she holds, by the id of the person who gave them; `tenant` is the
    municipality she is logged in to.
    """

    person: Person
    mandates: Mapping[str, tuple[Mandate, ...]]
    tenant: int = 1

    @property
    def id(self) -> str:
        return self.person.id


@dataclass(frozen=True, slots=True)
class System:
    """Another computer system that is let in: never a person, and never cleared.

    `id` is "system:<name>"; `roles` are what its token lets it be, by service.
    """

    id: str
    name: str
    roles: Mapping[str, tuple[SystemRole, ...]]
    tenant: int = 1

    def is_a(self, role: SystemRole, service: str) -> bool:
        return role in self.roles.get(service, ())


def system_relation(system: System, *, service: str, protected: bool, handed_in: bool) -> Relation:
    """Return how `system` stands to a case of `service`; `handed_in`: it handed the case in."""
    if protected:
        return "outsider"
    if handed_in and system.is_a("intake", service):
        return "intake"
    return "follower" if system.is_a("follower", service) else "outsider"


def relation(
    reader: Reader, *, resident: str, service: str, unit: str, protected: bool, day: date
) -> Relation:
    """Return how `reader` stands to a case of `resident` that `unit` works with on `day`."""
    if reader.id == resident:
        return "self"
    if any(mandate.covers(service, day) for mandate in reader.mandates.get(resident, ())):
        return "mandate"
    post = reader.person.post
    if post is not None and post.unit == unit and (post.cleared or not protected):
        return "unit"
    return "outsider"


def may_see(relation: Relation, kind: str, *, protected: bool) -> bool:
    """Return whether somebody in `relation` sees `kind` of a case; KeyError for unknown kinds."""
    word = _SEES[kind][relation]
    return word == "sees" or (word == "open" and not protected)


def may_do(relation: Relation, act: str, *, typing: bool) -> bool:
    """Return whether somebody in `relation` may do `act`; `typing` for the resident or not."""
    word = _DOES[act][relation]
    return word == "does" or (word == "types" and typing)


def table(text: str) -> dict[str, dict[Relation, str]]:
    """Read a policy table: row name -> relation -> word; ValueError when a cell is missing."""
    _, *rows = (line.split() for line in text.strip().splitlines())
    return {name: dict(zip(RELATIONS, words, strict=True)) for name, *words in rows}


_SEES = table(SEES)
_DOES = table(DOES)
