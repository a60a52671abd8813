"""What comes through the door for reading, and for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from samrum.channels.store import Missing
from samrum.core.access import SEES, Reader, table
from samrum.core.case import Assess, Decide, HandInDocument, SendMessage, TakeCase, WriteNote
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.person import Post
from samrum.journal import cases
from samrum.office import act as door
from samrum.office import drafts, persons, see
from samrum.office.act import act
from samrum.office.foresee import foresee
from samrum.office.municipality import now
from samrum.office.relation import NotHere
from samrum.office.see import Worklist
from tests.office.town import METRES, Cast, applies

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
NOWHERE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def full(cast: Cast) -> str:
    """Anna's case with one of everything in it."""
    anna, bo = cast.reads("anna"), cast.reads("bo")
    case = applies(anna).case
    for number, (reader, command) in enumerate(
        [
            (anna, HandInDocument(CERTIFICATE)),
            (anna, SendMessage("When?")),
            (bo, TakeCase(bo.id)),
            (bo, WriteNote("She walks with a stick.")),
            (bo, Assess("grant", "Clear.")),
            (bo, Decide("grant", "You get a permit.", "You walk 300 metres.")),
        ]
    ):
        act(reader, command, case=case, key=f"f{number}")
    return case


LOOKS: list[Callable[[Reader, str, str], object]] = [
    lambda reader, case, _: see.case(reader, case),
    lambda reader, case, _: see.readings_of(reader, case),
    lambda reader, case, _: see.document(reader, case, 1),
    lambda reader, case, _: see.letter(reader, case, 1),
    lambda reader, case, _: foresee(reader, SendMessage("x"), case=case),
    lambda reader, case, _: act(reader, SendMessage("x"), case=case, key="x"),
    lambda reader, case, _: act(reader, Assess("grant", "x"), case=case, key="x"),
    lambda reader, case, _: door.read_registers(reader, case=case, key="x"),
    lambda reader, _, anna: see.prefill(reader, anna, "parking-permit"),
    lambda reader, _, anna: applies(reader, resident=anna or "x"),
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("who", ["erik", "cecilia", "elis", "erik in another unit", "nobody"])
def test_erik_learns_nothing_not_even_that_there_is_something(
    cast: Cast, full: str, look: Callable[[Reader, str, str], object], who: str
) -> None:
    reader = cast.reads(who.split()[0]) if who != "nobody" else cast.reads("erik")
    if "unit" in who:
        persons.appoint(reader.id, Post("Barn- och utbildningsnämnden", "school-health", "x"))
        reader = cast.reads("erik")
    if who == "nobody":
        reader = replace(reader, tenant=2)

    told = []
    for case, anna in ((full, cast.anna.id), (NOWHERE, NOWHERE), ("x", "x"), ("", "")):
        with pytest.raises(NotHere) as hidden:
            look(reader, case, anna)
        told.append(str(hidden.value))
    assert len(set(told)) == 1
    assert see.my_cases(reader) == ()
    assert see.acting_for(reader) == ()
    assert see.readings_of(cast.reads("anna"), full) == ()


def test_a_party_sees_the_whole_file_and_each_cell_of_the_table_is_kept(
    cast: Cast, full: str
) -> None:
    views = {name: see.case(cast.reads(name), full) for name in ("anna", "bo")}
    assert {view.relation for view in views.values()} == {"self", "unit"}
    for view in views.values():
        case = view.case
        assert case.facts and case.documents and case.messages and case.notes and case.letters
        assert case.recommendation and case.assessment and case.decision and view.timeline
        assert view.names[cast.bo.id] == "Bo Lind"
        assert view.resident.address == ("Storgatan 2",)


@pytest.mark.parametrize("relation", ["rules", "post", "outsider"])
def test_what_a_relation_may_not_see_is_blank(cast: Cast, full: str, relation: str) -> None:
    kept = cases.load(1, full)
    assert kept is not None
    view = see.view_of(cast.reads("bo"), kept, relation)  # type: ignore[arg-type]
    shown = {
        "facts": view.case.facts, "documents": view.case.documents, "notes": view.case.notes,
        "messages": view.case.messages, "recommendation": view.case.recommendation,
        "assessment": view.case.assessment, "decision": view.case.decision,
        "letters": view.case.letters, "journal": view.timeline,
    }  # fmt: skip
    seen = table(SEES)
    assert {kind for kind, value in shown.items() if value} == {
        kind
        for kind in shown
        if seen[kind][relation] == "sees"  # type: ignore[index]
    }


def test_reading_by_staff_leaves_a_trace_that_the_resident_sees(cast: Cast, full: str) -> None:
    bo, anna = cast.reads("bo"), cast.reads("anna")
    version = see.case(anna, full).version
    see.case(bo, full, reason="She called.")
    with pytest.raises(Missing):
        see.document(bo, full, 1).open()
    see.letter(bo, full, 1)

    assert [(item.by_name, item.what, item.reason) for item in see.readings_of(anna, full)] == [
        ("Bo Lind", "letter 1", ""),
        ("Bo Lind", "document 1", ""),
        ("Bo Lind", "case", "She called."),
    ]
    assert see.case(anna, full).version == version


def test_a_document_opens_from_the_store(cast: Cast, full: str) -> None:
    content = b"%PDF-1.7 a certificate"
    sha256 = hashlib.sha256(content).hexdigest()
    file = Path(settings.FILES) / sha256[:2] / sha256[2:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    anna = cast.reads("anna")
    act(
        anna,
        HandInDocument(Upload("other", "x.pdf", "application/pdf", 22, sha256)),
        case=full,
        key="doc",
    )

    view = see.document(anna, full, 2)
    assert view.document.name == "x.pdf"
    with view.open() as opened:
        assert opened.read() == content
    with pytest.raises(NotHere):
        see.document(anna, full, 3)
    file.unlink()


def test_what_is_known_is_filled_in_as_long_as_it_is_fresh(cast: Cast, full: str) -> None:
    anna = cast.reads("anna")
    known = see.prefill(anna, anna.id, "parking-permit")[METRES]
    number = see.case(anna, full).case.number
    assert (known.answer, known.source, known.number) == (Answer(300), "resident", number)

    applies(anna, metres=200, key="k2")
    assert see.prefill(anna, anna.id, "parking-permit")[METRES].answer == Answer(200)
    assert see.prefill(cast.reads("bo"), anna.id, "parking-permit")
    assert see.readings_of(anna, full) == ()
    with time_machine.travel(now(1) + timedelta(days=400)):
        assert see.prefill(anna, anna.id, "parking-permit") == {}
    with pytest.raises(NotHere):
        see.prefill(anna, anna.id, "unheard")


def test_my_cases_are_mine_and_those_i_have_a_mandate_for_today(cast: Cast, full: str) -> None:
    anna, maj = cast.reads("anna"), cast.reads("maj")
    hers = applies(anna, resident=maj.id, key="k2").case

    assert {row.id for row in see.my_cases(anna)} == {full, hers}
    assert [person.name for person in see.acting_for(anna)] == ["Maj Berg"]
    assert [row.id for row in see.my_cases(maj)] == [hers]

    persons.revoke_mandate(maj, 1)
    anna = cast.reads("anna")
    assert {row.id for row in see.my_cases(anna)} == {full}
    assert see.acting_for(anna) == ()
    with pytest.raises(NotHere):
        see.case(anna, hers)


def test_a_row_says_what_a_list_needs(cast: Cast, full: str) -> None:
    (row,) = see.my_cases(cast.reads("anna"))
    listed = see.worklist(cast.reads("bo"), Worklist()).rows[0]

    assert row == listed
    assert {field.name for field in fields(row)} >= {"due", "turn", "steps", "unread", "outcome"}
    assert (row.stage, row.outcome, row.unread, row.unanswered) == ("decided", "grant", True, 1)
    assert [step.id for step in row.steps] == ["answer"]


def test_services_are_open_to_everybody(cast: Cast) -> None:
    assert [service.id for service in see.services(2)] == ["parking-permit", "coordinated-plan"]
    assert see.service(1, "parking-permit").number_prefix == "PRH"
    with pytest.raises(NotHere):
        see.service(1, "unheard")


def test_a_draft_belongs_to_who_writes_it_and_survives_until_it_is_handed_in(cast: Cast) -> None:
    anna, erik, key = cast.reads("anna"), cast.reads("erik"), "apply:parking-permit"
    assert drafts.draft(anna, anna.id, key).version == 0
    first = drafts.keep(anna, anna.id, key, answers={METRES: Answer(1)}, page="walk", expected=0)
    again = drafts.keep(anna, anna.id, key, answers={METRES: Answer(1)}, page="walk", expected=0)
    second = drafts.keep(
        anna,
        anna.id,
        key,
        answers={METRES: Answer(2)},
        uploads=(CERTIFICATE,),
        expected=first.version,
    )

    assert (again.version, second.version) == (1, 2)
    kept = drafts.draft(anna, anna.id, key)
    assert (kept.answers, kept.uploads, kept.version) == ({METRES: Answer(2)}, (CERTIFICATE,), 2)
    assert drafts.draft(erik, anna.id, key).version == 0
    assert drafts.draft(cast.reads("maj"), anna.id, key).version == 0

    applies(anna)
    assert drafts.draft(anna, anna.id, key).version == 0


def test_two_devices_do_not_overwrite_each_other(cast: Cast) -> None:
    anna, key = cast.reads("anna"), "apply:parking-permit"
    drafts.keep(anna, anna.id, key, answers={METRES: Answer(1)}, expected=0)
    for expected in (0, 5):
        with pytest.raises(drafts.Changed) as changed:
            drafts.keep(anna, anna.id, key, answers={METRES: Answer(9)}, expected=expected)
        assert changed.value.kept.answers == {METRES: Answer(1)}
        assert changed.value.mine.answers == {METRES: Answer(9)}
    drafts.throw_away(anna, anna.id, key)
    with pytest.raises(drafts.Changed) as changed:
        drafts.keep(anna, anna.id, key, answers={METRES: Answer(9)}, expected=1)
    assert changed.value.kept.version == 0
