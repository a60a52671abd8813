"""What is asked of the readers of packages, letters and answers: a value, or a fault in words.

Each takes bytes as a stranger would send them: as one file of a small package, as a letter that is
filled in and set, as what was posted for a form, as a package that was kept as one file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from samrum.channels.text import read_blocks
from samrum.cli.new import PATTERN
from samrum.core.refusal import Refused
from samrum.core.story import read_stories
from samrum.packages.check import check_template
from samrum.packages.expression import TextTemplate
from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.folder import digest_of, packed, read_files, unpacked
from samrum.packages.form import read_answers
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.vocabulary import Term, read_vocabulary

PLANTED = "as_text"  # where a planted defect goes
SHAPE = {"name": None, "list": None, "day": None}
AROUND = {"name": "Anna # - {x}", "list": ("a", "- b", ""), "day": None}


def as_text(data: str) -> str:
    """What a file says."""
    return data


def check_package(data: bytes) -> None:
    """The bytes as package.toml."""
    _with_file("package.toml", data)


def check_form(data: bytes) -> None:
    """The bytes as a form."""
    _with_file("forms/apply.toml", data)


def check_story(data: bytes) -> None:
    """The bytes as a file of stories."""
    as_text(data.decode("utf-8", "replace"))
    with tempfile.TemporaryDirectory(prefix="samrum-trial-") as name:
        folder = Path(name) / "new-service"
        (folder / "stories").mkdir(parents=True)
        (folder / "stories" / "first.toml").write_bytes(data)
        try:
            read_stories(folder, _whole())
        except PackageFaults as faults:
            _said(faults)


def check_letter(data: bytes) -> None:
    """The bytes as a letter: checked, and where nothing is wrong, filled in and set."""
    text, faults = as_text(data.decode("utf-8", "replace")), list[Fault]()
    check_template(text, "letter.sv.md", 1, SHAPE, faults)
    if faults:
        return
    template = TextTemplate(text, "letter.sv.md:1", "sv")
    template.holes(AROUND)
    template.plain(AROUND)
    try:
        read_blocks(template.fill(AROUND), "letter.sv.md")
    except Refused as refused:
        _said(refused)


def check_answers(data: bytes) -> None:
    """The bytes as what was posted for the form of the parking permit."""
    posted = parse_qs(as_text(data.decode("utf-8", "replace")), keep_blank_values=True)
    permit = _permit()
    questions = [
        one for form in permit.forms.values() for page in form.pages for one in page.questions
    ]
    read = read_answers(questions, permit.terms, posted)
    assert not read.answers.keys() & read.faults.keys(), "an answer is read, or it is not"


def check_packed(data: bytes) -> None:
    """The bytes as a package that was kept as one file."""
    as_text(data.decode("utf-8", "replace"))
    try:
        files = unpacked(data)
    except ValueError:
        return
    if unpacked(packed(files)) != files or not digest_of(files):
        raise AssertionError("a package that was packed anew is another one")


def _with_file(name: str, data: bytes) -> None:
    as_text(data.decode("utf-8", "replace"))
    with tempfile.TemporaryDirectory(prefix="samrum-trial-") as ground:
        folder = Path(ground) / "new-service"
        for file, content in {**_pattern(), name: data}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        try:
            read_package(folder, _terms())
        except PackageFaults as faults:
            _said(faults)


def _said(refused: Refused) -> None:
    """Whoever is refused is told what, why and what to do instead."""
    assert str(refused) and refused.what and refused.because and refused.instead, "three sentences"


@cache
def _pattern() -> Mapping[str, bytes]:
    return read_files(PATTERN, [])


@cache
def _terms() -> Mapping[str, Term]:
    return read_vocabulary(shipped("vocabulary"))


@cache
def _whole() -> ServicePackage:
    return read_package(PATTERN, _terms())


@cache
def _permit() -> ServicePackage:
    return read_package(shipped("services") / "parking-permit", _terms())
