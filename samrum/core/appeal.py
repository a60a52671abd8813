"""An appeal: somebody wants a decision changed by a higher instance.

It is received in whatever form it comes; judged to be in time or not; then we look at the decision
once more ourselves; then everything is handed over.  What the law of the country asks of each step
are its guards; the order of the steps stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from samrum.core.refusal import Refused

Standing = Literal["unwritten", "received", "dismissed", "taken_up", "reviewed", "handed_over"]
Review = Literal["", "granted", "partial", "upheld"]
LateGround = Literal["", "wrong_instructions", "higher_instance"]
"""Why a late appeal is taken up all the same: we told her wrongly how to appeal, or it had reached
the higher instance in time."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal; `came_in_on` is the day that counts, `against` what it is against.

    `written` is whether it is in writing: what was said on the phone may have to be confirmed.
    `judged` and `reviewed` are our reasons; `changed` that the decision was changed meanwhile;
    `bundle` is the SHA-256 of what was handed over, with the names of its `files`.
    """

    number: int
    text: str
    made_by: str
    made_at: datetime
    came_in_on: date
    against: Literal["decision", "dismissal"] = "decision"
    written: bool = True
    standing: Standing = "received"
    ground: LateGround = ""
    judged: str = ""
    review: Review = ""
    reviewed: str = ""
    changed: bool = False
    bundle: str = ""
    files: tuple[str, ...] = ()
    handed_over_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether we have something left to do with it."""
        return self.standing in ("unwritten", "received", "taken_up", "reviewed")


@dataclass(frozen=True, slots=True)
class AppealDecision:
    """Appeal; the text may be empty. `came_in_on` where a paper came before it was typed."""

    text: str = ""
    came_in_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmAppeal:
    """Say in writing that what was said on the phone is an appeal."""


@dataclass(frozen=True, slots=True)
class JudgeTimeliness:
    """Take the appeal up, or dismiss it because it came too late."""

    takes_up: bool
    ground: LateGround = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """Look at the decision once more, and let it stand; a change of it is a ChangeDecision."""

    text: str
    obviously_wrong: bool = False
    simple: bool = False
    detriment: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """Hand the appeal over to the higher instance with the bundle that was made of the case."""

    bundle: str
    files: tuple[str, ...]


Command = AppealDecision | ConfirmAppeal | JudgeTimeliness | ReviewDecision | HandOver


@dataclass(frozen=True, slots=True)
class AppealMade:
    text: str
    came_in_on: date
    written: bool
    against: Literal["decision", "dismissal"] = "decision"


@dataclass(frozen=True, slots=True)
class AppealConfirmed:
    pass


@dataclass(frozen=True, slots=True)
class TimelinessJudged:
    takes_up: bool
    ground: LateGround
    text: str


@dataclass(frozen=True, slots=True)
class ReviewMade:
    """`obviously_wrong`, `simple` and `detriment` are what the caseworker found."""

    outcome: Review
    text: str
    obviously_wrong: bool = False
    simple: bool = False
    detriment: bool = False


@dataclass(frozen=True, slots=True)
class AppealHandedOver:
    bundle: str
    files: tuple[str, ...]


Event = AppealMade | AppealConfirmed | TimelinessJudged | ReviewMade | AppealHandedOver


def decide(
    appeals: Sequence[Appeal], command: Command, *, written: bool, decided_on: date, at: datetime
) -> Event:
    """Return what happens to the latest of `appeals`, or with a new one.

    `written` is whether what comes in this way is in writing, or need not be.  Raises Refused.
    """
    last = appeals[-1] if appeals else None
    if isinstance(command, AppealDecision):
        return _appeal(last, command, written=written, decided_on=decided_on, at=at)
    if last is None:
        raise Refused(
            "There is no appeal.",
            because="Nobody has appealed against the decision.",
            instead="Open the case to see what is to be done.",
        )
    match command:
        case ConfirmAppeal():
            _must_stand(last, "unwritten")
            if not written:
                raise Refused(
                    "This does not confirm the appeal.",
                    because="It has to be in writing, and this was said on the phone.",
                    instead="Send her the page, or a paper to sign.",
                )
            return AppealConfirmed()
        case JudgeTimeliness(takes_up, ground, text):
            _must_stand(last, "received")
            return TimelinessJudged(takes_up, ground if takes_up else "", text.strip())
        case ReviewDecision(text, obviously_wrong, simple, detriment):
            _must_stand(last, "taken_up")
            outcome: Review = "partial" if last.changed else "upheld"
            return ReviewMade(outcome, _because(text), obviously_wrong, simple, detriment)
        case HandOver(bundle, files):
            _must_stand(last, "reviewed")
            return AppealHandedOver(bundle, files)


def after_change(last: Appeal | None, *, outcome: str, text: str) -> ReviewMade | None:
    """Return the review that a change of the decision is, where an appeal waits for one."""
    if last is None or last.standing != "taken_up":
        return None
    return ReviewMade("granted" if outcome == "grant" else "partial", text)


def evolve(
    appeals: tuple[Appeal, ...], event: Event, *, by: str, at: datetime
) -> tuple[Appeal, ...]:
    if isinstance(event, AppealMade):
        standing: Standing = "received" if event.written else "unwritten"
        made = Appeal(len(appeals) + 1, event.text, by, at, event.came_in_on, event.against)
        return (*appeals, replace(made, written=event.written, standing=standing))
    if not appeals:
        raise ValueError(f"{type(event).__name__} stands in the journal before AppealMade")
    return (*appeals[:-1], _after(appeals[-1], event, at))


def changed(appeals: tuple[Appeal, ...]) -> tuple[Appeal, ...]:
    """Return the appeals after the decision was changed: an open one covers the new decision."""
    if not appeals or not appeals[-1].is_open:
        return appeals
    return (*appeals[:-1], replace(appeals[-1], changed=True))


def _after(last: Appeal, event: Event, at: datetime) -> Appeal:
    match event:
        case AppealConfirmed():
            return replace(last, standing="received", written=True, came_in_on=at.date())
        case TimelinessJudged(takes_up, ground, text):
            standing: Standing = "taken_up" if takes_up else "dismissed"
            return replace(last, standing=standing, ground=ground, judged=text)
        case ReviewMade(outcome, text):
            return replace(last, standing="reviewed", review=outcome, reviewed=text)
        case AppealHandedOver(bundle, files):
            over = replace(last, standing="handed_over", bundle=bundle, files=files)
            return replace(over, handed_over_at=at)
        case AppealMade():
            raise ValueError("an appeal is made once")


def _appeal(
    last: Appeal | None, command: AppealDecision, *, written: bool, decided_on: date, at: datetime
) -> AppealMade:
    if last is not None and (last.is_open or last.standing == "handed_over"):
        raise Refused(
            "You have already appealed.",
            because="Your appeal came in on {day}.",
            instead="If you want to add something, write a message or hand in a document.",
            day=last.came_in_on,
        )
    on = command.came_in_on or at.date()
    if not decided_on <= on <= at.date():
        raise Refused(
            "The day cannot be right.",
            because="An appeal cannot have come in before the decision was made, or later than "
            "today.",
            instead="Give a day from {made} to today.",
            made=decided_on,
        )
    against: Literal["decision", "dismissal"] = "dismissal" if last else "decision"
    return AppealMade(command.text.strip(), on, written, against)


def _because(text: str) -> str:
    if not text.strip():
        raise Refused(
            "The review cannot be kept yet.",
            because="It does not say what you found.",
            instead="Write in a sentence or two why the decision stands.",
        )
    return text.strip()


def _must_stand(last: Appeal, standing: Standing) -> None:
    if last.standing == standing:
        return
    why = {
        "unwritten": "It waits to be confirmed in writing.",
        "received": "Nobody has judged yet whether it came in time.",
        "taken_up": "Nobody has looked at the decision once more yet.",
        "reviewed": "It has been reviewed, and is to be handed over.",
        "dismissed": "It has been dismissed.",
        "handed_over": "It has been handed over, and is no longer ours.",
    }[last.standing]
    raise Refused(
        "This is not the next step with the appeal.",
        because=why,
        instead="Open the case and take the step that is open.",
    )
