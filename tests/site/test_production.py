"""Production: no warning of Django's, keys that can be changed, and a log with nobody in it."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.test import override_settings

from samrum.site.logs import JsonLines
from samrum.site.settings import LOGGING
from samrum.site.variables import told, told_list

ROOT = Path(__file__).parent.parent.parent
NUMBER, MAIL, STREET = "19840614-9800", "anna@example.org", "Kanariegatan 7"


def test_django_has_nothing_to_warn_of_in_production() -> None:
    told_so = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "samrum.site.settings",
        "SAMRUM_ENV": "production",
        "SAMRUM_ADDRESS": "https://samrum.lillevik.example",
        "SAMRUM_HOSTS": "samrum.lillevik.example",
        "SAMRUM_KEY": "k3T-x9_Lq7Zb2Vw5Nc8Rj1Hd4Gf6Ys0Pm-k3T-x9_Lq7Zb2Vw5Nc8",
    }
    check = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, cwd=ROOT, env=told_so, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    unsafe = subprocess.run(
        check,
        cwd=ROOT,
        env=told_so | {"SAMRUM_ADDRESS": "http://samrum.lillevik.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert unsafe.returncode != 0 and "security.W004" in unsafe.stderr


def test_what_an_earlier_key_signed_holds_until_it_is_taken_out() -> None:
    with override_settings(SECRET_KEY="the-old-one"):
        signed = signing.Signer(salt="samrum.whose").sign("anna|anna")

    with override_settings(SECRET_KEY="the-new-one", SECRET_KEY_FALLBACKS=["the-old-one"]):
        assert signing.Signer(salt="samrum.whose").unsign(signed) == "anna|anna"
    with (
        override_settings(SECRET_KEY="the-new-one", SECRET_KEY_FALLBACKS=[]),
        pytest.raises(signing.BadSignature),
    ):
        signing.Signer(salt="samrum.whose").unsign(signed)


def test_a_secret_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file\n")

    assert told("SAMRUM_KEY", {"SAMRUM_KEY_FILE": str(tmp_path / "key")}) == "from-a-file"
    assert told_list("SAMRUM_KEYS_BEFORE", {"SAMRUM_KEYS_BEFORE": "one, two"}) == ["one", "two"]


def logged(record: logging.LogRecord) -> dict[str, object]:
    line = JsonLines().format(record)
    assert "\n" not in line
    found: dict[str, object] = json.loads(line)
    return found


def test_the_log_says_where_it_broke_and_nothing_about_anybody() -> None:
    try:
        raise ValueError(f"Key (number)=({NUMBER}) exists; {STREET}")
    except ValueError:
        broke = sys.exc_info()
    record = logging.LogRecord(
        "samrum.web", logging.ERROR, "", 1, "No letter to %s about %s", (MAIL, NUMBER), broke
    )
    said = logged(record)

    assert said["exception"] == "ValueError"
    assert "test_production.py" in str(said["frames"])
    assert not [word for word in (NUMBER, MAIL, STREET) if word in json.dumps(said)]
    assert said["message"] == "No letter to [mail] about [number]"


def test_what_somebody_asked_for_is_not_in_the_log_and_makes_no_second_line() -> None:
    asked = ('/desk/help/?q=Anna\n{"level": "INFO"}',)
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", asked, None)

    assert "Anna" not in json.dumps(logged(record))


def test_the_log_goes_to_standard_error_and_nowhere_else() -> None:
    """ASVS 16.2.3: to what docs/logs.md names."""
    assert {one["class"] for one in LOGGING["handlers"].values()} == {"logging.StreamHandler"}
    other = re.compile(
        r"logging\.handlers|(File|Socket|SMTP|HTTP|SysLog)Handler\(|addHandler|sentry"
    )
    found = [
        f"{path.relative_to(ROOT)}: {word[0]}"
        for path in (ROOT / "samrum").rglob("*.py")
        if (word := other.search(path.read_text(encoding="utf-8"))) and path.parent.name != "static"
    ]
    assert found == []


def test_the_log_says_when_in_utc() -> None:
    """ASVS 16.2.2."""
    record = logging.LogRecord("samrum", logging.ERROR, "", 1, "It broke.", None, None)
    at = datetime.fromisoformat(str(logged(record)["at"]))

    assert at.utcoffset() == timedelta(0)
    assert abs(at.timestamp() - record.created) < 0.01


def test_production_lets_nobody_be_somebody_of_a_list() -> None:
    """ASVS 6.3.2."""
    told_so = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SAMRUM_ENV": "production",
        "SAMRUM_DEMO_LOGIN": "1",
        "SAMRUM_DEBUG": "1",
    }
    ask = "from samrum.site import settings as s; print(s.DEMO_LOGIN, s.DEBUG)"
    done = subprocess.run(
        [sys.executable, "-c", ask], env=told_so, capture_output=True, text=True, check=True
    )

    assert done.stdout == "False False\n"
