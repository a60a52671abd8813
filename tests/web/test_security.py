"""What every answer tells the browser it may not do, and what no page needs."""

import re

import pytest

from tests.database import RunDatabase
from tests.web.lillevik import Town, settle, text

INLINE = re.compile(r"<style|\sstyle=|\son\w+=|javascript:", re.I)
LOADED = re.compile(r"<(?:script|link|img|iframe|source)[^>]*?(?:src|href)=\"([^\"]+)\"")


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def pages(town: Town) -> list[str]:
    case = town.applies("anna").id
    anna = town.browser("anna")
    return [
        anna.get(address).content.decode()
        for address in (
            "/",
            "/services/parking-permit/",
            "/cases/",
            f"/cases/{case}/",
            f"/cases/{case}/messages/",
            "/apply/parking-permit/distance/",
            "/mandates/new/",
        )
    ]


def test_a_page_runs_only_our_own_scripts_and_is_kept_by_nobody(town: Town) -> None:
    answer = town.browser("anna").get("/cases/")
    policy = answer["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)

    assert nonce and "default-src 'none'" in policy and "unsafe" not in policy
    scripts = re.findall(r"<script[^>]*>", answer.content.decode())
    assert scripts and all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in policy
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_nonce_is_another_one_each_time(town: Town) -> None:
    nobody = town.browser("")
    first, second = (nobody.get("/")["Content-Security-Policy"] for _ in range(2))

    assert first != second


def test_no_page_styles_or_scripts_inside_or_loads_from_others(town: Town) -> None:
    for page in pages(town):
        assert not INLINE.search(page)
        assert all(address.startswith("/static/") for address in LOADED.findall(page))


def test_the_cookies_are_out_of_reach_of_scripts(town: Town) -> None:
    answer = town.browser("").post("/language/", {"language": "da", "next": "/"})

    assert answer.cookies["samrum-language"]["httponly"]
    assert answer.cookies["samrum-language"]["samesite"] == "Lax"


def test_what_is_far_too_large_is_refused_in_words(town: Town) -> None:
    huge = b"x" * (61 * 1024 * 1024)
    answer = town.browser("anna").generic("POST", "/cases/", huge, "text/plain")

    assert answer.status_code == 413
    assert "Together they are more than 60 MB." in text(answer)


def test_a_form_of_somebody_elses_site_does_nothing(town: Town) -> None:
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    stranger.cookies = town.browser("anna").cookies
    answer = stranger.post("/mandates/new/", {"number": "1"})

    assert answer.status_code == 403
    assert "Nothing was sent." in text(answer)


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_nobody_is_sent_on_to_another_site(town: Town, next: str) -> None:
    answer = town.browser("anna").post("/language/", {"language": "da", "next": next})

    assert answer["Location"] == "/cases/"
