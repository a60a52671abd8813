"""A closed case becomes a package that an archive can take in: E-ARK CSIP 2.1.0 and CITS ERMS."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from pypdf import PdfReader

from samrum.core.case import CloseCase, Decide, HandInDocument, SendMessage, WriteNote
from samrum.core.change import Earlier
from samrum.core.refusal import Refused
from samrum.journal import cases, entries
from samrum.journal.cases import Kept
from samrum.office import act, archive, persons, uploads
from samrum.office.municipality import now
from samrum.office.post_room import send_waiting
from tests import csip
from tests.office.town import Cast, applies

E = "{https://DILCIS.eu/XML/ERMS}"
J = "{urn:samrum:journal:1}"


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "FILES", str(tmp_path / "files"))
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")


def case_of(cast: Cast, *, close: bool = True) -> Kept:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    id = applies(anna).case
    paper = uploads.receive(
        io.BytesIO("Intyg för Anna".encode()), kind="other", name="Ett intyg å.txt"
    )
    act.act(anna, HandInDocument(paper), case=id, key="d")
    act.act(anna, SendMessage("Hej <b>&</b>"), case=id, key="m")
    act.act(bo, SendMessage("Tack."), case=id, key="a")
    act.act(bo, WriteNote("Ringde."), case=id, key="n")
    act.act(bo, Decide("refuse", "Nej.", "Du går långt.", ("TrF 13:8",)), case=id, key="x")
    while send_waiting(1):
        pass
    if close:
        act.act(bo, CloseCase(), case=id, key="c")
    kept = cases.load(1, id)
    assert kept is not None
    return kept


@pytest.fixture
def package(cast: Cast, tmp_path: Path) -> Path:
    return archive.archive(1, case_of(cast), tmp_path / "out")


def test_the_package_fulfils_what_the_specification_demands(package: Path) -> None:
    assert csip.faults(package) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('OBJID="samrum', 'OBJID="other', "CSIP1"),
        ("https://earksip.dilcis.eu", "ftp://x", "CSIP6"),
        ('OAISPACKAGETYPE="SIP"', 'OAISPACKAGETYPE="DIP"', "CSIP9"),
        ('NOTETYPE="SOFTWARE VERSION"', 'NOTETYPE="X"', "CSIP16"),
        ('NOTETYPE="IDENTIFICATIONCODE"', 'NOTETYPE="X"', "SIP14"),
        ('ROLE="ARCHIVIST"', 'ROLE="EDITOR"', "SIP9-12"),
        ('ROLE="CREATOR" TYPE="ORGANIZATION"', 'ROLE="EDITOR" TYPE="ORGANIZATION"', "SIP15-17"),
        ('USE="Documentation"', 'USE="Papers"', "CSIP60"),
        ('LOCTYPE="URL"', 'LOCTYPE="URN"', "CSIP22"),
        ('CHECKSUM="', 'CHECKSUM="0', "CHECKSUM of ERMS.xml"),
        ('LABEL="CSIP"', 'LABEL="MINE"', "CSIP80, 82"),
        ('LABEL="Representations/original"', 'LABEL="Representations/x"', "CSIP107"),
    ],
)
def test_the_check_sees_a_package_that_does_not(
    package: Path, before: str, after: str, said: str
) -> None:
    mets = package / "METS.xml"
    text = mets.read_text(encoding="utf-8")
    assert before in text
    mets.write_text(text.replace(before, after, 1), encoding="utf-8")

    assert said in csip.faults(package)


def test_a_file_that_is_gone_or_was_added_is_seen(package: Path) -> None:
    shutil.copy(package / "METS.xml", package / "added.xml")
    (package / "documentation" / "README.txt").unlink()

    assert "not listed: added.xml" in csip.faults(package)
    assert "CSIP79 README.txt" in csip.faults(package)


def test_documents_letters_and_every_entry_of_the_journal_are_in_it(
    cast: Cast, package: Path
) -> None:
    data = package / "representations" / "original" / "data"
    id = package.name.removeprefix("samrum-")

    assert (data / "documents" / "1-Ett_intyg_å.txt").read_text("utf-8") == "Intyg för Anna"
    for letter in (data / "letters").iterdir():
        text = PdfReader(letter).xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
        assert "pdfaid" in text
    told = ET.parse(data / "journal.xml").getroot().findall(f"{J}entry")
    kept = entries.read(1, id)
    assert [one.get("hash") for one in told] == [entry.hash.hex() for entry in kept]
    assert [one.findtext(f"{J}payload") for one in told] == [entry.payload for entry in kept]


def test_the_description_says_what_the_case_is(package: Path) -> None:
    erms = ET.parse(package / "metadata" / "descriptive" / "ERMS.xml").getroot()
    (file,) = erms.findall(f"{E}aggregations/{E}aggregation")

    assert file.get("aggregationType") == "caseFile"
    assert (file.findtext(f"{E}objectId") or "").startswith("PRH ")
    assert file.findtext(f"{E}agents/{E}agent/{E}name") == "Anna Berg"
    assert file.findtext(f"{E}action/{E}actionMotivation") == "Du går långt."
    kinds = [one.get("recordType") for one in file.findall(f"{E}record")]
    assert kinds == ["document", "letter", "letter"]
    for one in file.iter(f"{E}appendix"):
        assert (package / (one.get("path") or "").removeprefix("file:")).is_file()


ORDER = {
    "erms": "control aggregations",
    "control": "identification maintenanceInformation",
    "maintenanceInformation": "maintenanceStatus maintenanceAgency maintenanceHistory",
    "maintenanceAgency": "agencyCode agencyName",
    "maintenanceEvent": "eventType eventDateTime agent",
    "aggregation": "objectId title status restriction agents dates action notes record",
    "record": "objectId title runningNumber restriction direction dates additionalInformation",
    "action": "actionText actionDue actionMotivation actionType dates agents",
    "agent": "name idNumber protectedIdentity",
}
"""What we use of the schema (ERMS.xsd 2.1.3), in the order of its sequences."""


def test_what_a_court_decided_is_the_decision_of_the_description(
    cast: Cast, tmp_path: Path
) -> None:
    kept = case_of(cast)
    ours = kept.case.decision
    assert ours is not None
    today = now(1).date()
    theirs = {"outcome": "grant", "content": "Ja.", "decider": "", "reasons": "Vintern räknas."}
    ruled = replace(ours, **theirs, ruled_by="Länsrätten", ruled_on=today, reference="258-77")
    before = (Earlier(ours, "ruled", "", "Vintern räknas.", "bo", ours.made_at),)
    changed = replace(kept, case=replace(kept.case, decision=ruled, earlier=before))

    folder = archive.archive(1, changed, tmp_path / "ruled")

    one = ET.parse(folder / "metadata/descriptive/ERMS.xml").getroot()
    (action,) = one.iter(f"{E}action")
    told = "".join(action.itertext())
    assert "Ja." in told and "Länsrätten (258-77)" in told and today.isoformat() in told
    notes = ["".join(note.itertext()) for note in one.iter(f"{E}note")]
    assert any("Nej." in note and "ruled: Vintern räknas." in note for note in notes)


def test_the_description_keeps_the_order_of_the_schema(package: Path) -> None:
    erms = ET.parse(package / "metadata" / "descriptive" / "ERMS.xml").getroot()
    for element in erms.iter():
        name = element.tag.removeprefix(E)
        inside = [child.tag.removeprefix(E) for child in element]
        if name in ORDER:
            allowed = ORDER[name].split()
            assert inside == sorted(inside, key=allowed.index), name


def test_where_a_protected_person_lives_is_not_in_the_letters(cast: Cast, tmp_path: Path) -> None:
    kept = case_of(cast)
    persons.protect(cast.anna.id)
    kept = cases.load(1, kept.case.id) or kept

    package = archive.archive(1, kept, tmp_path / "out")

    for letter in (package / "representations" / "original" / "data" / "letters").iterdir():
        assert "Storgatan 2" not in " ".join(p.extract_text() for p in PdfReader(letter).pages)
    erms = (package / "metadata" / "descriptive" / "ERMS.xml").read_text(encoding="utf-8")
    assert "protectedIdentity>true" in erms
    assert csip.faults(package) == []


def test_only_a_closed_case_is_archived_and_once(cast: Cast, tmp_path: Path) -> None:
    kept = case_of(cast, close=False)
    with pytest.raises(Refused, match="not closed"):
        archive.archive(1, kept, tmp_path)
    tomorrow = now(1).date() + timedelta(days=1)
    assert list(archive.closed_before(1, tomorrow)) == []

    act.act(cast.reads("bo"), CloseCase(), case=kept.case.id, key="c")
    closed = archive.of_number(1, kept.case.number.lower())
    assert closed is not None
    archive.archive(1, closed, tmp_path)
    with pytest.raises(Refused, match="exists"):
        archive.archive(1, closed, tmp_path)
