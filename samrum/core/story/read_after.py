"""Reads the acts of a story that come after the decision: delivery, appeal, change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

from samrum.core.appeal import (
    Answer,
    AppealDecision,
    ConfirmAppeal,
    HandOver,
    JudgeTimeliness,
    LateGround,
    RecordAnswer,
    ReviewDecision,
    Ruling,
    WithdrawAppeal,
)
from samrum.core.case import ChangeDecision, Command, Decide, ReportLetter
from samrum.core.change import Kind
from samrum.core.notice import ChooseDelivery, Proof, ProveDelivery
from samrum.packages.sheet import Sheet

AFTER_COMMANDS: Final[Mapping[str, str]] = {
    "AppealDecision": "resident",
    "ChangeDecision": "caseworker",
    "ChooseDelivery": "caseworker",
    "ConfirmAppeal": "resident",
    "HandOver": "caseworker",
    "JudgeTimeliness": "caseworker",
    "ProveDelivery": "caseworker",
    "RecordAnswer": "caseworker",
    "ReportLetter": "post",
    "ReviewDecision": "caseworker",
    "WithdrawAppeal": "resident",
}
"""What can be done, and who usually does it."""
BUNDLE: Final = "0" * 64


def after_command(sheet: Sheet, does: str, outcomes: Sequence[str]) -> Command:
    """Return the command that an act of a story `does`."""
    match does:
        case "AppealDecision":
            return AppealDecision(sheet.text("text", ""), sheet.maybe_day("came_in_on"))
        case "ConfirmAppeal":
            return ConfirmAppeal()
        case "JudgeTimeliness":
            ground: Any = sheet.one_of("ground", get_args(LateGround), "")
            return JudgeTimeliness(sheet.flag("takes_up", True), ground, sheet.text("text", ""))
        case "ReviewDecision":
            found = (sheet.flag(key, False) for key in ("obviously_wrong", "simple", "detriment"))
            return ReviewDecision(sheet.text("text", ""), *found)
        case "HandOver":
            files = sheet.texts("files", ("Överklagandet", "Beslutet"))
            return HandOver(sheet.text("bundle", BUNDLE), files)
        case "WithdrawAppeal":
            return WithdrawAppeal(sheet.text("reason", ""))
        case "RecordAnswer":
            return _answer(sheet)
        case "ChooseDelivery":
            return ChooseDelivery(sheet.text("method"))
        case "ProveDelivery":
            proof: Any = sheet.one_of("proof", get_args(Proof), "told")
            return ProveDelivery(sheet.maybe_day("on") or date.max, proof)
        case "ReportLetter":
            return ReportLetter(sheet.whole("number"), "sent", BUNDLE, "story")
        case _:
            return _change(sheet, outcomes)


def _answer(sheet: Sheet) -> RecordAnswer:
    answer: Any = sheet.one_of("answer", get_args(Answer))
    day = sheet.maybe_day("answered_on") or date.max
    return RecordAnswer(
        answer, sheet.text("text", ""), day, sheet.maybe_day("decide_by"), _ruling(sheet)
    )


def _ruling(sheet: Sheet) -> Ruling | None:
    """What was put in the place of the decision, None where the story says nothing of it."""
    outcome: Any = sheet.one_of("outcome", ("grant", "partial", "refuse"), "")
    content, by, number = (sheet.text(key, "") for key in ("content", "ruled_by", "reference"))
    first, last = sheet.maybe_day("valid_from"), sheet.maybe_day("valid_to")
    return Ruling(outcome, content, by, number, first, last) if outcome else None


def _change(sheet: Sheet, outcomes: Sequence[str]) -> ChangeDecision:
    kind: Any = sheet.one_of("kind", get_args(Kind))
    outcome: Any = sheet.one_of("outcome", outcomes)
    to = Decide(
        outcome,
        sheet.text("content", ""),
        sheet.text("reasons", ""),
        sheet.texts("provisions", ()),
        sheet.maybe_day("valid_from"),
        sheet.maybe_day("valid_to"),
    )
    ground, because = sheet.text("ground"), sheet.text("because", "")
    return ChangeDecision(kind, ground, because, to, sheet.flag("to_detriment", False))
