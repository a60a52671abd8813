"""The words of explanations in Swedish, Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sv": {
            "decision": "{name}: {value}.",
            "step": "Först: {name} är {value}.",
            "rule": "Regel {number} stämde",
            "passed over": "Regel {number} stämde också, men en annan regel går före",
            "facts": "Uppgifter som användes",
            "decisions": "Byggde på",
            "left": "Det här gick inte att räkna ut:",
            "unknown": "okänt",
            "nothing": "inget",
            "yes": "ja",
            "no": "nej",
            "point": ",",
        },
        "da": {
            "decision": "{name}: {value}.",
            "step": "Først: {name} er {value}.",
            "rule": "Regel {number} passede",
            "passed over": "Regel {number} passede også, men en anden regel går forud",
            "facts": "Oplysninger, der blev brugt",
            "decisions": "Bygger på",
            "left": "Det her kunne ikke regnes ud:",
            "unknown": "ukendt",
            "nothing": "intet",
            "yes": "ja",
            "no": "nej",
            "point": ",",
        },
        "en": {
            "decision": "{name}: {value}.",
            "step": "First: {name} is {value}.",
            "rule": "Rule {number} matched",
            "passed over": "Rule {number} matched too, but another rule comes first",
            "facts": "Facts used",
            "decisions": "Rests on",
            "left": "This could not be worked out:",
            "unknown": "unknown",
            "nothing": "nothing",
            "yes": "yes",
            "no": "no",
            "point": ".",
        },
    }
)

# What a rule may rest on; a package's own kinds stand as they are written.
SOURCE_KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sv": {
            "law": "lag",
            "agency regulation": "myndighetens föreskrift",
            "guidance": "vägledning",
            "local policy": "lokal riktlinje",
        },
        "da": {
            "law": "lov",
            "agency regulation": "bekendtgørelse",
            "guidance": "vejledning",
            "local policy": "lokal retningslinje",
        },
        "en": {},
    }
)

# Findings by their code; English stands in finding.py.
FINDINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sv": {
            "wrong-type": "{operation} går inte att använda på {types}",
            "null-operand": "{operation} mötte ett okänt värde",
            "not-comparable": "{left} och {right} går inte att jämföra",
            "division-by-zero": "ett tal eller en tidsrymd delades med noll",
            "number-too-large": "resultatet ryms inte bland tal med 34 siffror",
            "not-a-number": "{operation} har inget resultat för {value}",
            "outside-calendar": "resultatet ligger utanför åren -999999999 till 999999999",
            "mixed-zones": "den ena tiden har tidszon, den andra har ingen",
            "no-such-member": "{type} har ingen del som heter {name}",
            "unknown-name": "namnet {name} är inte känt här",
            "not-a-function": "{type} går inte att anropa",
            "wrong-arguments": "{function} går inte att anropa med {given}; den tar {takes}",
            "wrong-argument": "{function}: {parameter} är {given}; det måste vara {must}",
            "not-convertible": "{function}: {text} är inte {wanted}",
            "not-of-type": "{value} är inte av typen {type}",
            "unknown-type": "{type} är ingen typ här, eller en lista utan sina delar",
            "duplicate-key": "sammanhanget har två poster som heter {name}",
            "out-of-range": "{function}: {parameter} ligger utanför det möjliga",
            "bad-pattern": "{function}: mönstret går inte att använda: {reason}",
            "bad-range": "ett intervall går från en lägre till en högre ände av samma typ",
            "too-few": "{function} har inget resultat för {given} värden",
            "no-clock": "{function} behöver en klocka, och här gavs ingen",
            "bad-syntax": "texten är inte FEEL: {what} {because}",
            "no-expression": "{element} har inget uttryck att räkna ut",
            "external-function": "{element} är en funktion av slaget {kind}; bara FEEL räknas ut",
            "not-allowed": "{value} finns inte bland de tillåtna värdena {allowed}",
            "rules-overlap": "reglerna {rules} stämmer, och tabellen (UNIQUE) tillåter en",
            "rules-disagree": "reglerna {rules} stämmer, och tabellen (ANY) vill ha ett resultat",
            "too-deep": "uträkningen gick djupare än {limit} anrop",
            "too-long": "uträkningen gjorde slut på sin tilldelning av {budget}",
        },
        "da": {
            "wrong-type": "{operation} kan ikke bruges på {types}",
            "null-operand": "{operation} mødte en ukendt værdi",
            "not-comparable": "{left} og {right} kan ikke sammenlignes",
            "division-by-zero": "et tal eller et tidsrum blev delt med nul",
            "number-too-large": "resultatet har ingen plads blandt tal med 34 cifre",
            "not-a-number": "{operation} har intet resultat for {value}",
            "outside-calendar": "resultatet ligger uden for årene -999999999 til 999999999",
            "mixed-zones": "det ene tidspunkt har tidszone, det andet har ingen",
            "no-such-member": "{type} har ingen del, der hedder {name}",
            "unknown-name": "navnet {name} er ikke kendt her",
            "not-a-function": "{type} kan ikke kaldes",
            "wrong-arguments": "{function} kan ikke kaldes med {given}; den tager {takes}",
            "wrong-argument": "{function}: {parameter} er {given}; det skal være {must}",
            "not-convertible": "{function}: {text} er ikke {wanted}",
            "not-of-type": "{value} er ikke af typen {type}",
            "unknown-type": "{type} er ingen type her, eller en liste uden sine dele",
            "duplicate-key": "sammenhængen har to poster, der hedder {name}",
            "out-of-range": "{function}: {parameter} ligger uden for det mulige",
            "bad-pattern": "{function}: mønsteret kan ikke bruges: {reason}",
            "bad-range": "et interval går fra en lavere til en højere ende af samme type",
            "too-few": "{function} har intet resultat for {given} værdier",
            "no-clock": "{function} har brug for et ur, og her blev intet givet",
            "bad-syntax": "teksten er ikke FEEL: {what} {because}",
            "no-expression": "{element} har intet udtryk at regne ud",
            "external-function": "{element} er en funktion af slagsen {kind}; kun FEEL regnes ud",
            "not-allowed": "{value} er ikke blandt de tilladte værdier {allowed}",
            "rules-overlap": "reglerne {rules} passer, og tabellen (UNIQUE) tillader én",
            "rules-disagree": "reglerne {rules} passer, og tabellen (ANY) vil have ét resultat",
            "too-deep": "udregningen gik dybere end {limit} kald",
            "too-long": "udregningen brugte hele sin tildeling af {budget}",
        },
    }
)
