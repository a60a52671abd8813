"""The installation's own e-identity provider, against a real one on this machine."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.test import override_settings
from joserfc.jwk import KeySet

from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import Client
from samrum.channels.demo_server import serve
from samrum.cli import keys
from samrum.core.refusal import Refused
from samrum.office.persons import Identity
from samrum.site.e_identity import EIdentity, our_key

BACK = "http://127.0.0.1:9/logged-in"
ANNA = Person("197001019802", "Anna Lind")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VAR=tmp_path):
        yield tmp_path


@pytest.fixture
def issuer(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    known = {"samrum": Client("samrum", KeySet([our_key()]), (BACK,))}
    running = serve(known, [ANNA], demo=True)
    monkeypatch.setenv("SAMRUM_OIDC", running.issuer)
    yield running.issuer
    running.stop()


def test_a_person_goes_to_the_provider_and_comes_back_known(issuer: str) -> None:
    asked = EIdentity()
    address, pending = asked.begin(BACK, "sv", again=False)
    with httpx.Client(trust_env=False) as browser:
        login = browser.get(address).text.split('name="login" value="')[1].split('"')[0]
        answer = browser.post(
            f"{issuer}/authorize", data={"login": login, "person": ANNA.person_id}
        )
    brought = dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    remembered = json.loads(json.dumps(pending))  # as the session keeps it
    known = Identity("197001019802", "Anna Lind", level="substantial")
    assert EIdentity().finish(remembered, brought) == known


def test_without_a_provider_the_way_in_is_refused_in_words(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMRUM_OIDC", raising=False)

    with pytest.raises(Refused, match="cannot be used"):
        EIdentity()


def test_our_key_is_made_once_and_kept_for_ourselves(installation: Path) -> None:
    assert our_key().thumbprint() == our_key().thumbprint()
    assert (installation / "secrets" / "e-identity").stat().st_mode & 0o077 == 0


def test_only_the_public_half_is_printed(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys.run(Namespace()) == 0

    (key,) = json.loads(capsys.readouterr().out)["keys"]
    assert key["kid"] == our_key().as_dict()["kid"] and "d" not in key
