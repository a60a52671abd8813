"""The people of Sølund.  Nobody here exists: the numbers fail the sum of eleven, on days of birth
for which every number given to somebody passes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from samrum.cli.lillevik.people import Someone

_DANE: Final = Someone("", "", municipality="999", language="da")


def _dane(number: str, name: str, street: str, born: str) -> Someone:
    return replace(_DANE, number=number, name=name, address=(street, "9990 Sølund"), born=born)


KIRSTEN: Final = _dane("120554-0981", "Kirsten Madsen", "Søndergade 14", "1954-05-12")
JESPER: Final = _dane("140381-0981", "Jesper Krogh", "Møllevej 3", "1981-03-14")
INGE: Final = _dane("030948-0982", "Inge Thomsen", "Kirkestien 7", "1948-09-03")
OLE: Final = _dane("210756-0981", "Ole Bach", "Havnevej 22", "1956-07-21")
ERIK: Final = _dane("300879-0981", "Erik Holm", "Skolegade 20", "1979-08-30")
BIRGIT: Final = _dane("110282-0982", "Birgit Dahl", "Engvej 9", "1982-02-11")
HENRIK: Final = _dane("050970-0981", "Henrik Juhl", "Bakken 1", "1970-09-05")
RESIDENTS: Final = (KIRSTEN, JESPER, INGE, OLE, ERIK)
STAFF: Final = (BIRGIT, HENRIK)

WHO: Final = {
    KIRSTEN.number: {
        "da": "Borger, 72 år. Har fået en afgørelse at læse.",
        "sv": "Invånare, 72 år. Har fått ett beslut att läsa.",
        "en": "Resident, 72. Has a decision to read.",
    },
    JESPER.number: {
        "da": "Borger, 45 år, med sclerose. Mangler at sætte sine mål.",
        "sv": "Invånare, 45 år, med MS. Har kvar att sätta sina mål.",
        "en": "Resident, 45, with MS. Has his goals left to set.",
    },
    INGE.number: {
        "da": "Borger, 78 år. Har lige søgt og venter på et besøg.",
        "sv": "Invånare, 78 år. Har just ansökt och väntar på besök.",
        "en": "Resident, 78. Has just applied and waits for a visit.",
    },
    OLE.number: {
        "da": "Borger, 70 år. Fik afslag og har klaget.",
        "sv": "Invånare, 70 år. Fick avslag och har klagat.",
        "en": "Resident, 70. Was refused, and has complained.",
    },
    BIRGIT.number: {
        "da": "Visitator i Visitation og Træning.",
        "sv": "Handläggare i Biståndsbedömning och träning.",
        "en": "Caseworker at Assessment and training.",
    },
    HENRIK.number: {
        "da": "Arbejder i Borgerservice. Ser ingen rehabiliteringssager.",
        "sv": "Arbetar i Medborgarservice. Ser inga rehabiliteringsärenden.",
        "en": "Works in Citizen service. Sees no rehabilitation cases.",
    },
    ERIK.number: {
        "da": "Borger uden del i andres sager. Må aldrig se noget.",
        "sv": "Invånare utan del i någon annans ärende. Ska aldrig få se något.",
        "en": "Resident with no part in anybody's case. Must never see anything.",
    },
}
"""One line on each person that the log-in page offers, in each language."""
