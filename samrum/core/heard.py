"""The latest hearing as expressions and letters see it (samrum.packages.names.HEARING)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from samrum.core.case import Case
from samrum.core.hearing import Kind, Material, but_for
from samrum.core.hiding import hidden_items
from samrum.packages.package import ServicePackage
from samrum.packages.wording import found_nothing, said

_GROUP: Final[Mapping[Kind, str]] = {
    "register": "registers",
    "reading": "registers",
    "document": "documents",
    "paper": "documents",
    "told": "told",
    "note": "told",
    "ours": "ours",
}


def hearing_context(case: Case, package: ServicePackage, today: date) -> dict[str, object] | None:
    """Return the hearing with its material in the words of the case's letters, None without one."""
    if not case.hearings:
        return None
    latest = case.hearings[-1]
    told: dict[str, list[str]] = {group: [] for group in dict.fromkeys(_GROUP.values())}
    for one in but_for(latest.material, hidden_items(case.hidings)):
        told[_GROUP[one.kind]].append(_material(one, case, package))
    return {
        "open": latest.waits(today),
        "begun_on": latest.begun_at.date(),
        "until": latest.until,
        "answered": latest.answered_at is not None,
        "answer": latest.answer,
        "left_out": latest.left_out,
        "ground": latest.ground,
        "reason": latest.reason,
        **{group: tuple(texts) for group, texts in told.items()},
    }


def _material(one: Material, case: Case, package: ServicePackage) -> str:
    """One thing as a letter tells it: "Municipality of residence: Storvik"."""
    if one.kind == "paper":
        return next((d.name for d in case.documents if str(d.number) == one.name), "")
    if one.kind == "reading":
        return found_nothing(one.name, case.language)
    by = f" ({one.by})" if one.by and one.kind in ("told", "note") else ""
    term = package.terms.get(one.name)
    if term is None:
        return f"{one.says}{by}"
    value = said(term, one.says, case.language) or "–"
    return f"{term.words[case.language]}: {value}{by}"
