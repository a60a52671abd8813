"""Other systems: which one a token lets in, and the resident that it speaks of."""

from __future__ import annotations

from samrum.channels.registers import Registered
from samrum.core.access import System
from samrum.core.person import Person
from samrum.journal import people
from samrum.office.municipality import kept_number, municipality, now
from samrum.office.persons import Identity, register
from samrum.office.registers import ask
from samrum.office.relation import NotHere


def let_in(tenant: int, client: str, scopes: tuple[str, ...]) -> System | None:
    """The system that is known here as `client`, as far as its scopes and we let it; None for one
    that the municipality does not know."""
    systems = municipality(tenant).systems.values()
    known = next((one for one in systems if one.client == client), None)
    if known is None:
        return None
    roles = {
        service: tuple(role for role in may_be if f"{role}:{service}" in scopes)
        for service, may_be in known.roles.items()
    }
    return System(known.id, known.name, {s: r for s, r in roles.items() if r}, tenant)


def resident(system: System, number: str, *, service: str) -> Person:
    """The person with this national number, known here or found in the population register.

    Raises NotHere for nobody, and where the system hands in nothing for the service.
    """
    if not system.is_a("intake", service):
        raise NotHere
    tenant = system.tenant
    number = kept_number(tenant, number)
    kept = people.load_by_number(tenant, number)
    if kept is not None:
        return kept.person
    match ask(municipality(tenant), "population", number, now(tenant)):
        case Registered() as told:
            said = Identity(number, told.name, told.language, told.address)
            return register(said, tenant=tenant)
    raise NotHere
