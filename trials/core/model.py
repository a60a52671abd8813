"""What a case and a room do, told once more in other words: what S1 holds the core against.

It knows nothing of the product, and has at most 200 lines, so that a lawyer can read all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

PROMISE, TO_APPEAL, ROLLS = timedelta(28), timedelta(21), timedelta(5)  # red days move by the last
OPEN = ("unwritten", "received", "taken_up", "reviewed")
HERS = ["Apply", "SendMessage", "Withdraw", "OpenDecision"]
HERS += ["AppealDecision", "ConfirmAppeal", "WithdrawAppeal"]
OFFICE = ["SendMessage", "TakeCase", "Assess", "Decide", "CloseCase", "TellDelay", "ProveDelivery"]
OFFICE += ["CorrectDecision", "JudgeTimeliness", "ReviewDecision", "HandOver", "RecordAnswer"]
TYPED = [*OFFICE, *(act for act in HERS if act not in ("OpenDecision", "SendMessage"))]
MAY = {"anna": HERS, "maj": HERS, "feed": HERS, "bo": OFFICE, "phone": TYPED, "paper": TYPED}
MAY |= {"rules": ["ForeseeDelay"], "erik": []}
# Anna; Maj, who has a mandate; the system that handed the application in; Bo, who also types what
# Anna says on the phone or what came on paper; the rules; and Erik.


@dataclass
class Appeal:
    against: str
    came_in: date
    standing: str
    taken_back: bool = False
    over_on: date = date.min
    answered: int = 0  # the moment, counted in acts


@dataclass
class CaseModel:
    """A parking permit under Swedish procedure law, with nothing heard from others."""

    stage: str = ""
    promised: date = date.min
    worker: str = ""
    assessed: bool = False
    outcome: str = ""  # of the decision that stands, "" for none
    made_on: date = date.min
    made: int = 0  # the moment that its last version was made
    opened_on: date | None = None
    proved_on: date | None = None
    appeals: list[Appeal] = field(default_factory=list)
    moment: int = 0

    def refuses(self, who: str, act: str, told: dict[str, Any], today: date) -> bool | None:
        """Whether an act is refused; None where that hangs on red days."""
        if act == "Apply" or self.stage == "":
            return act != "Apply" or self.stage != ""
        last = self.appeals[-1] if self.appeals else Appeal("", today, "")
        undecided, none = self.stage == "received", self.outcome == ""
        match act:
            case "SendMessage":
                return not told["text"].strip()
            case "Withdraw" | "Assess" | "ForeseeDelay":
                return not undecided
            case "TellDelay":
                soon = told["day"] <= max(today, self.promised)
                return not undecided or soon or not told["text"].strip()
            case "Decide":
                return not undecided or _cannot_stand(told)
            case "CorrectDecision":
                another = told["outcome"] != self.outcome
                return none or another or not told["text"].strip() or _cannot_stand(told)
            case "OpenDecision":
                return none
            case "ProveDelivery":
                return none or not self.made_on <= told["day"] <= today
            case "CloseCase":
                return self.stage != "closed" and (undecided or told["something open"])
            case "AppealDecision":
                on = told["came in"] or today
                barred = last.standing in (*OPEN, "handed_over") or 0 < self.made <= last.answered
                barred = barred and not last.taken_back  # HFD 2011 ref. 76
                return none or barred or not self.made_on <= on <= today
            case "ConfirmAppeal":
                return last.standing != "unwritten" or who == "phone"
            case "JudgeTimeliness":
                return last.standing != "received" or self._misjudged(last, told)
            case "ReviewDecision":
                must = told["obvious"] and told["simple"] and not told["detriment"]
                return last.standing != "taken_up" or not told["text"].strip() or must
            case "HandOver":
                return last.standing != "reviewed" or len(told["files"]) < 2
            case "WithdrawAppeal":
                return last.taken_back or last.standing not in (*OPEN, "handed_over")
            case "RecordAnswer":
                on = last.over_on <= told["day"] <= today
                return last.standing != "handed_over" or not told["text"].strip() or not on
        return act != "TakeCase"

    def happens(self, who: str, act: str, told: dict[str, Any], today: date) -> None:
        """How it stands after an act that was not refused."""
        self.moment += 1
        if act in HERS[4:] + OFFICE[8:]:  # what has to do with an appeal opens the case again
            self.stage = "decided"
        last = self.appeals[-1] if self.appeals else Appeal("", today, "")
        match act:
            case "Apply":
                self.stage, self.promised = "received", today + PROMISE
            case "TakeCase":
                self.worker = told["worker"]
            case "Withdraw":
                self.stage = "withdrawn"
            case "Assess":
                self.assessed = True
            case "TellDelay":
                self.promised = told["day"]
            case "Decide":
                self.stage, self.outcome = "decided", told["outcome"]
                self.made_on, self.made = today, self.moment
                self.opened_on = self.proved_on = None
            case "CorrectDecision":
                self.stage, self.made = "decided", self.moment
            case "OpenDecision":
                self.opened_on = self.opened_on or today
            case "ProveDelivery":
                self.proved_on = told["day"]
            case "CloseCase":
                self.stage = "closed"
            case "AppealDecision":
                against = "dismissal" if last.standing == "dismissed" else "decision"
                standing = "unwritten" if who == "phone" else "received"
                self.appeals.append(Appeal(against, told["came in"] or today, standing))
            case "ConfirmAppeal":
                last.standing, last.came_in = "received", today
            case "JudgeTimeliness":
                last.standing = "taken_up" if told["takes up"] else "dismissed"
            case "ReviewDecision":
                last.standing = "reviewed"
            case "HandOver":
                last.standing, last.over_on = "handed_over", today
            case "WithdrawAppeal":
                last.taken_back = True
                last.standing = "withdrawn" if last.standing in OPEN else last.standing
            case "RecordAnswer":
                self._answered(last, told, today)

    def _answered(self, last: Appeal, told: dict[str, Any], today: date) -> None:
        last.standing, last.answered = "answered", self.moment
        if last.against == "dismissal" and told["answer"] in ("changed", "set_aside"):
            late = next(one for one in self.appeals[::-1] if one.standing == "dismissed")
            self.appeals.append(Appeal(late.against, late.came_in, "taken_up"))
        elif told["answer"] == "set_aside":
            self.stage, self.promised = "received", told["decide by"] or today + PROMISE
            self.outcome, self.assessed, self.opened_on, self.proved_on = "", False, None, None

    def _misjudged(self, last: Appeal, told: dict[str, Any]) -> bool | None:
        served = min((day for day in (self.opened_on, self.proved_on) if day), default=None)
        if last.against == "dismissal" or served is None:
            return not told["takes up"]
        if served + TO_APPEAL < last.came_in <= served + TO_APPEAL + ROLLS:
            return None
        late = last.came_in > served + TO_APPEAL
        if told["takes up"]:
            return late and told["ground"] == ""
        return not late or not told["text"].strip()


def _cannot_stand(told: dict[str, Any]) -> bool:
    """A decision says what; one against her says why, and on what law; a permit has two days."""
    first, last, grants = told["first"], told["last"], told["outcome"] in ("grant", "partial")
    if not told["text"].strip() or (first and last and last < first) or (grants and not last):
        return True
    return told["outcome"] != "grant" and not (told["why"].strip() and told["provisions"])


@dataclass
class RoomModel:
    """Consents in Elis' room: who has signed what for whom, and what that lets them read."""

    born: date
    guardians: set[str]
    consents: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)  # kind -> who holds it, "" the family

    def signers(self, today: date) -> set[str]:  # from twelve on he too, from eighteen on he alone
        age = today.year - self.born.year - (today.timetuple()[1:3] < self.born.timetuple()[1:3])
        return (self.guardians if age < 18 else set()) | ({"elis"} if age >= 12 else set())

    def ended(self, one: dict[str, Any], today: date) -> bool:
        return one["revoked"] or False in one["signed"].values() or today > one["until"]

    def given(self, to: str, today: date) -> set[str]:  # the kinds that somebody may read
        wanted = self.signers(today)
        return {
            kind
            for one in self.consents
            if one["to"] == to and not self.ended(one, today) and wanted <= one["signed"].keys()
            for kind in (one["kinds"] if wanted else ())
        }

    def reads(self, to: str, today: date) -> set[str]:  # without any key not even what is her own
        given = self.given(to, today)
        return {kind for kind, by in self.facts.items() if given and (kind in given or by == to)}
