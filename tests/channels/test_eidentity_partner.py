"""Logging in against a provider that others wrote: the npm package oidc-provider 9."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest

from samrum.channels import eidentity
from samrum.channels.eidentity import Provider, begin, finish
from samrum.core.refusal import Refused

MODULES = os.environ.get("OIDC_PARTNER", "")
BACK = "https://lillevik.example/logged-in"
OURS = eidentity.new_key()

pytestmark = pytest.mark.skipif(
    not (MODULES and shutil.which("node")),
    reason="to run: npm install oidc-provider@9.13, OIDC_PARTNER=<its node_modules>",
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    script = Path(__file__).with_name("oidc_partner.mjs")
    keys = json.dumps(eidentity.public_keys(OURS))
    command = ["node", str(script), MODULES, keys, BACK]
    partner = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    yield partner.stdout.readline().strip()
    partner.terminate()
    partner.wait()


def picked(url: str, person: str) -> dict[str, str]:
    """What a person brings back after its two pages, log in and consent."""
    with httpx.Client(timeout=10, trust_env=False) as browser:
        answer = browser.get(url)
        for _ in range(12):
            if "location" in answer.headers:
                url = urljoin(str(answer.url), answer.headers["location"])
                if url.startswith(BACK):
                    return dict(parse_qsl(urlsplit(url).query))
                answer = browser.get(url)
                continue
            assert answer.status_code == 200, answer.text
            action = re.search(r'action="([^"]+)"', answer.text)[1]
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)[1]
            data = {"prompt": prompt, "login": person, "password": "x"}
            answer = browser.post(urljoin(str(answer.url), action), data=data)
    raise AssertionError("it never sent the person back")


def test_a_person_logs_in_at_a_provider_that_others_wrote(issuer):
    provider = Provider(issuer, "samrum", OURS, eidentity.http_client())
    url, pending = begin(provider, BACK)
    identity = finish(provider, pending, picked(url, "197001019802"))

    assert "request_uri" in url
    assert (identity.person_id, identity.name) == ("197001019802", "Name of 197001019802")


def test_a_stranger_s_key_and_a_used_code_are_refused_there_too(issuer):
    provider = Provider(issuer, "samrum", OURS, eidentity.http_client())
    url, pending = begin(provider, BACK)
    back = picked(url, "197001019802")
    finish(provider, pending, back)

    with pytest.raises(Refused, match="invalid_grant"):
        finish(provider, pending, back)
    with pytest.raises(Refused, match="pushed request invalid_client"):
        begin(Provider(issuer, "samrum", eidentity.new_key(), provider.http), BACK)
