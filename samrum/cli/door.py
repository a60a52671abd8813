"""The way into the demo: an e-identity provider of its own, where one picks whom to be.

Each municipality offers its own people, and takes them back to its own address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from joserfc.jwk import KeySet

from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import Client
from samrum.channels.demo_server import Serving, serve
from samrum.channels.eidentity import public_keys
from samrum.cli.lillevik import people as lillevik
from samrum.cli.lillevik.people import Someone
from samrum.cli.lillevik.seed import TENANT
from samrum.cli.soelund import people as soelund
from samrum.cli.soelund.seed import TENANT as SOELUND
from samrum.cli.storvik import people as storvik
from samrum.cli.storvik.seed import TENANT as STORVIK
from samrum.office.municipality import address as address_of
from samrum.office.municipality import municipalities, municipality
from samrum.office.registers import simulated_file
from samrum.site.e_identity import our_key
from samrum.site.variables import told

MOST_FOUND = 10
DEMO_SECRET = "demo"


def open_door(address: str) -> Serving:
    """Start the provider for the pages at `address`; it ends with the process or with `stop`."""
    theirs = (address_of(here, address) for here in municipalities().values())
    addresses = dict.fromkeys((address, *theirs))
    client = Client(
        told("SAMRUM_OIDC_CLIENT"),
        KeySet.import_key_set(public_keys(our_key())),
        tuple(f"{one}/login/back/" for one in addresses),
        tuple(f"{one}/" for one in addresses),
    )
    clients = {one.client_id: one for one in (client, *_systems(f"{address}/api"))}
    return serve(clients, cast(), demo=True, find=_find)


def cast() -> list[Person]:
    """Whom one can be, on whose pages; Erik must see nothing wherever he is."""
    everywhere: tuple[tuple[tuple[Someone, ...], tuple[int, ...]], ...] = (
        ((*lillevik.RESIDENTS_BY_NAME, *lillevik.STAFF), (TENANT,)),
        ((*storvik.MOVED,), (TENANT, STORVIK)),
        ((storvik.VERA, lillevik.ERIK), (STORVIK,)),
        ((*soelund.RESIDENTS, *soelund.STAFF), (SOELUND,)),
    )
    named = [_person(one, tenants) for people, tenants in everywhere for one in people]
    return [one for one in named if one.who]


def _systems(audience: str) -> Iterator[Client]:
    """The other systems that the municipalities let in, each with a secret that is none."""
    for here in municipalities().values():
        for one in here.systems.values():
            scopes = tuple(
                f"{role}:{service}" for service, roles in one.roles.items() for role in roles
            )
            yield Client(
                one.client, KeySet([]), scopes=scopes, audience=audience, secret=DEMO_SECRET
            )


def _person(one: Someone, tenants: Iterable[int]) -> Person:
    """Somebody to be, on the pages of these municipalities."""
    who = {**lillevik.WHO, **storvik.WHO, **soelund.WHO}.get(one.number, {})
    hosts = tuple(host for tenant in tenants for host in municipality(tenant).hosts)
    return Person(one.number, one.name, who, hosts=hosts)


def _find(said: str) -> Sequence[Person]:
    """Residents whose name or number holds what was said."""
    file = simulated_file(municipality(TENANT), "population")
    records = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    wanted = said.strip().casefold()
    found = (
        Person(number, record["name"], hosts=municipality(TENANT).hosts)
        for number, record in records.items()
        if wanted and (wanted in record["name"].casefold() or number.startswith(wanted))
    )
    return sorted(found, key=lambda person: person.name)[:MOST_FOUND]
