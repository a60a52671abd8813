"""What the parking permit says is easy to read: short sentences, few long words.

LIX (Björnsson 1968) is the words in a sentence plus the share in per cent of words longer than six
letters: below 30 is very easy, as in books for children; above 50 is hard, as many official texts.
"""

import re
from collections.abc import Iterator

import pytest

from tests.packages.parking_permit import parking_permit

EASY = 32
LONGEST_SENTENCE = 26
PACKAGE = parking_permit()
NO_JARGON = {
    "sv": "erhålla erforderlig härmed jämlikt inkomma avseende vederbörande anmodas härvid",
    "da": "vedrørende fremsende førnævnte ovenstående imødekommet anmodes hermed henhold",
    "en": "hereby pursuant aforementioned shall herewith commence terminate utilise",
}


def sentences(text: str) -> list[str]:
    """The sentences of a letter: a line that is a heading or an item is one of its own."""
    told = re.sub(r"\{[^}]*\}", "x", text)
    lines = (re.sub(r"^[#>\- ]+", "", line) for line in told.split("\n"))
    parts = (part for line in lines for part in re.split(r"[.!?:]\s+", line))
    return [part for part in parts if re.search(r"\w", part)]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def lix(text: str) -> float:
    parts = sentences(text)
    every = [word for part in parts for word in words(part)]
    return len(every) / len(parts) + 100 * sum(len(word) > 6 for word in every) / len(every)


LETTERS = [
    pytest.param(template.text, language, id=f"{letter.id}.{language}")
    for letter in PACKAGE.letters
    for language, template in letter.texts.items()
]


@pytest.mark.parametrize(("text", "language"), LETTERS)
def test_a_letter_is_easy_to_read(text: str, language: str) -> None:
    assert lix(text) <= EASY
    longest = max(sentences(text), key=lambda part: len(words(part)))
    assert len(words(longest)) <= LONGEST_SENTENCE, longest


def said() -> Iterator[tuple[str, str]]:
    """Everything that residents and caseworkers read of the package, with its language."""
    for letter in PACKAGE.letters:
        yield from ((lang, text.text) for lang, text in letter.texts.items())
    for form in PACKAGE.forms.values():
        for page in form.pages:
            for question in page.questions:
                yield from question.asks.items()
                yield from question.help.items()
    for step in PACKAGE.steps:
        yield from (*step.title.items(), *step.explains.items(), *step.if_late.items())
    for words_of in PACKAGE.ruleset.words.values():
        yield from (*words_of.says.reason.items(), *words_of.says.note.items())


SAID = list(said())


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_nobody_is_spoken_to_in_the_language_of_offices(language: str) -> None:
    jargon = set(NO_JARGON[language].split())

    assert [t for lang, t in SAID if lang == language and jargon & set(words(t.casefold()))] == []


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_no_sentence_is_longer_than_a_breath(language: str) -> None:
    long = [
        part
        for lang, text in SAID
        if lang == language
        for part in sentences(text)
        if len(words(part)) > LONGEST_SENTENCE
    ]

    assert long == []
