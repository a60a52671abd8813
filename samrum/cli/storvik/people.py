"""The people of Storvik, and two who have moved there from Lillevik.  Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from samrum.cli.lillevik.people import Someone

_NEIGHBOUR: Final = Someone("", "", municipality="9902")
VERA: Final = replace(
    _NEIGHBOUR, number="19770218-9825", name="Vera Dahl", address=("Sjögatan 4", "991 20 Storvik")
)
SARA: Final = replace(
    _NEIGHBOUR, number="19910511-9839", name="Sara Nyberg", address=("Åvägen 16", "991 21 Storvik")
)
OLLE: Final = replace(
    _NEIGHBOUR,
    number="19640929-9812",
    name="Olle Sand",
    address=("Norra vägen 2", "991 22 Storvik"),
)
MOVED: Final = (SARA, OLLE)

WHO: Final = {
    VERA.number: {
        "sv": "Socialsekreterare i Storvik. Har blivit ombedd att ta över Saras ärende.",
        "da": "Socialrådgiver i Storvik. Er blevet bedt om at overtage Saras sag.",
        "en": "Social worker in Storvik. Has been asked to take over Sara's case.",
    },
    SARA.number: {
        "sv": "Har flyttat till Storvik. Lillevik vill flytta hennes ärende dit.",
        "da": "Er flyttet til Storvik. Lillevik vil flytte hendes sag dertil.",
        "en": "Has moved to Storvik. Lillevik wants to move her case there.",
    },
    OLLE.number: {
        "sv": "Ska flytta till Storvik. Ingen har frågat om hans ärende än.",
        "da": "Skal flytte til Storvik. Ingen har spurgt om hans sag endnu.",
        "en": "Is to move to Storvik. Nobody has asked about his case yet.",
    },
}
"""One line on each person that the log-in page offers, in each language."""
