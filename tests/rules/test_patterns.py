"""XPath's regular expressions on RE2, against a table of text, pattern, flags and what happens."""

import pytest

from samrum.rules.finding import NOWHERE
from samrum.rules.functions import BUILTINS
from samrum.rules.run import Exhausted, Run
from samrum.rules.value import invoke

# Columns: text, pattern, flags ("-" for none), and what happens: yes, no, or refused.
# ␣ stands for a blank, \n and \r in a text for these characters.
PATTERNS = r"""
foobar          ^fo*b                    -     yes
foobar          bar$                     -     yes
foobar          ^bar                     -     no
foobar          oB                       -     no
foobar          oB                       i     yes
a\nb            a.b                      -     no
a\rb            a.b                      -     no
a\nb            a.b                      s     yes
a\nb            ^b                       -     no
a\nb            ^b                       m     yes
a\nb            a$                       m     yes
abc\n           c$                       -     no
a.b             a.b                      q     yes
axb             a.b                      q     no
a(b             a(b                      q     yes
hello␣world     hello[␣]world            -     yes
helloworld      hello␣world              x     yes
hello␣world     \p{␣IsBasicLatin}+       x     yes
hello␣world     \p{␣IsBasicLatin}+       -     refused
X               [A-Z-[OI]]               i     yes
o               [A-Z-[OI]]               i     no
Q               [^Q]                     i     no
q               [^Q]                     i     no
K               k                        i     yes
b               [a-c-[b]]                -     no
c               [a-c-[b-[c]]]            -     yes
b               [^a-c-[x]]               -     no
å               \p{L}                    -     yes
å               \p{Lu}                   -     no
å               \P{Lu}                   -     yes
å               \p{IsLatin-1Supplement}  -     yes
å               \P{IsBasicLatin}         -     yes
å               \p{IsNowhere}            -     refused
å               \p{Xx}                   -     refused
7               \d                       -     yes
7               [\D]                     -     no
_               \w                       -     no
a               [\W\d]                   -     no
élan            ^\i\c*$                  -     yes
1a              ^\i                      -     no
aaa             ^a{3}$                   -     yes
aaa             ^a{2}$                   -     no
aaa             ^a{2,}$                  -     yes
aaa             ^a{1,2}$                 -     no
aaa             a{2,1}                   -     refused
aaa             a{,2}                    -     refused
aaa             a**                      -     refused
aaa             *                        -     refused
aaa             (a                       -     refused
aaa             a)                       -     refused
aaa             (?:a)+                   -     yes
aaa             (?=a)                    -     refused
aaa             (a)\1                    -     refused
aaa             \b                       -     refused
aaa             [z-a]                    -     refused
aaa             []                       -     refused
aaa             [a                       -     refused
a-b             a[-]b                    -     yes
a-b             a[+--]b                  -     yes
a]b             a[\]]b                   -     yes
aaa             a                        p     refused
aaa             a{1001}                  -     refused
"""

ROWS = [line.split() for line in PATTERNS.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row))
def test_a_pattern_matches_as_xpath_says(row: list[str]) -> None:
    text, pattern, flags, expected = (column.replace("␣", " ") for column in row)
    text = text.replace("\\n", "\n").replace("\\r", "\r")
    run = Run()

    found = invoke(
        BUILTINS["matches"], [text, pattern, None if flags == "-" else flags], run, NOWHERE
    )

    assert {True: "yes", False: "no", None: "refused"}[found] == expected  # type: ignore[index]
    assert [finding.code for finding in run.findings] == (
        ["bad-pattern"] if expected == "refused" else []
    )


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+$", "((a+)+)+b", "(.*)(.*)(.*)(.*)[^a]"])
def test_no_pattern_makes_the_engine_hang(pattern: str) -> None:
    run = Run(steps=100_000)

    assert invoke(BUILTINS["matches"], ["a" * 100_000, pattern], run, NOWHERE) in (True, False)


def test_a_replacement_cannot_outgrow_the_budget() -> None:
    run = Run(size=10_000)

    with pytest.raises(Exhausted):
        invoke(BUILTINS["replace"], ["a" * 1_000, "a", "$0" * 1_000], run, NOWHERE)


def test_half_a_surrogate_pair_is_a_finding_and_not_a_crash() -> None:
    run = Run()

    assert invoke(BUILTINS["matches"], ["\ud83d", "."], run, NOWHERE) is None
    assert [finding.code for finding in run.findings] == ["bad-pattern"]
