"""The people of Lillevik: the cast that everybody knows by name, and residents made from a seed.

Nobody here exists.  The serial numbers from 980 are not given to people, so no number is anyone's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the population register knows her; `municipality` "" is not registered at all."""

    number: str
    name: str
    address: tuple[str, ...] = ()
    municipality: str = "9901"
    language: str = "sv"
    protected: bool = False
    email: str = ""
    born: str = ""

    @property
    def record(self) -> dict[str, object]:
        """What the register answers."""
        return {
            "name": self.name,
            "address": list(self.address),
            "municipality": self.municipality,
            "language": self.language,
            "protected": self.protected,
            **({"born": self.born} if self.born else {}),
        }


def check_digit(digits: str) -> int:
    """The tenth digit for nine, by the Luhn sum that Swedish national numbers use."""
    doubled = (int(one) * (2 - place % 2) for place, one in enumerate(digits))
    return -sum(product // 10 + product % 10 for product in doubled) % 10


def _eleven(today: date) -> str:
    """The national number of somebody who is eleven, whenever the demonstration is played."""
    year = today.year - 11 - ((today.month, today.day) < (9, 21))
    digits = f"{year % 100:02}0921981"
    return f"{year}0921-{digits[6:]}{check_digit(digits)}"


HARBOUR: Final = ("Hamngatan 12", "990 10 Lillevik")
ANNA: Final = Someone("19840614-9800", "Anna Berg", HARBOUR, email="anna.berg@mail.example")
MAJ: Final = Someone("19510302-9806", "Maj Berg", ("Björkvägen 3", "990 12 Lillevik"))
_ELIS: Final = _eleven(date.today())
ELIS: Final = Someone(_ELIS, "Elis Berg", HARBOUR, born=f"{_ELIS[:4]}-09-21")
DRAGAN: Final = Someone("19620111-9812", "Dragan Ilić", ("Tallvägen 8", "990 12 Lillevik"))
ERIK: Final = Someone("19790830-9813", "Erik Holm", ("Skolgatan 20", "990 10 Lillevik"))
METTE: Final = Someone(
    "19580417-9801", "Mette Sørensen", ("Strandvägen 41", "990 13 Lillevik"), language="da"
)
BO: Final = Someone("19760523-9818", "Bo Lind", ("Lotsgatan 5", "990 10 Lillevik"))
KARIN: Final = Someone("19680209-9801", "Karin Åberg", ("Smedjegatan 2", "990 10 Lillevik"))
CECILIA: Final = Someone("19871101-9805", "Cecilia Ek", ("Ängsvägen 9", "990 11 Lillevik"))
SIV: Final = Someone("19730316-9804", "Siv Nyman", ("Kajgatan 14", "990 10 Lillevik"))
PIA: Final = Someone("19691225-9808", "Pia Holst", ("Parkvägen 6", "990 20 Mellanby"))
INGRID: Final = Someone("19740104-9800", "Ingrid Solberg", ("Ekvägen 4", "990 11 Lillevik"))
RESIDENTS_BY_NAME: Final = (ANNA, MAJ, ELIS, DRAGAN, ERIK, METTE)
STAFF: Final = (BO, KARIN, CECILIA, SIV, PIA, INGRID)

WHO: Final = {
    ANNA.number: {
        "sv": "Invånare. Ansöker för sig själv, sköter ärenden åt sin mamma Maj, är Elis mamma.",
        "da": "Borger. Søger for sig selv, ordner sager for sin mor Maj, er mor til Elis.",
        "en": "Resident. Applies for herself, acts for her mother Maj, is Elis's mother.",
    },
    MAJ.number: {
        "sv": "Invånare, 75 år. Har fått ett beslut att läsa.",
        "da": "Borger, 75 år. Har fået en afgørelse at læse.",
        "en": "Resident, 75. Has a decision to read.",
    },
    METTE.number: {
        "sv": "Invånare som läser helst danska. Behöver lämna något mer.",
        "da": "Borger, som helst læser dansk. Mangler at aflevere noget.",
        "en": "Resident who prefers Danish. Has something left to hand in.",
    },
    BO.number: {
        "sv": "Handläggare på Tillståndsenheten.",
        "da": "Sagsbehandler i Tilladelsesenheden.",
        "en": "Caseworker at the Permits unit.",
    },
    KARIN.number: {
        "sv": "Handläggare, behörig för skyddade personuppgifter.",
        "da": "Sagsbehandler, godkendt til beskyttede personer.",
        "en": "Caseworker, cleared for protected persons.",
    },
    CECILIA.number: {
        "sv": "Skolsköterska. Är med i samrummet runt Elis och ser inga parkeringsärenden.",
        "da": "Sundhedsplejerske. Er med i det fælles rum om Elis og ser ingen parkeringssager.",
        "en": "School nurse. Is in the room around Elis, and sees no parking cases.",
    },
    ELIS.number: {
        "sv": "Elva år. Samrummet handlar om honom.",
        "da": "Elleve år. Det fælles rum handler om ham.",
        "en": "Eleven years old. The shared room is about him.",
    },
    SIV.number: {
        "sv": "Socialsekreterare. Samordnar planen i samrummet runt Elis.",
        "da": "Socialrådgiver. Koordinerer planen i det fælles rum om Elis.",
        "en": "Social worker. Coordinates the plan in the room around Elis.",
    },
    PIA.number: {
        "sv": "Barnpsykiater i regionen. Är med i samrummet runt Elis.",
        "da": "Børnepsykiater i regionen. Er med i det fælles rum om Elis.",
        "en": "Child psychiatrist of the region. Is in the room around Elis.",
    },
    INGRID.number: {
        "sv": "Dataskyddsombud. Följer upp vem som har läst vad, och ser inga ärenden.",
        "da": "Databeskyttelsesrådgiver. Følger op på, hvem der har læst hvad, og ser ingen sager.",
        "en": "Data protection officer. Follows up who has read what, and sees no cases.",
    },
    DRAGAN.number: {
        "sv": "Frivillig. Har fått en fråga i samrummet runt Elis.",
        "da": "Frivillig. Er blevet spurgt om noget i det fælles rum om Elis.",
        "en": "Volunteer. Has been asked for something in the room around Elis.",
    },
    ERIK.number: {
        "sv": "Invånare utan del i någon annans ärende. Ska aldrig få se något.",
        "da": "Borger uden del i andres sager. Må aldrig se noget.",
        "en": "Resident with no part in anybody's case. Must never see anything.",
    },
}
"""One line on each person that the log-in page offers, in each language."""


def residents(seed: int) -> Iterator[Someone]:
    """People without end: the same seed gives the same people in the same order."""
    chance = Random(seed)
    taken = {one.number for one in (*RESIDENTS_BY_NAME, *STAFF)}
    while True:
        number = _number(chance)
        if number not in taken:
            taken.add(number)
            yield _someone(chance, number)


def _someone(chance: Random, number: str) -> Someone:
    names = _names()
    given = names[chance.choice(("female", "male"))]
    name = f"{chance.choice(given)} {chance.choice(names['family'])}"
    street = f"{chance.choice(names['streets'])} {chance.randint(1, 60)}"
    town = f"990 {chance.randint(10, 19)} Lillevik"
    language = chance.choices(("sv", "en", "da"), (90, 7, 3))[0]
    return Someone(number, name, (street, town), language=language)


@cache
def _names() -> Mapping[str, list[str]]:
    text = files("samrum.cli.lillevik").joinpath("names.toml").read_text(encoding="utf-8")
    return {kind: names.split() for kind, names in tomllib.loads(text).items()}


def _number(chance: Random) -> str:
    """A national number of somebody between 20 and 95, most of them old."""
    born = date(2005, 1, 1) - timedelta(days=int(365.25 * chance.triangular(0, 75, 55)))
    digits = f"{born:%y%m%d}{chance.randint(980, 999)}"
    return f"{born:%Y%m%d}-{digits[6:]}{check_digit(digits)}"
