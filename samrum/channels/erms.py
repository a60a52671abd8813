"""A case as the E-ARK content information type for records systems describes it (CITS ERMS 2.1).

One aggregation, the case file, with a record for each document and letter.  What the description
asks of `moment` is a date and a time; what is not known is left out and never invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

ERMS: Final = "https://DILCIS.eu/XML/ERMS"
ET.register_namespace("erms", ERMS)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person or organisation with a part in the case; `type` is a word of the standard."""

    type: str
    name: str
    number: str = ""
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A record: `direction` "incoming" or "outgoing", `path` where its file lies."""

    id: str
    number: int
    kind: str
    title: str
    direction: str
    at: datetime
    path: str
    restricted: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    text: str
    provisions: str
    reasons: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The whole case.  `restrictions` are the provisions of secrecy that hold in it."""

    id: str
    number: str
    title: str
    opened: datetime
    closed: datetime | None
    people: tuple[Someone, ...]
    records: tuple[Described, ...]
    decision: Decided | None
    notes: tuple[tuple[str, datetime], ...]
    restrictions: tuple[str, ...]


def erms(case: CaseFile, *, agency: str, agency_number: str, software: str, at: datetime) -> bytes:
    """The description as XML."""
    root = ET.Element(_e("erms"))
    control = _in(root, "control")
    _in(control, "identification", case.number, identificationType="CaseNumber")
    _maintenance(control, agency, agency_number, software, at)
    one = _in(
        _in(root, "aggregations"),
        "aggregation",
        systemIdentifier=case.id,
        aggregationType="caseFile",
    )
    _in(one, "objectId", case.number)
    _in(one, "title", case.title)
    _in(one, "status", value="closed" if case.closed else "in_progress")
    for provision in case.restrictions:
        _in(_in(one, "restriction", restrictionType="confidential"), "regulation", provision)
    _agents(one, case.people)
    dates = _in(one, "dates")
    _in(dates, "date", _at(case.opened), dateType="opened")
    if case.closed:
        _in(dates, "date", _at(case.closed), dateType="closed")
    if case.decision:
        _decision(one, case.decision)
    if case.notes:
        notes = _in(one, "notes")
        for text, when in case.notes:
            _in(notes, "note", text, noteDate=_at(when))
    for record in case.records:
        _record(one, record)
    ET.indent(root)
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _maintenance(
    control: ET.Element, agency: str, number: str, software: str, at: datetime
) -> None:
    about = _in(control, "maintenanceInformation")
    _in(about, "maintenanceStatus", value="new")
    who = _in(about, "maintenanceAgency")
    _in(who, "agencyCode", number, type="organisation number")
    _in(who, "agencyName", agency)
    event = _in(_in(about, "maintenanceHistory"), "maintenanceEvent")
    _in(event, "eventType", value="created")
    _in(event, "eventDateTime", _at(at))
    _in(_in(event, "agent", agentType="creator"), "name", software)


def _agents(one: ET.Element, people: Iterable[Someone]) -> None:
    agents = _in(one, "agents")
    for person in people:
        agent = _in(agents, "agent", agentType=person.type)
        _in(agent, "name", person.name)
        if person.number:
            _in(agent, "idNumber", person.number, idNumberType="national number")
        if person.protected:
            _in(agent, "protectedIdentity", "true")


def _decision(one: ET.Element, decided: Decided) -> None:
    action = _in(one, "action")
    _in(action, "actionText", decided.text)
    if decided.provisions:
        _in(action, "actionDue", decided.provisions)
    if decided.reasons:
        _in(action, "actionMotivation", decided.reasons)
    _in(action, "actionType", "decision")
    _in(_in(action, "dates"), "actionDate", _at(decided.at), dateType="decision")
    if decided.by:
        agent = _in(_in(action, "agents"), "agent", agentType="authorising_person")
        _in(agent, "name", decided.by)


def _record(one: ET.Element, record: Described) -> None:
    made = _in(
        one,
        "record",
        systemIdentifier=record.id,
        recordType=record.kind,
        recordPhysicalOrDigital="digital",
    )
    _in(made, "objectId", record.id)
    _in(made, "title", record.title)
    _in(made, "runningNumber", str(record.number))
    if record.restricted:
        secret = _in(made, "restriction", restrictionType="confidential")
        _in(secret, "regulation", record.restricted)
    _in(made, "direction", directionDefinition=record.direction)
    kind = "received" if record.direction == "incoming" else "sent"
    _in(_in(made, "dates"), "date", _at(record.at), dateType=kind)
    _in(_in(made, "additionalInformation"), "appendix", name=record.title, path=record.path)


def _in(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, _e(tag), attributes)
    if text:
        made.text = text
    return made


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _e(name: str) -> str:
    return f"{{{ERMS}}}{name}"
