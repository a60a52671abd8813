"""The requirements of E-ARK CSIP 2.1.0 that say MUST, and those of E-ARK SIP 2.1.0 about who made
the package, read from the specifications and checked anew.

Written without looking at how the package is made: what is asked for, element by element, by the
ids of the specification ("CSIP80").  `faults` gives what does not hold, in words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

M = "{http://www.loc.gov/METS/}"
C = "{https://DILCIS.eu/XML/METS/CSIPExtensionMETS}"
X = "{http://www.w3.org/1999/xlink}"
NCNAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
FILES = ("MIMETYPE", "SIZE", "CREATED", "CHECKSUM", "CHECKSUMTYPE")


def faults(package: Path) -> list[str]:
    """What a package does not fulfil, the representations' documents too."""
    found = list(_document(package / "METS.xml", package.name, root=True))
    for one in sorted(package.glob("representations/*/METS.xml")):
        found += [f"{one.parent.name}: {said}" for said in _document(one, one.parent.name)]
    return found + list(_unlisted(package))


def _document(path: Path, name: str, *, root: bool = False) -> Iterator[str]:
    if not path.is_file():
        yield f"CSIPSTR: {path} is missing"
        return
    mets = ET.parse(path).getroot()
    yield from _said("CSIP1", mets.get("OBJID") == name)
    yield from _said("CSIP2", bool(mets.get("TYPE")))
    yield from _said("CSIP4", bool(mets.get(f"{C}CONTENTINFORMATIONTYPE")))
    yield from _said("CSIP6", (mets.get("PROFILE") or "").startswith("https://"))
    yield from _header(mets)
    yield from _ids(mets)
    for section in mets.findall(f"{M}dmdSec"):
        yield from _said("CSIP18", bool(section.get("ID")))
        yield from _said("CSIP19", bool(DAY.fullmatch(section.get("CREATED") or "")))
        for reference in section.findall(f"{M}mdRef"):
            yield from _said("CSIP25", bool(reference.get("MDTYPE")))
            yield from _file(reference, reference, path.parent, ("CSIP22", "CSIP23", "CSIP24"))
    yield from _files(mets, path.parent, root=root)
    yield from _map(mets, path.parent, name, root=root)


def _header(mets: ET.Element) -> Iterator[str]:
    header = mets.find(f"{M}metsHdr")
    if header is None:
        yield "CSIP117"
        return
    yield from _said("CSIP7", bool(DAY.fullmatch(header.get("CREATEDATE") or "")))
    yield from _said("CSIP9", header.get(f"{C}OAISPACKAGETYPE") == "SIP")
    software = [
        agent
        for agent in header.findall(f"{M}agent")
        if (agent.get("ROLE"), agent.get("TYPE"), agent.get("OTHERTYPE"))
        == ("CREATOR", "OTHER", "SOFTWARE")
    ]
    yield from _said("CSIP10-13", len(software) == 1)
    for agent in software:
        note = agent.find(f"{M}note")
        yield from _said("CSIP14", bool(agent.findtext(f"{M}name")))
        yield from _said("CSIP15", note is not None and bool(note.text))
        typed = note is not None and note.get(f"{C}NOTETYPE") == "SOFTWARE VERSION"
        yield from _said("CSIP16", typed)
    yield from _whose(header)


def _whose(header: ET.Element) -> Iterator[str]:
    """Whose archive it is (SIP9 to 14) and who hands it over (SIP15 to 20)."""
    for role, how, named, noted in (
        ("ARCHIVIST", "SIP9-12", "SIP12", "SIP14"),
        ("CREATOR", "SIP15-17", "SIP18", "SIP20"),
    ):
        agents = [
            agent
            for agent in header.findall(f"{M}agent")
            if agent.get("ROLE") == role and agent.get("TYPE") in ("ORGANIZATION", "INDIVIDUAL")
        ]
        yield from _said(how, len(agents) == 1)
        for agent in agents:
            notes = agent.findall(f"{M}note")
            yield from _said(named, bool(agent.findtext(f"{M}name")))
            typed = [one.get(f"{C}NOTETYPE") == "IDENTIFICATIONCODE" for one in notes]
            yield from _said(noted, all(typed))


def _ids(mets: ET.Element) -> Iterator[str]:
    """Every id is one (CSIP18, 59, 65, 67, 83, 85 ...)."""
    ids = [one for element in mets.iter() if (one := element.get("ID"))]
    yield from _said("unique ids", len(ids) == len(set(ids)))
    yield from _said("xml:id", all(NCNAME.fullmatch(one) for one in ids))
    for element in mets.iter(f"{M}fptr"):
        yield from _said("CSIP116", element.get("FILEID") in ids)


def _files(mets: ET.Element, folder: Path, *, root: bool) -> Iterator[str]:
    sections = mets.findall(f"{M}fileSec")
    yield from _said("CSIP58", len(sections) == 1)
    groups = sections[0].findall(f"{M}fileGrp") if sections else []
    yield from _said("CSIP59", all(one.get("ID") for one in sections))
    uses = [group.get("USE") or "" for group in groups]
    if root:
        yield from _said("CSIP60", "Documentation" in uses)
        yield from _said("CSIP113", "Schemas" in uses)
        yield from _said("CSIP114", any(use.startswith("Representations") for use in uses))
    for group in groups:
        yield from _said("CSIP64", bool(group.get("USE")))
        yield from _said("CSIP65", bool(group.get("ID")))
        yield from _said("CSIP66", bool(group.findall(f"{M}file")))
        if (group.get("USE") or "").startswith("Representations"):
            yield from _said("CSIP62", bool(group.get(f"{C}CONTENTINFORMATIONTYPE")))
        for file in group.findall(f"{M}file"):
            yield from _said("CSIP67", bool(file.get("ID")))
            places = file.findall(f"{M}FLocat")
            yield from _said("CSIP76", len(places) == 1)
            for place in places:
                yield from _file(file, place, folder, ("CSIP77", "CSIP78", "CSIP79"))


def _file(
    about: ET.Element, place: ET.Element, folder: Path, named: tuple[str, str, str]
) -> Iterator[str]:
    yield from _said(named[0], place.get("LOCTYPE") == "URL")
    yield from _said(named[1], place.get(f"{X}type") == "simple")
    path = folder / unquote(place.get(f"{X}href") or "")
    yield from _said(f"{named[2]} {path.name}", path.is_file())
    yield from _said("CSIP26-30, 68-72", all(about.get(name) for name in FILES))
    if path.is_file():
        content = path.read_bytes()
        yield from _said(f"SIZE of {path.name}", about.get("SIZE") == str(len(content)))
        right = hashlib.sha256(content).hexdigest() == about.get("CHECKSUM")
        yield from _said(f"CHECKSUM of {path.name}", right)


def _map(mets: ET.Element, folder: Path, name: str, *, root: bool) -> Iterator[str]:
    maps = [one for one in mets.findall(f"{M}structMap") if one.get("LABEL") == "CSIP"]
    yield from _said("CSIP80, 82", len(maps) == 1)
    if len(maps) != 1:
        return
    yield from _said("CSIP81", maps[0].get("TYPE") == "PHYSICAL")
    yield from _said("CSIP83", bool(maps[0].get("ID")))
    tops = maps[0].findall(f"{M}div")
    yield from _said("CSIP84", len(tops) == 1)
    yield from _said("CSIP85", all(one.get("ID") for one in tops))
    yield from _said("CSIP86", all(one.get("LABEL") == name for one in tops))
    divisions = {one.get("LABEL") or "": one for top in tops for one in top.findall(f"{M}div")}
    yield from _said("CSIP88, 90", "Metadata" in divisions)
    yield from _said("CSIP89, 94, 98, 106", all(one.get("ID") for one in divisions.values()))
    described = {one.get("ID") for one in mets.findall(f"{M}dmdSec")}
    told = set((divisions["Metadata"].get("DMDID") or "").split()) if divisions else set()
    yield from _said("CSIP92", told == described)
    if not root:
        return
    yield from _said("CSIP93, 95", "Documentation" in divisions)
    yield from _said("CSIP97, 99", "Schemas" in divisions)
    pointed = set()
    for label, one in divisions.items():
        if label.startswith("Representations/"):
            pointers = one.findall(f"{M}mptr")
            yield from _said("CSIP109", len(pointers) == 1)
            for pointer in pointers:
                yield from _said("CSIP111", pointer.get(f"{X}type") == "simple")
                yield from _said("CSIP112", pointer.get("LOCTYPE") == "URL")
                href = unquote(pointer.get(f"{X}href") or "")
                yield from _said("CSIP110", (folder / href).is_file())
                yield from _said("CSIP107", href == f"{label.lower()}/METS.xml")
                pointed.add(href)
    there = {str(one.relative_to(folder)) for one in folder.glob("representations/*/METS.xml")}
    yield from _said("CSIP105", pointed == there)


def _unlisted(package: Path) -> Iterator[str]:
    """Files that no METS document speaks of."""
    told = {package / "METS.xml"}
    for path in (package / "METS.xml", *package.glob("representations/*/METS.xml")):
        for element in ET.parse(path).iter():
            if (href := element.get(f"{X}href")) is not None:
                told.add(path.parent / unquote(href))
    for file in package.rglob("*"):
        if file.is_file() and file not in told:
            yield f"not listed: {file.relative_to(package)}"


def _said(requirement: str, holds: bool) -> Iterator[str]:
    if not holds:
        yield requirement
