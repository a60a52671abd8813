"""Check a service package: read it, play its stories, and say every fault with its line.

`samrum package compare OLD NEW` says what another version changes: each step, letter, question,
rule, binding ... that was added, removed or changed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from samrum.channels.text import read_blocks
from samrum.core.refusal import Refused
from samrum.core.story import Story, Told, differences, read_stories, tell, untold
from samrum.packages.compare import compare
from samrum.packages.country import CountryPack, read_country, under
from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.remarks import remarks
from samrum.rules.check import Remark

NOTHING = "(nothing)"
NOTICE = "The shipped rules are examples for an authority to adopt; they are not legal advice."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True, metavar="check|compare")
    check = commands.add_parser("check", help="say every fault, and play every story")
    check.add_argument("folder", type=Path, help="the folder of the package")
    two = commands.add_parser("compare", help="say what another version changes")
    two.add_argument("old", type=Path, help="the folder of the one version")
    two.add_argument("new", type=Path, help="the folder of the other")
    two.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """check: 0 when the package can be used and every story ends as it is told; compare: 0."""
    return _check(args.folder.resolve()) if args.what == "check" else _compare(args)


def _compare(args: argparse.Namespace) -> int:
    changes = compare(read_package(args.old.resolve()), read_package(args.new.resolve()))
    if args.json:
        print(json.dumps([asdict(one) for one in changes], ensure_ascii=False, indent=2))
        return 0
    for one in changes:
        print(f"{one.kind} {one.element} {one.id}")
        for part in one.parts:
            print(f"  {part.name}: {part.before or NOTHING}\n    -> {part.after or NOTHING}")
    print(f"{_counted(len(changes), 'change')}.")
    return 0


def _check(folder: Path) -> int:
    try:
        package = read_package(folder)
        country = read_country(shipped("countries") / package.country)
        stories = read_stories(folder, package)
    except PackageFaults as faults:
        print("\n\n".join(map(_said, faults.faults)))
        print(f"\n{folder.name}: {_counted(len(faults.faults), 'fault')}.")
        return 1
    own, package = package, under(package, country)
    told = [tell(story, package) for story in stories]
    said = [(remark.level, _said(_fault(file, remark))) for file, remark in remarks(package)]
    wrong = [text for level, text in said if level == "wrong"]
    wrong += [*_letters(package, told), *_endings(stories, told)]
    print(_summary(package, country, stories))
    for claim in package.to_verify:
        print(f"To be verified: {claim['en']}")
    for sentence in (*(text for level, text in said if level != "wrong"), *untold(own, told)):
        print(sentence)
    print("\n".join(wrong) or "The rules leave no gap, and every story ends as it is told.")
    print(NOTICE)
    return 1 if wrong else 0


def _said(fault: Fault) -> str:
    where = f"{fault.file}:{fault.line}" if fault.line else fault.file
    return f"{where}\n  {fault.what}\n  {fault.because}\n  {fault.instead}"


def _fault(file: str, remark: Remark) -> Fault:
    return Fault(file, remark.where.line, remark.what, remark.because, remark.instead)


def _endings(stories: Iterable[Story], told: Iterable[Told]) -> Iterator[str]:
    for story, one in zip(stories, told, strict=True):
        for difference in differences(story, one):
            yield f"{story.place}: {story.tells}\n  {difference}"


def _letters(package: ServicePackage, told: Iterable[Told]) -> Iterator[str]:
    """Yield what of the letters cannot be set, as they are written and as they were filled in."""
    written = [
        (text.text, text.place.rpartition(":")[0])
        for letter in package.letters
        for text in letter.texts.values()
    ]
    filled = [
        (letter.text, f"the letter {letter.template} of a story")
        for one in told
        if one.case is not None
        for letter in one.case.letters
    ]
    for text, source in (*written, *filled):
        try:
            read_blocks(text, source)
        except Refused as refused:
            yield refused.told()


def _summary(package: ServicePackage, country: CountryPack, stories: Iterable[Story]) -> str:
    parts = [
        _counted(len(package.forms), "form"),
        _counted(len(package.steps), "step"),
        _counted(len(package.letters), "letter"),
        _counted(len(package.ruleset.words), "rule"),
        _counted(len(package.bindings), "binding"),
        _counted(len(tuple(stories)), "story", "stories"),
    ]
    law = country.title["en"]
    return f"{package.title['en']} ({package.id} {package.version}, {law}): {', '.join(parts)}."


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
