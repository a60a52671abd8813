"""METS as E-ARK's common specification asks for it (CSIP 2.1.0): what lies in a package, and where.

Two documents: one at the root, which describes the package and points at each representation, and
one for each representation, which lists its files with size and checksum.  The requirement that an
element answers stands beside it ("CSIP80").  What is written here is our own reading of the
specification; it was checked by somebody else's validator (docs/archive.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

METS: Final = "http://www.loc.gov/METS/"
CSIP: Final = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XLINK: Final = "http://www.w3.org/1999/xlink"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
PROFILE: Final = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
CONTENT: Final = "citserms_v2_1"
TYPE: Final = "Mixed"
SCHEMAS: Final = (
    f"{METS} http://www.loc.gov/standards/mets/mets.xsd {CSIP}"
    " https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd"
)

for prefix, uri in (("mets", METS), ("csip", CSIP), ("xlink", XLINK), ("xsi", XSI)):
    ET.register_namespace(prefix, uri)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the package; `path` is relative to where its METS document lies."""

    path: str
    media_type: str
    content: bytes
    created: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """What made the package, for whom and when: `software` with its `version`, the `archive`'s
    organisation and its number."""

    software: str
    version: str
    organisation: str
    organisation_number: str
    at: datetime


def package_mets(
    id: str,
    label: str,
    made: Made,
    *,
    described: Sequence[PackedFile],
    documentation: Sequence[PackedFile],
    schemas: Sequence[PackedFile],
    representations: Mapping[str, PackedFile],
) -> bytes:
    """The METS document at the root; `representations` are METS documents by their name."""
    root = _root(id, label, made)
    names = _describe(root, described)
    files = ET.SubElement(root, _m("fileSec"), {"ID": _id(id, "files")})  # CSIP58, 59
    groups = {
        "Documentation": _group(files, id, "Documentation", documentation),  # CSIP60
        "Schemas": _group(files, id, "Schemas", schemas),  # CSIP113
    }
    for name, one in representations.items():  # CSIP114
        use = f"Representations/{name}"
        groups[use] = _group(files, id, use, [one], content=CONTENT)
    top = _map(root, id, names)
    for use, group in groups.items():
        div, name = _div(top, id, use), use.partition("/")[2]
        if name:  # CSIP105-112
            pointer = _link(representations[name]) | {_x("title"): group}
            ET.SubElement(div, _m("mptr"), pointer)
        else:  # CSIP93-100, 116, 118
            ET.SubElement(div, _m("fptr"), {"FILEID": group})
    return _written(root)


def representation_mets(name: str, made: Made, data: Sequence[PackedFile]) -> bytes:
    """The METS document of one representation."""
    root = _root(name, name, made)
    files = ET.SubElement(root, _m("fileSec"), {"ID": _id(name, "files")})
    group = _group(files, name, "Data", data)
    top = _map(root, name, [])
    ET.SubElement(_div(top, name, "Data"), _m("fptr"), {"FILEID": group})
    return _written(root)


def _root(id: str, label: str, made: Made) -> ET.Element:
    root = ET.Element(
        _m("mets"),
        {
            "OBJID": id,  # CSIP1
            "LABEL": label,
            "TYPE": TYPE,  # CSIP2
            "PROFILE": PROFILE,  # CSIP6
            _c("CONTENTINFORMATIONTYPE"): CONTENT,  # CSIP4
            f"{{{XSI}}}schemaLocation": SCHEMAS,
        },
    )
    when = {"CREATEDATE": _at(made.at), "LASTMODDATE": _at(made.at)}  # CSIP7, 8
    about = {"RECORDSTATUS": "NEW", _c("OAISPACKAGETYPE"): "SIP"}  # CSIP9
    header = ET.SubElement(root, _m("metsHdr"), {**when, **about})  # CSIP117
    software = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
    _agent(header, software, made.software, made.version, "SOFTWARE VERSION")  # CSIP10-16
    for role in (
        "ARCHIVIST",
        "CREATOR",
    ):  # whose archive it is, SIP9-14; who hands it over, SIP15-20
        who = {"ROLE": role, "TYPE": "ORGANIZATION"}
        _agent(header, who, made.organisation, made.organisation_number, "IDENTIFICATIONCODE")
    return root


def _agent(header: ET.Element, kind: dict[str, str], name: str, note: str, type: str) -> None:
    agent = ET.SubElement(header, _m("agent"), kind)
    ET.SubElement(agent, _m("name")).text = name
    ET.SubElement(agent, _m("note"), {_c("NOTETYPE"): type}).text = note


def _describe(root: ET.Element, described: Iterable[PackedFile]) -> list[str]:
    """One section for each description (CSIP17-30); their ids."""
    names = []
    for one in described:
        id = _id(one.path, "description")
        section = {"ID": id, "CREATED": _at(one.created), "STATUS": "CURRENT"}
        where = {"MDTYPE": "OTHER", "OTHERMDTYPE": "ERMS", **_about(one), **_link(one)}
        ET.SubElement(ET.SubElement(root, _m("dmdSec"), section), _m("mdRef"), where)
        names.append(id)
    return names


def _group(
    files: ET.Element, id: str, use: str, packed: Iterable[PackedFile], content: str = ""
) -> str:
    """A group of files (CSIP64-79); its id."""
    name = _id(id, use)
    kind = {"ID": name, "USE": use, **({_c("CONTENTINFORMATIONTYPE"): content} if content else {})}
    group = ET.SubElement(files, _m("fileGrp"), kind)
    for one in packed:
        file = ET.SubElement(group, _m("file"), {"ID": _id(one.path, use), **_about(one)})
        ET.SubElement(file, _m("FLocat"), _link(one))
    return name


def _map(root: ET.Element, id: str, described: Sequence[str]) -> ET.Element:
    """The structural map with its main division and that of the metadata (CSIP80-92)."""
    kind = {"ID": _id(id, "map"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}
    top = ET.SubElement(
        ET.SubElement(root, _m("structMap"), kind), _m("div"), {"ID": _id(id, "top"), "LABEL": id}
    )
    metadata = {"ID": _id(id, "Metadata"), "LABEL": "Metadata"}
    if described:
        metadata["DMDID"] = " ".join(described)
    ET.SubElement(top, _m("div"), metadata)
    return top


def _div(top: ET.Element, id: str, label: str) -> ET.Element:
    return ET.SubElement(top, _m("div"), {"ID": _id(id, f"div {label}"), "LABEL": label})


def _about(one: PackedFile) -> dict[str, str]:
    return {
        "MIMETYPE": one.media_type,
        "SIZE": str(len(one.content)),
        "CREATED": _at(one.created),
        "CHECKSUM": one.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _link(one: PackedFile) -> dict[str, str]:
    return {"LOCTYPE": "URL", _x("type"): "simple", _x("href"): quote(one.path)}


def _id(*parts: str) -> str:
    """An id that XML takes, the same for the same parts."""
    return "id-" + hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _m(name: str) -> str:
    return f"{{{METS}}}{name}"


def _c(name: str) -> str:
    return f"{{{CSIP}}}{name}"


def _x(name: str) -> str:
    return f"{{{XLINK}}}{name}"
