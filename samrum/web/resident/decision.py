"""Reading the decision: what it is, why, under which rules, and how to appeal."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.automation import is_function
from samrum.core.case import OpenDecision
from samrum.core.case.after import may_appeal
from samrum.core.served import CARRIES, delivery
from samrum.core.turning import turns
from samrum.office import act
from samrum.office.municipality import now
from samrum.office.see import CaseView
from samrum.packages.ruleset import MatchedRule
from samrum.web.resident import mine
from samrum.web.resident.standing import decision_words
from samrum.web.shared import after_decision, events, page
from samrum.web.shared.after_decision import answer_words
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that held: what it says, where it comes from, and the facts it looked at."""

    reason: str
    source: str
    facts: tuple[tuple[str, str], ...]


def decision(request: HttpRequest, id: str) -> HttpResponse:
    """The decision.  The first time it is opened by a press, and the journal says so."""
    view = mine.seen(request, id)
    if request.method == "POST":
        act.act(page.reader(request), OpenDecision(), case=id, key=page.key(request))
        return page.go("resident:decision", id)
    made = view.case.decision
    if made is None:
        raise Http404
    at = now(page.reader(request).tenant)
    about = {
        "decision": made,
        "opened": made.opened_at is not None,
        "outcome": decision_words(view.case),
        "rules": () if made.ruled_by else rules(view),
        "letter": _letter(view),
        "afterwards": in_words(view.package.afterwards.get(made.outcome, {})),
        "decider": view.names.get(made.decider, ""),
        "by_function": is_function(made.decider),
        "turns": _turns(view) if is_function(made.decider) else (),
        "appeal": _appeal(view),
        "made_appeal": None if may_appeal(view.case, at) else view.case.appeal,
        "answer": answer_words(view.case.appeal.answer)
        if view.case.appeal and view.case.appeal.answer
        else "",
        "versions": after_decision.versions(view.case),
    }
    return mine.show(request, view, "resident/decision.html", **about)


def _turns(view: CaseView) -> list[tuple[str, str, str]]:
    """What would have made the function leave the case to a human: fact, value, and instead of."""
    made, facts = view.case.decision, view.case.facts
    assert made is not None, "only of what was decided"
    return [
        (
            events.fact_name(view.package, one.fact),
            events.fact_value(view.package, one.fact, one.value),
            events.fact_value(view.package, one.fact, facts[one.fact].value),
        )
        for one in turns(view.case, view.package, made.made_at.date())
        if one.fact in facts and facts[one.fact].standing == "known"
    ]


def rules(view: CaseView) -> list[Rule]:
    """The rules that the decision rests on, each once, in the order they were applied."""
    if view.case.recommendation is None:
        return []
    matched = view.case.recommendation.applied.matched
    told = (_rule(view, rule) for rule in matched if in_words(rule.reason))
    return list({rule.reason: rule for rule in told}.values())


def _rule(view: CaseView, rule: MatchedRule) -> Rule:
    known = [(id, view.case.facts.get(id)) for id in rule.facts]
    facts = tuple(
        (
            events.fact_name(view.package, id),
            events.fact_value(view.package, id, fact.value, fact.standing),
        )
        for id, fact in known
        if fact is not None
    )
    return Rule(in_words(rule.reason), _source(rule), facts)


def _source(rule: MatchedRule) -> str:
    kinds = {
        "law": _("The law: %(provision)s"),
        "agency_regulation": _("A national regulation: %(provision)s"),
        "guidance": _("Guidance from the authorities: %(provision)s"),
        "local_policy": _("Decided by the municipality itself: %(provision)s"),
    }
    where = rule.provision or rule.source_ref
    return (kinds.get(rule.source_kind, "%(provision)s") % {"provision": where}) if where else ""


def _letter(view: CaseView) -> int:
    """The number of the letter that tells the decision, 0 while it is being written."""
    on = {one.id: one.on for one in view.package.letters}
    return next(
        (
            one.number
            for one in reversed(view.case.letters)
            if on.get(one.template) in CARRIES and one.sha256
        ),
        0,
    )


def _appeal(view: CaseView) -> dict[str, object] | None:
    """How to appeal; nobody appeals against getting all she asked for."""
    made = view.case.decision
    if made is None or made.outcome == "grant" or made.ruled_by:
        return None
    return {
        "instance": in_words(view.package.appeal_instance),
        "days": view.package.appeal_days,
        "last": delivery(view.case, view.package).appeal_by,
    }
