"""Reads the acts of a story that the procedure law asks for, or gives a party the right to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from samrum.core.arrival import CorrectArrival
from samrum.core.case import Command
from samrum.core.child import ConsiderChild
from samrum.core.delay import ForeseeDelay, TellDelay
from samrum.core.demand import DemandDecision, RefuseDemand
from samrum.core.hearing import AnswerHearing, BeginHearing, LeaveOutHearing
from samrum.core.oral import WAYS, AskToTell, DeclineTelling, Told
from samrum.core.story.known import By
from samrum.core.support import (
    BeginSupport,
    ExplainWait,
    GiveUpSupport,
    InterruptSupport,
    ReportSupport,
)
from samrum.packages.sheet import Sheet

LAW_COMMANDS: Final = (
    *("AnswerHearing", "AskToTell", "BeginHearing", "DeclineTelling", "LeaveOutHearing"),
    *("TellDelay", "ForeseeDelay", "DemandDecision", "RefuseDemand", "CorrectArrival"),
    *("ConsiderChild", "BeginSupport", "InterruptSupport", "ExplainWait", "GiveUpSupport"),
    "ReportSupport",
)


def law_command(sheet: Sheet, does: str) -> tuple[Command, By]:
    """Return the command, and who usually does it."""
    match does:
        case "BeginHearing":
            until = sheet.maybe_day("until") or date.min
            return BeginHearing(sheet.texts("material", ()), until), "caseworker"
        case "AnswerHearing":
            return AnswerHearing(sheet.text("text", "")), "resident"
        case "LeaveOutHearing":
            return LeaveOutHearing(sheet.text("ground"), sheet.text("reason", "")), "caseworker"
        case "AskToTell":
            return AskToTell(sheet.text("wish", "")), "resident"
        case "TellDelay":
            day = sheet.maybe_day("expected_by") or date.min
            return TellDelay(sheet.text("reason", ""), day), "caseworker"
        case "ForeseeDelay":
            return ForeseeDelay(), "rules"
        case "DemandDecision":
            return DemandDecision(sheet.text("text", "")), "resident"
        case "RefuseDemand":
            return RefuseDemand(sheet.text("reasons", "")), "caseworker"
        case "CorrectArrival":
            day = sheet.maybe_day("day") or date.min
            return CorrectArrival(day, sheet.text("reason", "")), "caseworker"
        case "ConsiderChild":
            said = (sheet.text(key, "") for key in ("best_interests", "views", "why_not"))
            return ConsiderChild(*said), "caseworker"
        case "DeclineTelling":
            return DeclineTelling(sheet.text("reason", "")), "caseworker"
        case _:
            return _support(sheet, does)


def _support(sheet: Sheet, does: str) -> tuple[Command, By]:
    """What is done with support that was granted."""
    reason, on = sheet.text("reason", ""), sheet.maybe_day("on") or date.max
    match does:
        case "BeginSupport":
            return BeginSupport(on), "caseworker"
        case "InterruptSupport":
            return InterruptSupport(on, reason), "caseworker"
        case "ExplainWait":
            return ExplainWait(reason), "caseworker"
        case "GiveUpSupport":
            return GiveUpSupport(reason), "resident"
        case _:
            return ReportSupport(sheet.text("quarter", "")), "caseworker"


def who_told(sheet: Sheet) -> Told | None:
    """Who told what is written down, None where the story does not say."""
    by: Any = sheet.one_of("told_by", ("party", "other"), "")
    way: Any = sheet.one_of("way", WAYS, "phone")
    on, name = sheet.maybe_day("told_on"), sheet.text("name", "")
    return Told(by, on, way, name) if by and on else None
