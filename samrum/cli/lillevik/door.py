"""The way into Lillevik: an e-identity provider of its own, where one picks whom to be."""

from __future__ import annotations

import json
from collections.abc import Sequence

from joserfc.jwk import KeySet

from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import Client
from samrum.channels.demo_server import Serving, serve
from samrum.channels.eidentity import public_keys
from samrum.cli.lillevik.people import RESIDENTS_BY_NAME, STAFF, WHO, Someone
from samrum.cli.lillevik.seed import TENANT
from samrum.office.municipality import municipality
from samrum.office.registers import simulated_file
from samrum.site.e_identity import our_key
from samrum.site.variables import told

MOST_FOUND = 10


def open_door(address: str) -> Serving:
    """Start the provider for the pages at `address`; it ends with the process or with `stop`."""
    client = Client(
        told("SAMRUM_OIDC_CLIENT"),
        KeySet.import_key_set(public_keys(our_key())),
        (f"{address}/login/back/",),
        (f"{address}/",),
    )
    named = [_person(one) for one in (*RESIDENTS_BY_NAME, *STAFF) if one.number in WHO]
    return serve({client.client_id: client}, named, demo=True, find=_find)


def _person(one: Someone) -> Person:
    return Person(one.number, one.name, WHO[one.number])


def _find(said: str) -> Sequence[Person]:
    """Residents whose name or number holds what was said."""
    file = simulated_file(municipality(TENANT), "population")
    records = json.loads(file.read_text(encoding="utf-8"))
    wanted = said.strip().casefold()
    found = (
        Person(number, record["name"])
        for number, record in records.items()
        if wanted and (wanted in record["name"].casefold() or number.startswith(wanted))
    )
    return sorted(found, key=lambda person: person.name)[:MOST_FOUND]
