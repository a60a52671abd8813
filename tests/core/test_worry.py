"""A report of worry about a child: what it has to say, and by when it is decided on."""

from datetime import UTC, date, datetime

import pytest

from samrum.core import worry
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.worry import ReceiveWorry, ReportWorry, Worry, WorryReceived

NIGHT = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
TEACHER = Party("dragan", "professional", agency="Skolan")
SIV = Party("siv", "caseworker", agency="Socialtjänsten")


def reported(text: str = "He came without a coat.") -> Worry:
    (happened,) = worry.decide(None, ReportWorry("w1", "elis", "", text))
    return worry.evolve(None, happened, by=TEACHER, at=NIGHT)


def test_a_report_says_by_which_day_an_inquiry_is_decided_on() -> None:
    assert reported().decide_by == date(2026, 12, 9)


def test_who_opens_it_first_has_received_it_and_nobody_after() -> None:
    one = reported()
    assert worry.decide(one, ReceiveWorry()) == [WorryReceived()]

    received = worry.evolve(one, WorryReceived(), by=SIV, at=NIGHT)

    assert received.received_by == "siv"
    assert worry.decide(received, ReceiveWorry()) == []


@pytest.mark.parametrize(
    ("report", "lacks"),
    [
        (ReportWorry("w1", "elis", "", " \n"), "what you are worried about"),
        (ReportWorry("w1", "", "", "Alone at night.", named=" "), "which child"),
    ],
)
def test_a_report_that_says_nothing_is_not_sent(report: ReportWorry, lacks: str) -> None:
    with pytest.raises(Refused) as told:
        worry.decide(None, report)

    assert lacks in told.value.because and told.value.provision == "SoL 19:1"
