"""A mandate at the office: what is taken back is worth nothing from the next press on."""

import pytest

from samrum.core.case import SendMessage
from samrum.office import act, persons
from samrum.office.relation import NotHere
from tests.office.town import Cast, applies


def test_a_mandate_that_is_taken_back_stops_the_very_next_press(cast: Cast) -> None:
    case = applies(cast.reads("anna"), resident=cast.maj.id).case
    assert act.act(cast.reads("anna"), SendMessage("Hej!"), case=case, key="k2").version

    persons.revoke_mandate(cast.reads("maj"), 1)

    with pytest.raises(NotHere):
        act.act(cast.reads("anna"), SendMessage("Hej igen!"), case=case, key="k3")
