"""I2: coverage-guided fuzzing of what reads packages, forms, stories, letters and answers.

As the rule language is fuzzed (trials.rules.fuzz): targets in turns, each in a process of its own;
what failed or took long is judged again alone.  DMN models are that trial's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trials.frame import Asked, Result, Trial
from trials.rules.fuzz import DEFECTS, fuzz_in_turns, planted
from trials.rules.fuzz_seeds import EXPRESSIONS, WORDS, dictionary

TARGETS: Final = ("package", "form", "story", "letter", "answers", "packed")
TOML: Final = (
    *("[[", "]]", '"""', "'''", " = ", "[[step]]", "[[page]]", "[[question]]", "[[letter]]"),
    *("[[measure]]", "[[binding]]", "[[guard]]", "[rules]", "[appeal]", "[automation]"),
    *("[[story]]", "title.sv", "help.en", "languages = [", "when = ", "due = ", "id = "),
    *("1979-05-27T07:32:00Z", "inf", "nan", "0x", "1e400", "9999999999999999999"),
    *("\\u0000", "../", "package.toml"),
)  # fmt: skip
LETTERS: Final = (
    '# Rubrik\n\nHej {name}!\n\n- {list}\n\nDu {if day = null then "vet" else day} {{x}}.',
    "## Två\n\n**fet** *kursiv* [länk](x) `kod`\n> citat\n1. ett\n2. två\n\n---",
    *(f"Text {{{expression}}} efter." for expression in EXPRESSIONS[::3]),
)
POSTED: Final = (
    "mobility.walking_distance_max_m=150&mobility.walks=yes&parking_permit.capacity=driver",
    "mobility.walking_distance_max_m=1%2C5e9&mobility.walks%3Astanding=declined",
    "born:day=31&born:month=2&born:year=2026&name=%00%E2%80%AE%F0%9F%98%80",
)


def fuzz(asked: Asked) -> Result:
    """n seconds, in turns."""
    return fuzz_in_turns(asked, TARGETS, write_seeds)


def write_seeds(folder: Path) -> None:
    """One folder of seeds and one dictionary for each target: what a new service begins with."""
    from samrum.cli.new import PATTERN
    from samrum.packages.folder import packed, read_files

    files = read_files(PATTERN, [])
    small = {name: content for name, content in files.items() if name.endswith(".md")}
    seeds: dict[str, list[bytes]] = {
        "package": [files["package.toml"]],
        "form": [files["forms/apply.toml"]],
        "story": [files["stories/first.toml"]],
        "letter": [
            *(content for name, content in files.items() if name.startswith("letters/")),
            *(text.encode() for text in LETTERS),
        ],
        "answers": [text.encode() for text in POSTED],
        "packed": [packed(small), b"a\n3\nabc", b""],
    }
    for target, contents in seeds.items():
        into = folder / target
        into.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(contents):
            (into / f"seed-{number:02}").write_bytes(content)
        words = [*TOML, *WORDS] if target != "answers" else ["%00", "&", "=", ":standing=", ":day="]
        (folder / f"{target}.dict").write_text(dictionary(words), encoding="utf-8")


I2 = Trial(
    "I2",
    "No bytes crash, hang or bloat what reads packages, forms, stories, letters and answers: they "
    "are read, or refused in words.",
    "seconds of fuzzing on one core",
    1800,
    48,
    fuzz,
    {name: lambda name=name: planted(name) for name in DEFECTS},
)
