"""Sets of Unicode characters as ranges of code points: categories, blocks, XML names, case.

What a set holds follows the Unicode version of Python's unicodedata; the blocks are those that XML
Schema Part 2 lists (appendix F.1.1), and some that came later.
"""

from __future__ import annotations

import functools
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

# Sorted, apart from one another, both ends included.
Ranges: TypeAlias = tuple[tuple[int, int], ...]

LAST: Final = 0x10FFFF
EVERYTHING: Ranges = ((0, LAST),)
SPACES: Ranges = ((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20))

# XML 1.0, fifth edition, productions 4 and 4a.
NAME_STARTS: Ranges = (
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
)
_MORE_NAME_CHARACTERS: Ranges = (
    (0x2D, 0x2E),
    (0x30, 0x39),
    (0xB7, 0xB7),
    (0x300, 0x36F),
    (0x203F, 0x2040),
)

_BLOCKS = """
BasicLatin 0-7F, Latin-1Supplement 80-FF, LatinExtended-A 100-17F, LatinExtended-B 180-24F,
IPAExtensions 250-2AF, SpacingModifierLetters 2B0-2FF, CombiningDiacriticalMarks 300-36F,
Greek 370-3FF, GreekandCoptic 370-3FF, Cyrillic 400-4FF, CyrillicSupplement 500-52F,
Armenian 530-58F, Hebrew 590-5FF, Arabic 600-6FF, Syriac 700-74F, ArabicSupplement 750-77F,
Thaana 780-7BF, NKo 7C0-7FF, Devanagari 900-97F, Bengali 980-9FF, Gurmukhi A00-A7F,
Gujarati A80-AFF, Oriya B00-B7F, Tamil B80-BFF, Telugu C00-C7F, Kannada C80-CFF,
Malayalam D00-D7F, Sinhala D80-DFF, Thai E00-E7F, Lao E80-EFF, Tibetan F00-FFF,
Myanmar 1000-109F, Georgian 10A0-10FF, HangulJamo 1100-11FF, Ethiopic 1200-137F,
Cherokee 13A0-13FF, UnifiedCanadianAboriginalSyllabics 1400-167F, Ogham 1680-169F,
Runic 16A0-16FF, Tagalog 1700-171F, Hanunoo 1720-173F, Buhid 1740-175F, Tagbanwa 1760-177F,
Khmer 1780-17FF, Mongolian 1800-18AF, Limbu 1900-194F, TaiLe 1950-197F, KhmerSymbols 19E0-19FF,
PhoneticExtensions 1D00-1D7F, LatinExtendedAdditional 1E00-1EFF, GreekExtended 1F00-1FFF,
GeneralPunctuation 2000-206F, SuperscriptsandSubscripts 2070-209F, CurrencySymbols 20A0-20CF,
CombiningMarksforSymbols 20D0-20FF, CombiningDiacriticalMarksforSymbols 20D0-20FF,
LetterlikeSymbols 2100-214F, NumberForms 2150-218F, Arrows 2190-21FF,
MathematicalOperators 2200-22FF, MiscellaneousTechnical 2300-23FF, ControlPictures 2400-243F,
OpticalCharacterRecognition 2440-245F, EnclosedAlphanumerics 2460-24FF, BoxDrawing 2500-257F,
BlockElements 2580-259F, GeometricShapes 25A0-25FF, MiscellaneousSymbols 2600-26FF,
Dingbats 2700-27BF, MiscellaneousMathematicalSymbols-A 27C0-27EF,
SupplementalArrows-A 27F0-27FF, BraillePatterns 2800-28FF, SupplementalArrows-B 2900-297F,
MiscellaneousMathematicalSymbols-B 2980-29FF, SupplementalMathematicalOperators 2A00-2AFF,
MiscellaneousSymbolsandArrows 2B00-2BFF, CJKRadicalsSupplement 2E80-2EFF,
KangxiRadicals 2F00-2FDF, IdeographicDescriptionCharacters 2FF0-2FFF,
CJKSymbolsandPunctuation 3000-303F, Hiragana 3040-309F, Katakana 30A0-30FF, Bopomofo 3100-312F,
HangulCompatibilityJamo 3130-318F, Kanbun 3190-319F, BopomofoExtended 31A0-31BF,
KatakanaPhoneticExtensions 31F0-31FF, EnclosedCJKLettersandMonths 3200-32FF,
CJKCompatibility 3300-33FF, CJKUnifiedIdeographsExtensionA 3400-4DBF,
YijingHexagramSymbols 4DC0-4DFF, CJKUnifiedIdeographs 4E00-9FFF, YiSyllables A000-A48F,
YiRadicals A490-A4CF, HangulSyllables AC00-D7AF, HighSurrogates D800-DB7F,
HighPrivateUseSurrogates DB80-DBFF, LowSurrogates DC00-DFFF, PrivateUse E000-F8FF,
PrivateUseArea E000-F8FF, CJKCompatibilityIdeographs F900-FAFF,
AlphabeticPresentationForms FB00-FB4F, ArabicPresentationForms-A FB50-FDFF,
VariationSelectors FE00-FE0F, CombiningHalfMarks FE20-FE2F, CJKCompatibilityForms FE30-FE4F,
SmallFormVariants FE50-FE6F, ArabicPresentationForms-B FE70-FEFF,
HalfwidthandFullwidthForms FF00-FFEF, Specials FFF0-FFFF, LinearBSyllabary 10000-1007F,
LinearBIdeograms 10080-100FF, AegeanNumbers 10100-1013F, OldItalic 10300-1032F,
Gothic 10330-1034F, Ugaritic 10380-1039F, Deseret 10400-1044F, Shavian 10450-1047F,
Osmanya 10480-104AF, CypriotSyllabary 10800-1083F, ByzantineMusicalSymbols 1D000-1D0FF,
MusicalSymbols 1D100-1D1FF, TaiXuanJingSymbols 1D300-1D35F,
MathematicalAlphanumericSymbols 1D400-1D7FF, MiscellaneousSymbolsandPictographs 1F300-1F5FF,
Emoticons 1F600-1F64F, CJKUnifiedIdeographsExtensionB 20000-2A6DF,
CJKCompatibilityIdeographsSupplement 2F800-2FA1F, Tags E0000-E007F,
VariationSelectorsSupplement E0100-E01EF, SupplementaryPrivateUseArea-A F0000-FFFFF,
SupplementaryPrivateUseArea-B 100000-10FFFF
"""


def _block(entry: str) -> tuple[str, tuple[int, int]]:
    name, _, ends = entry.strip().rpartition(" ")
    low, _, high = ends.partition("-")
    return name, (int(low, 16), int(high, 16))


BLOCKS: Mapping[str, tuple[int, int]] = MappingProxyType(dict(map(_block, _BLOCKS.split(","))))


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges in order, with those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """All that is not in the ranges."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def difference(ranges: Ranges, removed: Ranges) -> Ranges:
    """What is in the ranges and not among the removed."""
    return complement(merged((*complement(ranges), *removed))) if removed else ranges


def folded(ranges: Ranges) -> Ranges:
    """The ranges with the other case of each letter in them."""
    letters, others = _case_variants()
    found = list(ranges)
    for low, high in ranges:
        for index in range(bisect_left(letters, low), bisect_right(letters, high)):
            found.extend((other, other) for other in others[index])
    return merged(found)


NAME_CHARACTERS: Ranges = merged((*NAME_STARTS, *_MORE_NAME_CHARACTERS))


@functools.lru_cache(maxsize=64)
def category_ranges(name: str) -> Ranges:
    """The characters of a general category, `Lu`, or of a group of them, `L`."""
    return merged(r for category, r in _categories() if category.startswith(name))


@functools.lru_cache(maxsize=1)
def _categories() -> tuple[tuple[str, tuple[int, int]], ...]:
    """The whole code space as runs of one category."""
    runs: list[tuple[str, tuple[int, int]]] = []
    start, current = 0, unicodedata.category(chr(0))
    for point in range(1, LAST + 1):
        category = unicodedata.category(chr(point))
        if category != current:
            runs.append((current, (start, point - 1)))
            start, current = point, category
    runs.append((current, (start, LAST)))
    return tuple(runs)


@functools.lru_cache(maxsize=1)
def _case_variants() -> tuple[list[int], list[tuple[int, ...]]]:
    """The letters that have another case, in order, and the other forms of each."""
    families: dict[str, set[int]] = {}
    for point in range(0x1E944):
        character = chr(point)
        if character.lower() != character or character.upper() != character:
            key = character.casefold()
            if len(key) == 1:
                families.setdefault(key, {ord(key)}).add(point)
    variants = {point: tuple(family - {point}) for family in families.values() for point in family}
    letters = sorted(variants)
    return letters, [variants[letter] for letter in letters]
