"""Anna has moved: Lillevik asks Storvik to take her case over, on the pages of both."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import ANNA, ERIK, KARIN, SIV
from samrum.core.access import Reader
from samrum.core.case import Reach, SendMessage
from samrum.core.fact import Answer
from samrum.core.person import Post
from samrum.journal import transfers
from samrum.office import act, identity, persons, see
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import Town, form, press, said, settle, text

WHY = "Alla frågar samma sak."
GROUNDS = {
    "connection": "Hon bor i Storvik sedan oktober.",
    "wishes": "Hon vill det, sade hon på telefon.",
    "duration": "Under flera år.",
}


@dataclass
class Towns(Town):
    """Lillevik, and Storvik beside it: Karin works there, Anna and Erik have logged in there."""

    case: str = ""

    @property
    def path(self) -> str:
        return f"/desk/cases/{self.case}/transfer/"

    def over_there(self, name: str) -> Client:
        client = Client(headers={"Accept-Language": "en"}, SERVER_NAME="storvik.localhost")
        identity.choose_language(self.tokens[f"{name} there"], "en", tenant=2)
        client.cookies[COOKIE] = self.tokens[f"{name} there"]
        return client


@pytest.fixture
def towns(db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> Towns:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "storvik.localhost"])
    return side_by_side()


def side_by_side() -> Towns:
    """Anna has asked Lillevik for a plan; Storvik knows her from the register."""
    towns = Towns(settle().tokens)
    siv = persons.appoint(seed.register(SIV).id, seed.POSTS[SIV.number], tenant=1)
    towns.tokens["siv"] = identity.begin_session(siv, tenant=1)
    for name, one in (("anna", ANNA), ("karin", KARIN), ("erik", ERIK)):
        there = persons.register(Identity(one.number, one.name, one.language), tenant=2)
        if one is KARIN:
            works = Post("Socialnämnden", "children", "socialsekreterare")
            there = persons.appoint(there.id, works, tenant=2)
        towns.tokens[f"{name} there"] = identity.begin_session(there, tenant=2)
    anna = towns.reads("anna")
    applied = act.apply(
        anna,
        service="coordinated-plan",
        resident=anna.id,
        answers={"coordinated_plan.why": Answer(WHY), "coordinated_plan.agrees": Answer(True)},
        reach=Reach(),
        language="en",
        key="asks-for-a-plan",
    )
    towns.case = applied.case
    return towns


def asks(towns: Towns) -> None:
    siv = towns.browser("siv")
    sent = press(siv, towns.path, "/transfer/", **GROUNDS, to="storvik")
    assert sent["Location"].endswith("?done=transfer")


def the_request(towns: Towns) -> str:
    """The address of the request as Karin finds it, from her worklist."""
    karin = towns.over_there("karin")
    assert "One case that another municipality asks us to take over" in text(karin.get("/desk/"))
    page = karin.get("/desk/transfers/").content.decode()
    return page.partition('href="/desk/transfers/')[2].partition('"')[0]


def erik_sees_nothing(towns: Towns, id: str = "") -> None:
    for erik in (towns.browser("erik"), towns.over_there("erik")):
        nothing = said(erik.get(f"/desk/transfers/{uuid4()}/"))
        for path in ("/desk/transfers/", f"/desk/transfers/{id or uuid4()}/", towns.path):
            assert said(erik.get(path)) == nothing, path
        assert "Anna" not in text(erik.get("/cases/"))


def test_a_case_is_asked_for_read_and_taken_over(towns: Towns) -> None:
    asks(towns)
    id, karin = the_request(towns).strip("/"), towns.over_there("karin")
    request = text(karin.get(f"/desk/transfers/{id}/"))
    assert GROUNDS["connection"] in request and "Siv Nyman, socialsekreterare" in request
    assert WHY not in request

    taken = press(karin, f"/desk/transfers/{id}/", answer="yes")

    over_there = text(karin.get(taken["Location"]))
    assert "Taken over from Lillevik" in over_there and WHY in over_there
    here = text(towns.browser("siv").get(f"/desk/cases/{towns.case}/"))
    assert "The case goes on in Storvik as SIP" in here
    erik_sees_nothing(towns, id)


def test_the_resident_follows_it_in_plain_words_on_both_sides(towns: Towns) -> None:
    anna, there = towns.browser("anna"), towns.over_there("anna")
    asks(towns)
    mine = f"/cases/{towns.case}/"
    assert "We have asked Storvik to take over your case" in text(anna.get(mine))
    assert GROUNDS["connection"] in text(anna.get(mine))
    assert "Lillevik asked us" in text(there.get("/cases/"))

    id = the_request(towns).strip("/")
    press(towns.over_there("karin"), f"/desk/transfers/{id}/", answer="yes")

    told = text(anna.get(mine))
    assert "Your case goes on in Storvik" in told and "do not have to apply again" in told
    assert "storvik.localhost" in anna.get(mine).content.decode()
    (row,) = see.my_cases(_reader(towns, "anna there"))
    moved = text(there.get(f"/cases/{row.id}/"))
    assert "Your case came here from Lillevik" in moved and "Came with the case" in moved
    erik_sees_nothing(towns, id)


def test_a_no_needs_reasons_and_goes_back(towns: Towns) -> None:
    asks(towns)
    id, karin = the_request(towns).strip("/"), towns.over_there("karin")
    empty = press(karin, f"/desk/transfers/{id}/", answer="no")
    assert empty.status_code == 422 and "a no without reasons" in text(empty)

    press(karin, f"/desk/transfers/{id}/", answer="no", text="Hon är folkbokförd hos er.")

    siv = towns.browser("siv")
    told = text(siv.get(towns.path))
    assert "They do not take the case over" in told and "Hon är folkbokförd hos er." in told
    assert "has said no" in text(towns.browser("anna").get(f"/cases/{towns.case}/"))
    referred = press(siv, towns.path, what="refer", text="Hon bor där.")
    assert referred["Location"].endswith("?done=transfer")
    assert "is examining it" in text(siv.get(towns.path))
    undated = press(siv, towns.path, what="rule", moves="yes", ruling="Ärendet flyttas.")
    assert undated.status_code == 422 and "Ärendet flyttas." in text(undated)
    ruled = {"what": "rule", "moves": "yes", "ruling": "Ärendet flyttas."}
    press(siv, towns.path, **ruled, ruled_on=now(1).date().isoformat())
    assert "has decided that the case moves here" in text(karin.get(f"/desk/transfers/{id}/"))
    erik_sees_nothing(towns, id)


def test_a_request_without_the_grounds_comes_back_with_what_was_typed(towns: Towns) -> None:
    siv = towns.browser("siv")
    typed = {**GROUNDS, "wishes": ""}
    answer = press(siv, towns.path, "/transfer/", **typed, to="storvik")

    assert answer.status_code == 422
    assert "29 kap. 10 §" in text(answer) and GROUNDS["connection"] in text(answer)
    erik_sees_nothing(towns)


def test_a_request_is_not_sent_on_what_the_case_was_when_the_page_was_opened(
    towns: Towns,
) -> None:
    siv = towns.browser("siv")
    opened = form(siv.get(towns.path), "/transfer/")
    stays = SendMessage("We do not move after all.")
    act.act(towns.reads("anna"), stays, case=towns.case, key="we-stay-here-1")

    answer = siv.post(towns.path, opened.filled(**GROUNDS, to="storvik"))

    assert answer.status_code == 409
    assert "We do not move after all." in text(answer) and GROUNDS["connection"] in text(answer)
    assert transfers.waiting(2) == []
    again = siv.post(towns.path, form(answer, "/transfer/").filled(**GROUNDS, to="storvik"))
    assert again["Location"].endswith("?done=transfer") and len(transfers.waiting(2)) == 1
    erik_sees_nothing(towns)


def test_a_parking_permit_is_moved_nowhere(towns: Towns) -> None:
    permit = towns.applies("maj").id
    bo = towns.browser("bo")

    assert bo.get(f"/desk/cases/{permit}/transfer/").status_code == 404
    assert "Move the case" not in text(bo.get(f"/desk/cases/{permit}/"))
    assert "Move the case" in text(towns.browser("siv").get(f"/desk/cases/{towns.case}/"))
    assert form(towns.browser("siv").get(towns.path)).action
    erik_sees_nothing(towns)


def _reader(towns: Towns, name: str) -> Reader:
    reader = identity.reader(towns.tokens[name], tenant=2)
    assert isinstance(reader, Reader)
    return reader
