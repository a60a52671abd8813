"""What is hidden from a party is hidden from her everywhere, and she sees that it is there."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from samrum.core.access import Reader
from samrum.core.case import (
    GiveFact,
    HandInDocument,
    SendMessage,
    WriteNote,
)
from samrum.core.fact import Answer
from samrum.core.hiding import AskToSee, HideItem, KeepHidden, LiftHiding
from samrum.core.insight import Veiled
from samrum.core.refusal import Refused
from samrum.journal import codec
from samrum.office import act, extract, municipality, see, uploads
from samrum.office.relation import NotHere
from samrum.packages.secrecy import SecrecyGround
from tests.office.town import METRES, REASON, SMALL, Cast, applies, in_all

GROUND = SecrecyGround("osl-26-5", "26 kap. 5 § OSL", "READ", in_all("Who reported"))
SECRET = "Kanariefågeln Sixten ringde och är rädd"


@pytest.fixture(autouse=True)
def with_a_ground(small_service: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lawful = replace(SMALL, secrecy=(GROUND,))
    monkeypatch.setattr(municipality, "packages", lambda: {SMALL.id: lawful})
    municipality.package.cache_clear()


def hide(item: str) -> HideItem:
    return HideItem(
        item, GROUND.id, "Somebody else may be hurt.", "Somebody has told us something."
    )


def with_secrets(cast: Cast) -> str:
    """A case of Anna's with a note, a document and a fact that somebody else has given."""
    id = applies(cast.reads("anna")).case
    bo = cast.reads("bo")
    letter = uploads.receive(BytesIO(SECRET.encode()), kind="other", name="Sixten.txt")
    act.act(bo, WriteNote(SECRET), case=id, key="note")
    act.act(bo, HandInDocument(letter), case=id, key="letter")
    act.act(bo, GiveFact(REASON, Answer(SECRET), "document"), case=id, key="fact")
    return id


def all_of(reader: Reader, id: str) -> str:
    """Everything that the office gives a reader of a case, as text."""
    view = see.case(reader, id)
    told = [codec.written(view.case), codec.written(dict(view.names))]
    told += [codec.written(item.event) for item in view.timeline]
    told += [
        codec.written({k: v.answer for k, v in see.prefill(reader, reader.id, SMALL.id).items()})
    ]
    return json.dumps(told, ensure_ascii=False)


def test_what_is_hidden_is_hidden_everywhere_from_the_party(cast: Cast) -> None:
    id, anna, bo = with_secrets(cast), cast.reads("anna"), cast.reads("bo")
    assert SECRET in all_of(anna, id) and "Sixten.txt" in all_of(anna, id)

    for item in ("note:1", "document:1", f"fact:{REASON}"):
        act.act(bo, hide(item), case=id, key=item)

    told = all_of(anna, id)
    assert SECRET not in told and "Sixten" not in told and f"fact:{REASON}" not in told
    assert SECRET in see.case(bo, id).case.notes[0].text
    assert SECRET not in codec.written(see.case(bo, id, as_party=True).case)


def test_what_is_hidden_is_not_in_a_download_of_everything(cast: Cast) -> None:
    id, bo = with_secrets(cast), cast.reads("bo")
    for item in ("note:1", "document:1", f"fact:{REASON}"):
        act.act(bo, hide(item), case=id, key=item)

    with zipfile.ZipFile(BytesIO(extract.everything(1, cast.anna.id, "sv"))) as packed:
        papers = [packed.read(name) for name in packed.namelist()]
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(one)).pages)
        if one.startswith(b"%PDF")
        else one.decode()
        for one in papers
    )

    assert "Sixten" not in text and "Somebody has told us something." in " ".join(text.split())


def test_the_party_sees_that_it_is_there_on_which_ground_by_whom_and_when(cast: Cast) -> None:
    id = with_secrets(cast)
    act.act(cast.reads("bo"), hide("note:1"), case=id, key="h")

    view = see.case(cast.reads("anna"), id)
    (hiding,) = view.case.hidings

    assert (hiding.provision, hiding.reason) == ("26 kap. 5 § OSL", "Somebody else may be hurt.")
    assert hiding.told == "Somebody has told us something."
    assert view.names[hiding.decided_by] == "Bo Lind" and hiding.decided_at
    assert hiding.item == ""
    veiled = [item for item in view.timeline if isinstance(item.event, Veiled)]
    assert [(item.by.id, item.by_name) for item in veiled] == [("", "")]


def test_a_document_that_is_hidden_is_not_there_for_the_party(cast: Cast) -> None:
    id, anna, bo = with_secrets(cast), cast.reads("anna"), cast.reads("bo")
    assert see.document(anna, id, 1).open().read() == SECRET.encode()

    act.act(bo, hide("document:1"), case=id, key="h")

    with pytest.raises(NotHere):
        see.document(anna, id, 1)
    with pytest.raises(NotHere):
        see.document(bo, id, 1, as_party=True)
    assert see.document(bo, id, 1).open().read() == SECRET.encode()


def test_who_acts_for_the_party_sees_no_more_than_she(cast: Cast) -> None:
    id = applies(cast.reads("anna"), resident=cast.maj.id).case
    act.act(cast.reads("bo"), WriteNote(SECRET), case=id, key="n")
    act.act(cast.reads("bo"), hide("note:1"), case=id, key="h")

    assert see.case(cast.reads("anna"), id).case.notes == ()
    assert see.case(cast.reads("maj"), id).case.notes == ()


def test_what_she_says_herself_about_a_hidden_fact_is_hers(cast: Cast) -> None:
    id, anna, bo = with_secrets(cast), cast.reads("anna"), cast.reads("bo")
    act.act(bo, GiveFact(METRES, Answer(900), "document"), case=id, key="f")
    act.act(bo, hide(f"fact:{METRES}"), case=id, key="h")

    view = see.case(anna, id)

    assert METRES not in view.case.facts
    given = [item.event for item in view.timeline if item.kind == "FactGiven"]
    assert [one.answer.value for one in given if one.fact == METRES] == [300]  # type: ignore[union-attr]
    reasons = view.case.recommendation.applied.matched  # type: ignore[union-attr]
    assert "900" not in codec.written(reasons)


def test_she_asks_to_see_it_and_it_is_kept_hidden_with_an_answer_or_lifted(cast: Cast) -> None:
    id, anna, bo = with_secrets(cast), cast.reads("anna"), cast.reads("bo")
    act.act(bo, hide("note:1"), case=id, key="h")
    act.act(anna, AskToSee(1, "I want to know."), case=id, key="ask")
    assert see.case(bo, id).case.hidings[0].waits
    with pytest.raises(Refused):
        act.act(anna, AskToSee(1, "Again."), case=id, key="ask2")

    with pytest.raises(Refused):
        act.act(bo, KeepHidden(1, " "), case=id, key="keep0")
    act.act(bo, KeepHidden(1, "The danger is still there."), case=id, key="keep")
    (kept,) = see.case(anna, id).case.hidings
    assert (kept.waits, kept.answer) == (False, "The danger is still there.")

    act.act(bo, LiftHiding(1), case=id, key="lift")
    assert see.case(anna, id).case.notes[0].text == SECRET


def test_only_who_works_with_the_case_hides_and_lifts(cast: Cast) -> None:
    id, anna = with_secrets(cast), cast.reads("anna")
    act.act(cast.reads("bo"), hide("note:1"), case=id, key="h")

    for command in (hide("document:1"), LiftHiding(1), KeepHidden(1, "x")):
        with pytest.raises(Refused):
            act.act(anna, command, case=id, key=type(command).__name__)
    for stranger in ("erik", "cecilia"):
        with pytest.raises(NotHere):
            act.act(cast.reads(stranger), AskToSee(1, ""), case=id, key="e")
        with pytest.raises(NotHere):
            act.act(cast.reads(stranger), SendMessage("?"), case=id, key="m")
