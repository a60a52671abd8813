"""An appeal: somebody wants a decision changed by a higher instance.

It is received in whatever form it comes; judged to be in time or not; then we look at the decision
once more ourselves; then everything is handed over, and one day the answer comes back.  She can
take it back until then.  What the law of the country asks of each step are its guards; the order of
the steps stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from samrum.core.decision import Outcome
from samrum.core.refusal import Refused

Standing = Literal[
    "unwritten",
    "received",
    "dismissed",
    "taken_up",
    "reviewed",
    "handed_over",
    "answered",
    "withdrawn",
    "lapsed",
]
"""A lapsed one was against our not deciding yet, and then we did."""
Against = Literal["decision", "dismissal", "demand"]
"""The decision in the case; that an earlier appeal was dismissed; that a demand was refused."""
Answer = Literal["upheld", "changed", "set_aside", "dismissed", "written_off"]
"""What the higher instance came to; set aside: the case is ours again, to be decided anew."""
Review = Literal["", "granted", "partial", "upheld"]
LateGround = Literal["", "wrong_instructions", "higher_instance"]
"""Why a late appeal is taken up all the same: we told her wrongly how to appeal, or it had reached
the higher instance in time."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a higher instance has put in the place of our decision; `by` is which instance, as it
    calls itself, `reference` the number that its ruling has there."""

    outcome: Outcome
    content: str
    by: str
    reference: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal; `came_in_on` is the day that counts, `against` what it is against.

    `written` is whether it is in writing: what was said on the phone may have to be confirmed.
    `judged` and `reviewed` are our reasons; `changed` that the decision was changed meanwhile;
    `bundle` is the SHA-256 of what was handed over, with the names of its `files`; `answer_text`
    is what the higher instance said, `decide_by` the day by which we decide again because of it.
    """

    number: int
    text: str
    made_by: str
    made_at: datetime
    came_in_on: date
    against: Against = "decision"
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
    withdrawn_at: datetime | None = None
    answer: Answer | None = None
    answer_text: str = ""
    answered_on: date | None = None
    answered_at: datetime | None = None
    decide_by: date | None = None

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

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


@dataclass(frozen=True, slots=True)
class WithdrawAppeal:
    """Take the appeal back; where it has been handed over, word of it is sent on."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Write in what the higher instance answered; `decide_by` where it has set us a day, `ruling`
    what holds now where it changed the decision."""

    answer: Answer
    text: str
    answered_on: date
    decide_by: date | None = None
    ruling: Ruling | None = None


Command = (
    AppealDecision
    | ConfirmAppeal
    | JudgeTimeliness
    | ReviewDecision
    | HandOver
    | WithdrawAppeal
    | RecordAnswer
)


@dataclass(frozen=True, slots=True)
class AppealMade:
    text: str
    came_in_on: date
    written: bool
    against: Against = "decision"


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


@dataclass(frozen=True, slots=True)
class AppealWithdrawn:
    reason: str


@dataclass(frozen=True, slots=True)
class AppealAnswered:
    answer: Answer
    text: str
    answered_on: date
    decide_by: date | None = None
    ruling: Ruling | None = None


Event = (
    AppealMade
    | AppealConfirmed
    | TimelinessJudged
    | ReviewMade
    | AppealHandedOver
    | AppealWithdrawn
    | AppealAnswered
)


@dataclass(frozen=True, slots=True)
class Appealed:
    """What can be appealed now: the decision, or that we refused to decide yet; made when, and
    since which day, where a later version of it is what holds."""

    what: Literal["decision", "demand"]
    made_at: datetime
    since: date


def decide(
    appeals: Sequence[Appeal],
    command: Command,
    *,
    written: bool,
    about: Appealed | None,
    again_by: date,
    at: datetime,
) -> Event:
    """Return what happens to the latest of `appeals`, or with a new one `about` what was decided.

    `written` is whether what comes in this way is in writing, or need not be; `again_by` the day by
    which a case that comes back is to be decided.  Raises Refused.
    """
    last = appeals[-1] if appeals else None
    if isinstance(command, AppealDecision):
        return _appeal(last, command, written=written, about=about, at=at)
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
        case WithdrawAppeal(reason):
            return _withdraw(last, reason)
        case RecordAnswer():
            return _answer(last, command, about=about, again_by=again_by, at=at)


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
    last = _after(appeals[-1], event, at)
    if last.answer in ("changed", "set_aside") and last.against == "dismissal":
        return (*appeals[:-1], last, _taken_up_after_all(appeals, last, at))
    return (*appeals[:-1], last)


def changed(appeals: tuple[Appeal, ...]) -> tuple[Appeal, ...]:
    """Return the appeals after the decision was changed: an open one covers the new decision."""
    if not appeals or not appeals[-1].is_open:
        return appeals
    return (*appeals[:-1], replace(appeals[-1], changed=True))


def decided(appeals: tuple[Appeal, ...]) -> tuple[Appeal, ...]:
    """Return the appeals after we have decided: one against our not deciding has lapsed."""
    if not appeals or appeals[-1].against != "demand" or not appeals[-1].is_open:
        return appeals
    return (*appeals[:-1], replace(appeals[-1], standing="lapsed"))


def comes_back(last: Appeal) -> bool:
    """Whether the answer to the latest appeal makes the case ours again, to be decided anew."""
    return last.answer == "set_aside" and last.against == "decision"


def _taken_up_after_all(appeals: tuple[Appeal, ...], over: Appeal, at: datetime) -> Appeal:
    """The appeal that we dismissed, once we were told that it had come in time."""
    late = next(one for one in reversed(appeals[:-1]) if one.standing == "dismissed")
    began = replace(late, number=len(appeals) + 1, made_at=at, judged=over.answer_text)
    return replace(began, standing="taken_up")


def _after(last: Appeal, event: Event, at: datetime) -> Appeal:
    match event:
        case AppealWithdrawn():
            ended: Standing = "handed_over" if last.standing == "handed_over" else "withdrawn"
            return replace(last, standing=ended, withdrawn_at=at)
        case AppealAnswered(answer, text, answered_on, decide_by):
            told = replace(last, standing="answered", answer=answer, answer_text=text)
            return replace(told, answered_on=answered_on, answered_at=at, decide_by=decide_by)
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
    last: Appeal | None,
    command: AppealDecision,
    *,
    written: bool,
    about: Appealed | None,
    at: datetime,
) -> AppealMade:
    if about is None:
        raise Refused(
            "There is no decision yet.",
            because="The case has not been decided.",
            instead="Look at the case to see whose turn it is.",
        )
    if last is not None and last.against == "demand" and about.what == "decision":
        last = None  # that was about something else
    if last is not None:
        _may_appeal_again(last, about)
    on = command.came_in_on or at.date()
    if not about.since <= on <= at.date():
        raise Refused(
            "The day cannot be right.",
            because="An appeal cannot have come in before the decision was made, or later than "
            "today.",
            instead="Give a day from {made} to today.",
            made=about.since,
        )
    dismissed = last is not None and last.standing == "dismissed"
    against: Against = "dismissal" if dismissed else about.what
    return AppealMade(command.text.strip(), on, written, against)


def _may_appeal_again(last: Appeal, about: Appealed) -> None:
    """Refuse a second appeal about the same; what was taken back bars none (HFD 2011 ref. 76)."""
    if last.withdrawn:
        return
    if last.is_open or last.standing == "handed_over":
        raise Refused(
            "You have already appealed.",
            because="Your appeal came in on {day}.",
            instead="If you want to add something, write a message or hand in a document.",
            day=last.came_in_on,
        )
    if last.answered_at is not None and about.made_at <= last.answered_at:
        raise Refused(
            "Your appeal has been answered.",
            because="Who examines appeals answered it on {day}.",
            instead="The answer says whether it can be appealed, and to whom.",
            day=last.answered_on or "",
        )


def _withdraw(last: Appeal, reason: str) -> AppealWithdrawn:
    if last.withdrawn or not (last.is_open or last.standing == "handed_over"):
        raise Refused(
            "There is no appeal to take back.",
            because="It has been taken back already, or it has come to an end.",
            instead="Open the appeal to see how it stands.",
        )
    return AppealWithdrawn(reason.strip())


def _answer(
    last: Appeal, command: RecordAnswer, *, about: Appealed | None, again_by: date, at: datetime
) -> AppealAnswered:
    _must_stand(last, "handed_over")
    if not command.text.strip():
        raise Refused(
            "The answer cannot be kept yet.",
            because="It does not say what was answered.",
            instead="Write what it comes to, in words that the resident understands.",
        )
    over = last.handed_over_at.date() if last.handed_over_at else at.date()
    if not over <= command.answered_on <= at.date():
        raise Refused(
            "The day cannot be right.",
            because="Nobody can have answered before the appeal was handed over, or later than "
            "today.",
            instead="Give a day from {made} to today.",
            made=over,
        )
    if command.answer == "changed" and last.against == "demand":
        raise Refused(
            "This cannot be the answer.",
            because="Whoever examines that we have not decided can tell us to decide, and cannot "
            "decide the case.",
            instead="Choose that it was set aside, or that it stands.",
        )
    ours = command.answer == "set_aside" and _left_to_decide(last, about)
    by = (command.decide_by or again_by) if ours else None
    ruling = _ruling(last, command)
    return AppealAnswered(command.answer, command.text.strip(), command.answered_on, by, ruling)


def _left_to_decide(last: Appeal, about: Appealed | None) -> bool:
    """Whether something is to be decided once that is set aside which `last` was against: what we
    were told to decide at last we may have decided while the higher instance was at it."""
    if last.against == "demand":
        return about is None or about.what == "demand"
    return last.against == "decision"


def _ruling(last: Appeal, command: RecordAnswer) -> Ruling | None:
    """What holds in the place of our decision, None where that was not what was changed."""
    if command.answer != "changed" or last.against != "decision":
        return None
    told = command.ruling
    if told is None or not all(one.strip() for one in (told.content, told.by, told.reference)):
        raise Refused(
            "The answer cannot be kept yet.",
            because="The decision was changed, and it does not say to what, by whom and under "
            "which number.",
            instead="Write what holds now as it stands in the ruling, with who made it and its "
            "number.",
        )
    if told.valid_from and told.valid_to and told.valid_to < told.valid_from:
        raise Refused(
            "The last day cannot come before the first day.",
            because="The decision would never be valid.",
            instead="Choose a last day after {first}.",
            first=told.valid_from,
        )
    plain = (told.content.strip(), told.by.strip(), told.reference.strip())
    return Ruling(told.outcome, *plain, told.valid_from, told.valid_to)


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
        "answered": "It has been answered.",
        "withdrawn": "It has been taken back.",
        "lapsed": "The case has been decided meanwhile.",
    }[last.standing]
    raise Refused(
        "This is not the next step with the appeal.",
        because=why,
        instead="Open the case and take the step that is open.",
    )
