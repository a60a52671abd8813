"""A case that is moved to another municipality: what is handed over, and how it begins there."""

from __future__ import annotations

from datetime import datetime

from samrum.core import transfer
from samrum.core.case.happened import CaseClosed, Event
from samrum.core.case.known import Case
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.hiding import hidden_items
from samrum.core.refusal import Refused
from samrum.core.transfer import AskTransfer, Carried, File, FileHandedOver
from samrum.packages.package import ServicePackage


def move(
    case: Case, command: transfer.Command, *, at: datetime, package: ServicePackage
) -> list[Event]:
    """Return what happens in a case that another municipality is asked to take; raise `Refused`."""
    if isinstance(command, AskTransfer):
        _may_be_moved(case, command.request)
        _must_be_carried(case, command.request)
    rule = package.transfer
    under_it = rule if rule and rule.holds_for(package.legal_basis) else None
    events: list[Event] = [*transfer.decide(case.transfer, command, at=at, rule=under_it)]
    if any(isinstance(event, FileHandedOver) for event in events):
        assert case.transfer is not None, "what is handed over was asked for"
        _may_be_moved(case, case.transfer.request)
        events.append(CaseClosed())
    return events


def may_be_carried(case: Case) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The facts and documents that can go along.

    What a register says the other municipality asks for itself, and what is hidden from the party
    stays with who decided that it is.
    """
    hidden = hidden_items(case.hidings)
    facts = tuple(
        name
        for name, fact in case.facts.items()
        if fact.source != "register" and f"fact:{name}" not in hidden
    )
    numbers = (one.number for one in case.documents)
    return facts, tuple(one for one in numbers if f"document:{one}" not in hidden)


def file_of(case: Case, request: transfer.Request) -> File:
    """What the request said is handed over, as it is today."""
    facts, documents = may_be_carried(case)
    wanted = {one: case.facts[one] for one in request.facts if one in facts}
    papers = [
        one for one in case.documents if one.number in request.documents and one.number in documents
    ]
    return File(
        tuple(
            Carried(name, Answer(fact.value, fact.standing), fact.source)
            for name, fact in wanted.items()
        ),
        tuple(Upload(one.kind, one.name, one.media_type, one.size, one.sha256) for one in papers),
    )


def _may_be_moved(case: Case, request: transfer.Request) -> None:
    if case.protected and not request.protected:
        raise Refused(
            "The case cannot be moved on this request.",
            because="The resident's data are protected, and the request does not say so.",
            instead="Let the case stay, and ask anew: then only who is cleared is shown it.",
        )
    if case.stage in ("withdrawn", "closed"):
        raise Refused(
            "The case cannot be moved.",
            because="It is not being worked on any more.",
            instead="Help the resident to apply in the other municipality.",
        )
    made = case.appeal
    waits = made is not None and made.standing == "handed_over" and not made.withdrawn
    if made is not None and (made.is_open or (waits and made.answer is None)):
        raise Refused(
            "The case cannot be moved yet.",
            because="An appeal is being examined.",
            instead="Wait for the answer, and ask then.",
        )


def _must_be_carried(case: Case, request: transfer.Request) -> None:
    facts, documents = may_be_carried(case)
    if not (set(request.facts) <= set(facts) and set(request.documents) <= set(documents)):
        raise Refused(
            "This cannot be handed over.",
            because="The request names something that is not in the case, or is hidden.",
            instead="Open the page again and choose from the list.",
        )
