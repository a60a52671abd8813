"""`samrum urls` and `samrum policy`: every address, and what it answers to everybody."""

import json

import pytest

from samrum.cli.main import main
from samrum.core import access
from samrum.web.shared.addresses import names
from samrum.web.shared.gate import doors


def told(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def test_every_address_is_listed_with_its_path_and_its_door(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = told(capsys, "urls", "--json")

    assert isinstance(listed, list)
    assert [one["name"] for one in listed] == list(names())
    case = next(one for one in listed if one["name"] == "resident:case")
    assert case["path"] == "/cases/<str:id>/"
    assert (case["methods"], case["who"], case["policy"]) == (["HEAD", "GET"], "resident", True)


def test_an_address_without_a_row_in_the_policy_makes_the_command_fail(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from samrum.web.shared import policy

    less = {name: row for name, row in policy.cells().items() if name != "desk:case"}
    monkeypatch.setattr(policy, "cells", lambda: less)

    assert main(["urls"]) == 1
    assert "desk:case" in capsys.readouterr().out


def test_the_policy_is_printed_as_the_code_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    printed = told(capsys, "policy", "--json")

    assert isinstance(printed, dict)
    assert printed["case"]["sees"] == access.table(access.SEES)
    assert printed["room"]["does"]["AgreePlan"]["guardian"] == "never"
    assert set(printed["addresses"]) == set(doors())
    assert printed["addresses"]["desk:case"]["str"] == "n"
    assert main(["policy"]) == 0
    assert "hidden_items" in capsys.readouterr().out
