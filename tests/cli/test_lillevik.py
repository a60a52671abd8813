"""Lillevik, played small: what the demo promises."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.cli.lillevik import arrivals, people
from samrum.cli.lillevik.seed import log_in, seed
from samrum.core.refusal import Refused
from samrum.journal.verify import verify
from samrum.office import follow_up, room_burden, see
from samrum.office.municipality import municipality, now
from samrum.office.worklist import Worklist, worklist
from tests.database import RunDatabase

SEED = 7


@pytest.fixture
def lillevik(db: RunDatabase, tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR=tmp_path, FILES=tmp_path / "files"):
        seed(SEED, 12, lambda done, of: None)
        yield tmp_path


def test_the_cast_is_there_and_erik_has_nothing(lillevik: Path) -> None:
    (hers,) = see.my_cases(log_in(people.MAJ))
    assert (hers.stage, hers.outcome, hers.unread) == ("decided", "grant", True)
    acts_for = [row.resident_name for row in see.my_cases(log_in(people.ANNA))]
    assert acts_for == ["Maj Berg", "Elis Berg"]
    (mette,) = see.my_cases(log_in(people.METTE))
    assert mette.turn == "resident"
    assert len(worklist(log_in(people.BO), Worklist(stage="all")).rows) >= 10
    assert see.my_cases(log_in(people.ERIK)) == ()


def test_there_are_rooms_enough_for_leadership_to_see_figures_without_persons(
    lillevik: Path,
) -> None:
    found = room_burden.together(1)

    assert found is not None and found.rooms == 6
    assert found.without > found.asked


def test_the_data_protection_officer_has_something_to_ask_about(lillevik: Path) -> None:
    assert follow_up.list_last_week(1) == 1
    begins = now(1).date() - timedelta(days=now(1).weekday() + 7)
    week = follow_up.week(1, begins)
    assert week is not None
    (listed,) = week.listed.values()
    assert listed.alarm.signs == ("no_task", "night")


def test_what_was_played_verifies(lillevik: Path) -> None:
    found = verify(1, municipality(1).zone)

    assert found.entries > 100 and found.faults == []


def test_arrivals_are_replayed_through_the_channel_they_came_by(lillevik: Path) -> None:
    file = lillevik / "log.csv.gz"
    with gzip.open(file, "wt", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["case_id", "seq", "activity", "ts", "channel"])
        rows.writerow(["b", 1, "later", "2011-10-13 09:00:00+00:00", "Internet"])
        rows.writerow(["b", 0, "arrived", "2011-10-12 09:00:00+00:00", "Internet"])
        rows.writerow(["a", 0, "arrived", "2011-10-11 09:00:00+00:00", "Desk"])
    read = arrivals.read_arrivals(file)
    assert [one.channel for one in read] == ["Desk", "Internet"]

    arrivals.replay(read, SEED + 1, lambda done, of: None)
    crowd = islice(people.residents(SEED + 1), 2)
    opened = [see.my_cases(log_in(one))[0] for one in crowd]
    came = [see.case(log_in(people.KARIN), row.id).timeline[0] for row in opened]
    assert [item.by.via for item in came] == ["counter", "portal"]
    assert (came[1].at - came[0].at).days == 1


def test_a_file_that_is_no_log_is_refused_in_three_sentences(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused, match="no column case_id, channel, ts"):
        arrivals.read_arrivals(file)


def test_residents_come_from_the_seed_and_have_numbers_that_check() -> None:
    first, again = (list(islice(people.residents(3), 200)) for _ in range(2))
    assert first == again
    assert max(Counter(one.number for one in first).values()) == 1
    for one in first:
        digits = one.number.replace("-", "")[2:]
        assert people.check_digit(digits[:9]) == int(digits[9]) and int(digits[6:9]) >= 980
