"""docs/security.md leaves nothing out: what the code does stands there, and is as it stands.

Each test fails when somebody adds a connection, a key, a table, a cookie, a limit or a way in and
does not write it down; that the page itself is current is held by tests/test_docs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import psycopg
import pytest

from docs import security
from docs import security_limits as limits
from docs import security_tables as told
from samrum.site.variables import VARIABLES
from samrum.web.shared.gate import Who
from tests.database import RunDatabase
from tests.test_docs import HERE

PRODUCT = Path(__file__).parent.parent / "samrum"
PAGE = (HERE / "security.md").read_text(encoding="utf-8")
CAN_CONNECT = re.compile(
    r"^\s*(?:from|import) (?:httpx|smtplib|socket|urllib\.request|http\.client|granian|asyncio"
    r"|socketserver|wsgiref\.simple_server|http\.server|ftplib|imaplib|poplib|xmlrpc|telnetlib"
    r"|requests|aiohttp|urllib3|websockets|paramiko)\b|psycopg\.connect\(|class DatabaseWrapper"
    r"|which\(\"npm\"\)",
    re.MULTILINE,
)
SEALS = re.compile(
    r"^\s*(?:from|import) (?:hashlib|hmac|secrets|ssl|cryptography|joserfc|nacl|jwt|OpenSSL"
    r"|django\.utils\.crypto|django\.core\.signing|django\.contrib\.auth\.hashers)\b"
    r"|^\s*from django\.core import .*\bsigning\b|os\.urandom",
    re.MULTILINE,
)
ROOT = re.compile(r"hashlib|hmac|secrets|ssl|cryptography|joserfc|django|urandom")
# What a row of the inventory, by its first word, is made with.
TAKES = {
    "SHA-256": {"hashlib"},
    "HMAC-SHA256": {"django", "secrets"},
    "ChaCha20-Poly1305": {"cryptography", "secrets", "hashlib", "hmac", "urandom"},
    "Ed25519": {"cryptography", "joserfc", "secrets"},
    "ES256,": {"joserfc", "hashlib", "secrets"},
    "random": {"secrets"},
    "comparison": {"hmac"},
    "TLS": {"ssl"},
}
LIMIT = re.compile(
    r"^(?:MOST|LONGEST|LARGEST|OF_A|OF_AN|LOGINS_OF)\w*(?=(?:: \w+)? = )", re.MULTILINE
)
FOLDER = re.compile(r"\b(?:VAR|var)\)? / \"([\w.-]+)\"|\bFiles?\(VAR, \"([\w.-]+)\"")
TABLES = (
    "select relname from pg_class where relkind in ('r', 'p')"
    " and relnamespace = 'public'::regnamespace"
)
WALLED = "select relrowsecurity and relforcerowsecurity from pg_class where relname = %s"


@cache
def texts() -> dict[str, str]:
    files = sorted(PRODUCT.rglob("*.py"))
    return {str(one.relative_to(PRODUCT)): one.read_text(encoding="utf-8") for one in files}


def having(pattern: re.Pattern[str]) -> set[str]:
    return {path for path, text in texts().items() if pattern.search(text)}


def found(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for path, text in texts().items():
        for one in pattern.finditer(text):
            yield path, next((group for group in one.groups() if group), one.group(0))


def test_whom_it_speaks_to_is_written_down() -> None:
    """ASVS 13.1.1: a module that can open a connection and stands in no row fails."""
    written = {module for one in told.CONNECTIONS for module in one.modules}
    settings = {one.name for one in VARIABLES}
    named = set(re.findall(r"`(SAMRUM_\w+|DATABASE_\w+)`", PAGE))

    assert having(CAN_CONNECT) == written
    assert named <= settings | {"SAMRUM_VAR"}
    assert {"SAMRUM_OIDC", "SAMRUM_API_ISSUER", "DATABASE_URL"} <= named


def test_every_way_in_is_written_down() -> None:
    """ASVS 6.1.3: one place begins a session, two read a token, and the table knows them."""
    beginning = {path for path, _ in found(re.compile(r"identity\.begin_session\("))}
    reading = {path for path, _ in found(re.compile(r"get\(\"Authorization\""))}
    here = {"web/shared/entrance.py", "cli/lillevik/seed.py"}

    assert beginning - here == set(), "a new way to be logged in"
    assert reading == {"api/door.py", "web/shared/metrics.py"}, "a new door for programs"
    ways = " ".join(one.who for one in told.WAYS_IN)
    assert [who for who in get_args(Who) if f"`{who}`" not in ways] == []
    assert "/metrics" in ways and "machine" in ways


def test_every_key_and_every_use_of_cryptography_is_written_down() -> None:
    """ASVS 11.1.1 and 11.1.2."""
    written = {module for modules in told.USES.values() for module in modules}
    kept = {name for _, name in found(re.compile(r"\"secrets/?\"? ?/? ?\"?([\w-]+)\""))}
    secret = {one.name for one in VARIABLES if one.secret}

    assert having(SEALS) == written
    for path in written:
        explained = {
            root
            for what, modules in told.USES.items()
            if path in modules
            for root in TAKES[what.split()[0]]
        }
        taken = {ROOT.search(one).group() for one in SEALS.findall(texts()[path])}  # type: ignore[union-attr]
        assert taken <= explained, f"{path} takes more than its rows say"
    assert {"key", "checkpoint", "e-identity", "webhooks"} <= kept
    lies = " ".join(one.lies + one.changed for one in told.KEYS)
    assert [one for one in kept if one not in lies] == []
    assert [one for one in secret - {"DATABASE_OWNER_URL"} if one not in lies] == []
    assert [one.name for one in told.KEYS if not (one.algorithm and one.lies and one.changed)] == []


def test_every_table_has_a_level_and_what_its_level_asks_for(db: RunDatabase) -> None:
    """ASVS 14.1.1, 14.1.2 and 14.2.4."""
    with psycopg.connect(db.superuser_dsn) as superuser:
        tables = {name for (name,) in superuser.execute(TABLES)}
        walled = {
            name for name in tables if superuser.execute(WALLED, [name]).fetchone() == (True,)
        }

    assert tables == set(told.TABLES)
    assert {level for level, _ in told.TABLES.values()} <= set(told.LEVELS)
    open_to_all = {name for name in tables - walled if name.startswith("journal_")}
    assert open_to_all == set(), "row level security is promised for each"


def test_every_folder_and_cookie_has_its_words() -> None:
    """ASVS 14.1.1: what is encoded or lies in the browser counts too."""
    folders = {name for _, name in found(FOLDER)} | {"measured"}
    cookies = {name for _, name in found(re.compile(r"COOKIE_PREFIX\}(samrum-[\w-]+)"))}
    setting = {path for path, _ in found(re.compile(r"\.set_cookie\("))}

    assert folders == set(told.FOLDERS)
    assert {level for level, _ in told.FOLDERS.values()} <= set(told.LEVELS)
    assert cookies == set(told.COOKIES)
    assert len(setting) >= 4


def test_each_level_says_what_protects_it() -> None:
    """ASVS 14.1.2: encryption, integrity, retention, log, access, and less of it."""
    asked = {"On the way", "Kept", "Unaltered", "Apart", "In logs", "In the browser", "Less"}

    assert asked == set(told.PROTECTION)
    for level in told.LEVELS.values():
        assert level.what and level.access and level.kept
        assert f"**{level.name}**" in PAGE
    assert "not encrypted by Samrum" in PAGE, "whoever installs it has to know"


def test_every_limit_is_written_down_with_what_happens_at_it() -> None:
    """ASVS 2.1.3: a new constant of the pages, the office or the API stands in a row, or inside."""
    shown = {
        f"{module.replace('.', '/')}.py:{name}"
        for one in limits.LIMITS
        for module, name, _unit in told.PLACE.findall(one.most)
    }
    named = {
        f"{path}:{name}"
        for path, name in found(LIMIT)
        if path.startswith(("web/", "office/", "api/"))
    }
    elsewhere = {f"{m.replace('.', '/')}.py:{n}" for m, n, _ in told.PLACE.findall(told.FILES)}
    elsewhere |= {
        f"{m.replace('.', '/')}.py:{n}"
        for way in told.WAYS_IN
        for m, n, _ in told.PLACE.findall(way.bounded)
    }

    assert named - shown - elsewhere == set(limits.INSIDE) & named
    assert set(limits.INSIDE) - named == set(), "these are gone"
    assert [one for one in limits.LIMITS if not (one.of and one.then)] == []


def test_what_has_to_fit_together_is_written_down() -> None:
    """ASVS 2.1.2: every guard of every country and service, and what the product refuses."""
    guards = security.guards()

    assert sum(map(len, guards.values())) > 30
    assert [one for ids in guards.values() for one in ids if one not in PAGE] == []
    for said, module in limits.TOGETHER.items():
        assert f'"{said}"' in texts()[module], said


def test_the_files_that_are_taken_are_written_down() -> None:
    """ASVS 5.1.1."""
    part = PAGE.partition("## Files that people hand in")[2].partition("\n## ")[0]

    for kind in ("application/pdf", "image/jpeg", "image/png", "image/heic", "image/webp"):
        assert f"`{kind}`" in part
    for said in ("20 MB each", "60 MB in one press", "30 MB in one request", "refused"):
        assert said in part
    assert "told by its bytes" in part


def test_what_takes_long_is_written_down() -> None:
    """ASVS 15.1.3: each queue of the worker, and what is waited for in a press."""
    part = " ".join(PAGE.partition("## What takes long")[2].split())
    queues = re.findall(r"busy = (\w+)\(tenant\)", texts()["cli/work.py"])

    assert queues == ["send_waiting", "make_waiting", "tell_waiting"], "name the new queue"
    for said in ("setting letters", "everything about somebody", "telling other systems"):
        assert said in part
    assert "4 threads" in part and "10 seconds of processor" in part


def test_every_number_is_filled_in() -> None:
    assert told.PLACE.findall(PAGE) == []


@pytest.mark.parametrize("text", ["{web.shared.pace:NOT_THERE}", "{no.such.module:X}"])
def test_a_number_that_is_no_longer_in_the_code_stops_the_page(text: str) -> None:
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        security._filled(text)
