"""The e-identity provider of this installation, as the pages ask it to say who somebody is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey

from samrum.channels import eidentity
from samrum.journal.cluster import secret_in
from samrum.office.persons import Identity
from samrum.site.variables import told, told_list

PATIENCE = 2  # seconds that somebody who logs out waits for the provider


class EIdentity:
    """What settings.E_IDENTITY names: the way to the provider, and back from it."""

    def __init__(self) -> None:
        """Raises Refused for an address that is not https, unless it is on this machine."""
        self._provider = eidentity.Provider(
            issuer=told("SAMRUM_OIDC"),
            client_id=told("SAMRUM_OIDC_CLIENT"),
            key=our_key(),
            http=eidentity.http_client(),
            levels=tuple(told_list("SAMRUM_OIDC_LEVELS")),
            person_id_claim=told("SAMRUM_OIDC_NUMBER"),
        )
        self._on_the_way_out = replace(self._provider, http=eidentity.http_client(PATIENCE))

    def begin(self, back: str, language: str, again: bool) -> tuple[str, dict[str, Any]]:
        """Where to send the person, and what to remember until she is back.  Raises Refused."""
        address, pending = eidentity.begin(self._provider, back, language, again=again)
        return address, asdict(pending)

    def finish(self, pending: Mapping[str, Any], brought: Mapping[str, str]) -> Identity:
        """Who she is, from what she brought back in the address.  Raises Refused."""
        known = eidentity.finish(self._provider, eidentity.Pending(**pending), brought)
        return Identity(known.person_id, known.name, level=known.level_of_assurance)

    def end(self, back: str, state: str, language: str) -> str | None:
        """Where to end the session at the provider, None if it has no such place.  Raises Refused
        where it does not answer soon."""
        return eidentity.end_session(self._on_the_way_out, back, state, language)


def our_key() -> ECKey:
    """The key that proves to the provider that it is us who ask; made the first time."""
    return ECKey.import_key(json.loads(secret_in(settings.VAR / "secrets" / "e-identity", _made)))


def _made() -> str:
    return json.dumps(eidentity.new_key().as_dict(private=True))
