"""A case as a package for an archive: E-ARK SIP 2.1 with a CITS ERMS description.

    <package>/METS.xml
    <package>/metadata/descriptive/ERMS.xml
    <package>/documentation/README.txt
    <package>/schemas/journal.xsd
    <package>/representations/original/METS.xml
    <package>/representations/original/data/documents/..., letters/..., journal.xml

The archive gets everything, also what is hidden from the party, marked with its ground; where a
protected person lives is not in it.  Letters are PDF/A-2a; documents are as they were handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from django.conf import settings

import samrum
from samrum.channels import mets
from samrum.channels.durable import write_over
from samrum.channels.erms import CaseFile, Decided, Described, Someone, erms
from samrum.channels.mets import Made, PackedFile
from samrum.channels.store import Store
from samrum.core.case import Case
from samrum.core.hiding import hidden_items
from samrum.core.refusal import Refused
from samrum.journal import destroyed, entries, people, records
from samrum.journal.cases import Kept
from samrum.journal.chain import Entry
from samrum.office.municipality import municipality, now
from samrum.office.paper import answers_for, set_letter
from samrum.office.uploads import plain_name
from samrum.office.versions import package_of

JOURNAL: Final = "urn:samrum:journal:1"
ORIGINAL: Final = "original"


def archive(tenant: int, kept: Kept, folder: Path) -> Path:
    """Write the package of one case into `folder`; where it lies.

    Raises Refused for a case that is not closed, or that lies there already.
    """
    if kept.case.stage != "closed":
        raise Refused(
            "The case cannot be archived yet.",
            because="It is not closed, so something may still be added to it.",
            instead="Close it first.",
        )
    place = folder / f"samrum-{kept.case.id}"
    if place.exists():
        raise Refused(
            "The package is there already.",
            because="The folder {place} exists.",
            instead="Choose another folder, or remove it first.",
            place=place,
        )
    for path, content in _contents(tenant, kept, place.name):
        write_over(place / path, content)
    return place


def closed_before(tenant: int, day: date) -> Iterator[Kept]:
    """The closed cases that were closed before a day, service by service."""
    here = municipality(tenant)
    for service in here.adopted:
        for kept in destroyed.old(tenant, service, datetime.combine(day, time(), here.zone)):
            if kept.case.closed_at is not None and kept.case.closed_at.date() < day:
                yield kept


def of_number(tenant: int, number: str) -> Kept | None:
    """The case with this number."""
    return records.case_of(tenant, people.storable(number).strip().upper())


def _contents(tenant: int, kept: Kept, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the package by its path, the METS documents last."""
    here, at = municipality(tenant), now(tenant).replace(microsecond=0)
    made = Made("Samrum", samrum.__version__, here.agency, here.organisation_number, at)
    data = [*_documents(kept.case), *_letters(tenant, kept), _journal(tenant, kept.case.id, at)]
    described = _packed("metadata/descriptive/ERMS.xml", _description(tenant, kept, data, at), at)
    readme = _packed("documentation/README.txt", _readme(kept.case, at), at, "text/plain")
    schema = _packed("schemas/journal.xsd", _schema(), at)
    representation = mets.representation_mets(ORIGINAL, made, data)
    pointer = _packed(f"representations/{ORIGINAL}/METS.xml", representation, at)
    root = mets.package_mets(
        name,
        kept.case.number,
        made,
        described=[described],
        documentation=[readme],
        schemas=[schema],
        representations={ORIGINAL: pointer},
    )
    for one in data:
        yield f"representations/{ORIGINAL}/{one.path}", one.content
    for one in (described, readme, schema, pointer):
        yield one.path, one.content
    yield "METS.xml", root


def _documents(case: Case) -> Iterator[PackedFile]:
    for one in case.documents:
        with Store(Path(settings.FILES)).open(one.sha256) as file:
            content = file.read()
        yield _packed(
            _document_path(one.number, one.name), content, one.received_at, one.media_type
        )


def _letters(tenant: int, kept: Kept) -> Iterator[PackedFile]:
    """The letters; of a protected person with nothing in the window."""
    here, case = municipality(tenant), kept.case
    for one in case.letters:
        if one.sha256 and not kept.protected:
            with Store(Path(settings.FILES)).open(one.sha256) as file:
                content = file.read()
        else:
            content = set_letter(here, case, one, None, answers_for(tenant, case)).pdf
        yield _packed(_letter_path(one.number), content, one.ordered_at, "application/pdf")


def _journal(tenant: int, case: str, at: datetime) -> PackedFile:
    ET.register_namespace("journal", JOURNAL)
    root = ET.Element(f"{{{JOURNAL}}}journal", {"stream": case, "tenant": str(tenant)})
    for entry in entries.read(tenant, case):
        made = ET.SubElement(root, f"{{{JOURNAL}}}entry", _told(entry))
        if entry.payload is not None:
            ET.SubElement(made, f"{{{JOURNAL}}}payload").text = entry.payload
    content = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return _packed("data/journal.xml", content, at)


def _told(entry: Entry) -> dict[str, str]:
    told = {
        "seq": str(entry.seq),
        "kind": entry.kind,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "actor": entry.actor,
        "role": entry.role,
        "agency": entry.agency,
        "via": entry.via,
        "onBehalfOf": entry.on_behalf_of,
        "mandate": str(entry.mandate),
        "commitment": entry.commitment.hex(),
        "hash": entry.hash.hex(),
    }
    return told | ({"salt": entry.salt.hex()} if entry.salt is not None else {})


def _description(tenant: int, kept: Kept, data: Iterable[PackedFile], at: datetime) -> bytes:
    here, case = municipality(tenant), kept.case
    known = people.load(tenant, case.resident)
    assert known is not None, "a case is for somebody who is known here"
    names = people.names(tenant, [one for one in (case.caseworker,) if one])
    decided = case.decision
    title = package_of(tenant, case.package).title
    secret = {one.item: one.provision for one in case.hidings if one.holds}
    file = CaseFile(
        case.id,
        case.number,
        title.get("sv") or next(iter(title.values())),
        case.received_at,
        case.closed_at,
        (
            Someone("counterpart", known.person.name, known.person.number, kept.protected),
            *(Someone("responsible_person", name) for name in names.values()),
        ),
        tuple(_records(case, secret)),
        Decided(
            decided.content or decided.outcome,
            "; ".join(decided.provisions),
            decided.reasons,
            f"{decided.ruled_by} ({decided.reference})"
            if decided.ruled_by
            else answers_for(tenant, case),
            decided.made_at if decided.ruled_on is None else _midday(decided.ruled_on),
        )
        if decided
        else None,
        (*((one.text, one.made_at) for one in case.notes), *_earlier(case)),
        tuple(dict.fromkeys(secret[item] for item in sorted(hidden_items(case.hidings)))),
    )
    return erms(
        file,
        agency=here.agency,
        agency_number=here.organisation_number,
        software=f"Samrum {samrum.__version__}",
        at=at,
    )


def _earlier(case: Case) -> Iterator[tuple[str, datetime]]:
    """The versions of the decision that no longer hold, as notes beside the one that does."""
    for one in case.earlier:
        yield (
            f"{one.decision.content} ({one.decision.day}; {one.kind}: {one.because})",
            one.changed_at,
        )


def _midday(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _records(case: Case, secret: dict[str, str]) -> Iterator[Described]:
    base = f"representations/{ORIGINAL}"
    for document in case.documents:
        yield Described(
            f"{case.id}-document-{document.number}",
            document.number,
            "document",
            document.name,
            "incoming",
            document.received_at,
            f"file:{base}/{_document_path(document.number, document.name)}",
            secret.get(f"document:{document.number}", ""),
        )
    for letter in case.letters:
        yield Described(
            f"{case.id}-letter-{letter.number}",
            len(case.documents) + letter.number,
            "letter",
            letter.title,
            "outgoing",
            letter.ordered_at,
            f"file:{base}/{_letter_path(letter.number)}",
        )


def _document_path(number: int, name: str) -> str:
    return f"data/documents/{number}-{plain_name(name).replace(' ', '_')}"


def _letter_path(number: int) -> str:
    return f"data/letters/{number}.pdf"


def _readme(case: Case, at: datetime) -> bytes:
    text = files("samrum.office").joinpath("archive_readme.txt").read_text(encoding="utf-8")
    return text.format(number=case.number, day=at.date().isoformat()).encode()


def _schema() -> bytes:
    return files("samrum.channels").joinpath("journal.xsd").read_bytes()


def _packed(path: str, content: bytes, at: datetime, kind: str = "application/xml") -> PackedFile:
    return PackedFile(path, kind, content, at)
