"""The first page of a municipality, and the page where each service begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from samrum.office.municipality import package
from samrum.packages.package import ServicePackage
from samrum.web.shared import entrance, page
from samrum.web.shared.words import in_words, ngettext


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody should have at hand before she begins."""

    documents: tuple[str, ...]
    questions: int


def home(request: HttpRequest) -> HttpResponse:
    """What the municipality offers, and the way in."""
    here = page.here(request)
    offered = (package(here.tenant, service) for service in here.adopted)
    about = {
        "services": sorted((one for one in offered if one), key=lambda one: in_words(one.title)),
        "logged_out": entrance.has_logged_out(request),
    }
    return page.show(request, "resident/home.html", about)


def service(request: HttpRequest, service: str) -> HttpResponse:
    """What the service is, who can get it, what one needs, how long it takes."""
    offered = package(page.here(request).tenant, service)
    if offered is None:
        raise Http404
    about = {
        "service": offered,
        "needs": needs(offered),
        "promised": promised(offered.expected_days),
        "contact": page.contact(request, service),
    }
    return page.show(request, "resident/service.html", about)


def needs(service: ServicePackage) -> Needs:
    """Read off the form: the documents it asks for, and how many pages it can have, with the one
    on how we shall reach her."""
    pages = service.forms["apply"].pages
    asked = [service.terms[question.fact] for page in pages for question in page.questions]
    documents = tuple(in_words(term.words) for term in asked if term.type == "document")
    return Needs(documents, len(pages) + 1)


def promised(days: int) -> str:
    """A time as people say it: whole weeks in weeks."""
    if days % 7 == 0:
        return ngettext("%(n)s week", "%(n)s weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
