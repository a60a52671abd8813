"""What holds here: services, what the board has set, the law, and what nobody has verified."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse

from samrum.core.danger import Danger
from samrum.office import configuration as office
from samrum.office import not_begun, rehearsal
from samrum.packages.guard import STAGES, GuardRule
from samrum.packages.package import ServicePackage
from samrum.web.shared import page
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def configuration(request: HttpRequest) -> HttpResponse:
    """The page; nothing on it is about a person."""
    told = office.configuration(page.reader(request).tenant)
    about = {
        "services": [
            (one, by_stage(own(one.package.guards, told.law.guards))) for one in told.services
        ],
        "law": told.law,
        "guards": by_stage(told.law.guards),
        "unsure": told.unsure,
        "claims": claims(one.package for one in told.services),
        "look": told.look,
        "broken": broken(told.look.found if told.look else ()),
        "administrator": told.administrator,
        "reports_support": not_begun.has_any(page.reader(request)),
        "stages": stages(),
        "sources": sources(),
    }
    return page.show(request, "desk/configuration.html", about)


def paper(request: HttpRequest, service: str, number: int) -> HttpResponse:
    """The paper that went to the board before it changed the rules of a service."""
    found = rehearsal.paper(page.reader(request).tenant, service, number)
    return FileResponse(found, filename=f"{service}-{number}.pdf", content_type="application/pdf")


def own(guards: Iterable[GuardRule], country: Iterable[GuardRule]) -> list[GuardRule]:
    """The guards that a service has beside those of its country."""
    shared = set(map(id, country))
    return [one for one in guards if id(one) not in shared]


def by_stage(guards: Iterable[GuardRule]) -> list[tuple[str, list[GuardRule]]]:
    """Guards under the stage they stand at, in the order of the stages."""
    ordered = sorted(guards, key=lambda one: STAGES.index(one.stage))
    return [(stage, list(some)) for stage, some in groupby(ordered, key=lambda one: one.stage)]


def claims(packages: Iterable[ServicePackage]) -> list[tuple[str, list[str]]]:
    """What services claim and nobody has verified, each once with those that claim it."""
    found = dict[str, list[str]]()
    for one in packages:
        for claim in one.to_verify:
            found.setdefault(in_words(claim), []).append(in_words(one.title))
    return list(found.items())


def broken(found: Iterable[Danger]) -> list[tuple[str, int]]:
    """What is broken, in words and numbers; what is of no known kind only the doctor tells."""
    labels, counted = kinds(), dict[str, int]()
    for one in found:
        kind = one.kind.partition(":")[0]
        label = labels.get(kind, _("Other things that samrum doctor tells"))
        many = one.many if kind in SUMMED else 1
        counted[label] = counted.get(label, 0) + many
    return list(counted.items())


SUMMED: Final = ("letters-failed", "letters-unsure", "letters-waiting", "extracts")


def kinds() -> dict[str, str]:
    """What the daily look at the installation counts, by the kind of samrum.site.undone."""
    return {
        "letters-failed": _("Letters that could not be delivered"),
        "letters-unsure": _("Letters that may not have arrived"),
        "letters-waiting": _("Letters that wait to be sent for more than an hour"),
        "register": _("Registers that did not answer"),
        "webhook": _("Other systems that do not take what they are told"),
        "extracts": _("Residents who wait for everything about themselves"),
        "checkpoints": _("Checkpoints that are overdue"),
        "backups": _("Backups that are missing or too old"),
    }


def stages() -> dict[str, str]:
    """When a guard of law is asked, by its stage."""
    return {
        "received": _("When it comes in"),
        "taken": _("When somebody takes the case"),
        "completed": _("When it is complete"),
        "investigated": _("When it is assessed"),
        "heard": _("When the party is heard"),
        "decided": _("When it is decided"),
        "notified": _("When the party is told"),
        "appealed": _("When it is appealed"),
        "reviewed": _("When it is reviewed or changed"),
        "carried_out": _("When it is carried out"),
        "insight": _("When something is hidden from the party"),
        "transferred": _("When the case is to move to another municipality"),
    }


def sources() -> dict[str, str]:
    """Where a value that the board can set comes from, by its kind of source."""
    return {
        "law": _("from the law"),
        "agency_regulation": _("from an agency's regulations"),
        "guidance": _("from guidance"),
        "local_policy": _("the board's own choice"),
        "design": _("how the product works"),
    }
