"""A fault in any file of a package is said with its file, its line and a way out."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from samrum.core.story import read_stories
from samrum.packages.country import read_country
from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.vocabulary import read_vocabulary
from tests.packages.parking_permit import FOLDER, parking_permit

# One fault a row: the file, what stands there, what is written instead, what is said about it.
PLANTED = [
    # package.toml
    ("package.toml", 'version = "1.0.0"', 'version = "1.0"', "no version"),
    ("package.toml", 'version = "1.0.0"', "version = 1", "version is 1"),
    ("package.toml", "expected_days = 28", "expected_dais = 28", "Did you mean expected_days?"),
    ("package.toml", "expected_days = 28", "expected_days = 0", "cannot be less than 1"),
    ("package.toml", "expected_days = 28", "expected_days = ", "cannot be read as TOML"),
    ("package.toml", 'id = "parking-permit"', 'id = "parking"', "does not fit the folder"),
    ("package.toml", 'languages = ["sv", "da", "en"]', 'languages = ["sv", "xx"]', "'xx'"),
    ("package.toml", 'title.da = "Træf afgørelse"\n', "", "title has no text in da"),
    ("package.toml", 'title.da = "Træf afgørelse"', 'title.da = ""', "da is empty"),
    ("package.toml", 'title.da = "Træf afgørelse"', 'title.no = "x"', "no is not known here"),
    ("package.toml", "legal_basis = [", "legal_basis = []\nx = [", "names no legal basis"),
    ("package.toml", '"dismiss", "write_off"]', '"dismissal"]', "Did you mean dismiss?"),
    ("package.toml", 'decision.outcome = "grant"', 'decision.outcome = "granted"', "can never be"),
    ("package.toml", 'case.stage = "received" and case.assessed', "case.stage = received", "name"),
    ("package.toml", "and case.assessed'", "and case.assesed'", "Did you mean case.assessed?"),
    ("package.toml", "and case.assessed'", "and today() > case.today'", "today() cannot be used"),
    ("package.toml", "and case.assessed'", "and ('", "It stands here"),
    ("package.toml", 'case.late, "supplement")', 'case.late, "suplement")', "mean supplement?"),
    (
        "package.toml",
        "when = 'case.stage = \"received\" and case.assessed'",
        "when = '1 = 1'",
        "same",
    ),
    ("package.toml", 'due = "P14D"', 'due = "14 days"', "no number of days"),
    ("package.toml", 'form = "supplement"', 'form = "suplement"', "Did you mean supplement?"),
    ("package.toml", 'act = "assess"', 'act = "judge"', "act is 'judge'"),
    ("package.toml", 'who = "caseworker"\nact = "assess"', 'who = "caseworker"', "Nobody can do"),
    ("package.toml", 'id = "decide"', 'id = "assess"', "two of the id 'assess'"),
    ("package.toml", 'id = "decide"', 'id = "Fatta beslut"', "cannot be the id of a step"),
    ("package.toml", 'on = "late:supplement"', 'on = "late:supplemnt"', "late:supplement?"),
    ("package.toml", 'on = "late:supplement"', 'on = "late:decided"', "Nothing is ever called"),
    ("package.toml", 'id = "withdrawn"', 'id = "taken-back"', "no letters/taken-back.sv.md"),
    ("package.toml", "value = 500", "value = 1.5", "no value that can be used"),
    ("package.toml", 'key = "driver_max_m"', 'key = "driver max"', "name of a binding"),
    ("package.toml", 'recommendation = "rec', 'recommendation = "x rec', "not among the decisions"),
    ("package.toml", '"validity", "rec', '"validty", "rec', "Did you mean validity?"),
    ("package.toml", "refuse_when = 'decision.outcome in", "refuse_when = 'decison in", "decison"),
    ("package.toml", "population = [", "people = [", "There is no register people"),
    ("package.toml", '["residence.municipality"]', "[]", "answers nothing here"),
    ("package.toml", '["residence.municipality"]', '["person.bron"]', "Did you mean person.born?"),
    ("package.toml", "permits = [", 'vehicles = ["school.unit"]\npermits = [', "does not answer"),
    # forms
    ("forms/apply.toml", 'fact = "mobility.walks"', 'fact = "mobility.walk"', "mobility.walks?"),
    ("forms/apply.toml", 'fact = "mobility.walks"', 'fact = "Walking ability"', "It knows it as"),
    ("forms/apply.toml", 'fact = "mobility.aids"', 'fact = "mobility.walks"', "asks for mobility"),
    ("forms/apply.toml", "mobility.walks = true'", "mobility.walks = tru'", "The name tru"),
    ("forms/apply.toml", 'request = "renewal"', 'request = "renew"', 'can never be "renew"'),
    ("forms/apply.toml", "unknown_allowed = true", 'unknown_allowed = "yes"', "true or false"),
    ("forms/apply.toml", "needed = false", "need = false", "Did you mean needed?"),
    ("forms/apply.toml", 'id = "photo"', 'id = "walks"', "Two pages are called"),
    ("forms/apply.toml", 'asks.en = "Can you walk?"\n', "", "no text in en"),
    ("forms/supplement.toml", 'like = "apply/walks"', 'like = "apply/walk"', "apply/walks?"),
    ("forms/supplement.toml", '"mobility.walks")', '"mobility.wlks")', "mobility.walks?"),
    ("rules/completeness.dmn", 'documents, "document.m', 'documents, "document.c', "medical_cert"),
    ("forms/certificate.toml", "title.sv", "titel.sv", "title has no text in sv"),
    # rules
    ("rules/eligibility.dmn", "</definitions>", "", "The model cannot be used"),
    ("rules/eligibility.dmn", "<text>mobility.walks</text>", "<text>mobility.wlks</text>", "wlks"),
    ("rules/eligibility.dmn", '<text>"driver"</text>', '<text>"drivr"</text>', "Did you mean dri"),
    ("rules/eligibility.dmn", "&gt; binding.driver_max_m", "&gt; (", "It stands here"),
    ("rules/eligibility.dmn", "binding.driver_max_m</", "binding.driver_max</", "driver_max_m?"),
    (
        "rules/eligibility.dmn",
        '<rule id="walking-no-request">',
        '<rule id="walking-card">',
        "another has too",
    ),
    ("rules/eligibility.dmn", "<text>guidance</text>", "<text>guide</text>", "source_kind"),
    ("rules/eligibility.dmn", '<annotation name="source_ref"', '<annotation name="ref"', "'ref'"),
    ("rules/eligibility.dmn", "{binding.driver_max_m} m", "{binding.driver_max m", "not closed"),
    ("rules/eligibility.dmn", "Du kan inte gå.", "", "has no reason_sv"),
    ("rules/eligibility.dmn", 'name="walks">', 'name="strolls">', "no part 'strolls'"),
    ("rules/validity.dmn", '<decision id="years" name="years">', "<decision>", "cannot be used"),
    ("rules/competence.dmn", 'name="residence" t', 'name="residense" t', "mean residence?"),
    ("rules/completeness.dmn", '<decision id="needed" name="needed">', "<decision>", "used"),
    ("rules/recommendation.dmn", "<?xml", "<!DOCTYPE x []><?xml", "The model cannot be used"),
    ("package.toml", "grant.sv = ", "granted.sv = ", "granted"),
    ("package.toml", 'grant.da = "Selve', 'partial.d = "Selve', "no text in da"),
    # letters
    ("letters/grant.sv.md", "{decision.valid_to}", "{decision.valid_too}", "decision.valid_to?"),
    ("letters/grant.da.md", "{decision.made_on}", "{decision.made_on", "opened and not closed"),
    ("letters/grant.en.md", "{decision.made_on}", "{}", "A placeholder is empty"),
    ("letters/receipt.sv.md", "{case.number}", "{step.due}", "The name step is not known"),
    # stories
    ("stories/driving.toml", 'given = "driver"', 'given = "drivr"', "Did you mean driver?"),
    ("stories/driving.toml", '_max_m" = 501 }', '_max_m" = "far" }', "is no answer to mobility"),
    ("stories/driving.toml", 'capacity" = "driver"', 'capacity" = "drives"', "is no answer to"),
    ("stories/driving.toml", '"mobility.walks" = true', '"mobility.walk" = true', "knows no fact"),
    ("stories/driving.toml", 'does = "Assess"', 'does = "Asses"', "Did you mean Assess?"),
    ("stories/driving.toml", "[story.expect]\nrecommends", "[story.x]\nrecommends", "how it ends"),
    ("stories/driving.toml", 'recommends = "grant"', 'recomends = "grant"', "recommends?"),
    ("stories/unknown.toml", "results = { competence", "results = { x", "make no decision x"),
    ("stories/unknown.toml", "registers = { population", "registers = { people", "no register"),
    ("stories/unknown.toml", "values = {", "values = { x = 1, ", "does not answer x"),
    ("stories/working.toml", "documents = [", 'documents = ["passport", ', "document passport"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "parking-permit")


def faults_of(folder: Path) -> tuple[Fault, ...]:
    try:
        read_stories(folder, read_package(folder))
    except PackageFaults as found:
        return found.faults
    return ()


@pytest.mark.parametrize(("file", "before", "after", "said"), PLANTED)
def test_a_planted_fault_is_found(
    folder: Path, file: str, before: str, after: str, said: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    line = text[: text.index(before)].count("\n") + 1
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    faults = faults_of(folder)

    assert [fault for fault in faults if fault.file == file], faults
    assert said in "\n".join(map(str, faults))
    assert all(fault.what and fault.because and fault.instead for fault in faults)
    nearest = min(abs(fault.line - line) for fault in faults if fault.file == file)
    # What a rule of a table says is told at the rule, which may be some lines above.
    assert nearest <= (60 if file.endswith(".dmn") else 12), (line, faults)


def test_the_parking_permit_has_none() -> None:
    assert faults_of(FOLDER) == ()


def test_every_file_has_had_a_fault_planted() -> None:
    kinds = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}
    planted = {file for file, *_ in PLANTED} | {"README.md", "CHANGELOG.md"}
    untouched = {file for file in kinds - planted if not file.startswith("letters/")}

    assert untouched <= {"stories/permits.toml", "stories/riding.toml"}


PUT = [
    ("rules/count.py", b"print('hello')", "A package never contains code"),
    ("run.sh", b"#!/bin/sh", "A package never contains code"),
    ("letters/logo.svg", b"<svg/>", "A package never contains code"),
    ("notes.docx", b"PK", "does not belong to a package"),
    ("letters/old/grant.sv.md", b"Hej!", "does not belong to a package"),
    ("letters/hello.sv.md", b"Hej!", "No letter of package.toml has this text"),
    ("letters/receipt.sv.md", b"", "The letter is empty"),
    ("letters/receipt.sv.md", b"Hej \xff!", "not UTF-8"),
    ("letters/receipt.sv.md", b"x" * 2_000_000, "The file has 2000000 bytes"),
    ("forms/apply.toml", b"[" * 20_000, "cannot be read as TOML"),
    ("forms/empty.toml", b"title.sv = 'x'\ntitle.da = 'x'\ntitle.en = 'x'", "no page"),
    ("rules/empty.dmn", b"", "The model cannot be used"),
    ("package.toml", b"", "languages is missing"),
]


@pytest.mark.parametrize(("file", "content", "said"), PUT)
def test_a_file_that_should_not_be_there_is_named(
    folder: Path, file: str, content: bytes, said: str
) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(content)

    assert said in "\n".join(str(fault) for fault in faults_of(folder) if fault.file == file)


@pytest.mark.parametrize("file", ["package.toml", "letters/grant.da.md"])
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert file in "\n".join(map(str, faults_of(folder)))


def test_a_link_that_leads_out_of_the_package_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("Hemligt")
    (folder / "letters/receipt.sv.md").unlink()
    (folder / "letters/receipt.sv.md").symlink_to(secret)

    said = "\n".join(map(str, faults_of(folder)))

    assert "leads out of the package" in said
    assert "Hemligt" not in said


def test_a_folder_that_is_not_there_is_said_as_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PackageFaults, match="There is no such folder"):
        read_package(tmp_path / "nothing")


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


TERMS: list[tuple[str, str, str, str]] = [
    ("mobility.toml", 'id = "mobility.aids"', 'id = "Aids"', "cannot be the id of a fact"),
    ("mobility.toml", 'id = "mobility.aids"', 'id = "case.aids"', "cannot be the id of a fact"),
    ("mobility.toml", 'id = "mobility.aids"', 'id = "mobility.walks"', "defined twice"),
    ("mobility.toml", '["Gångförmåga", ', '["Läkarintyg", ', "is called 'Läkarintyg'"),
    ("mobility.toml", 'type = "choices"', 'type = "several"', "type is 'several'"),
    ("mobility.toml", 'type = "choices"', 'type = "text"', "cannot have choices"),
    ("mobility.toml", 'type = "boolean"', 'type = "choice"', "something to choose from"),
    ("mobility.toml", 'value = "stick"', 'value = "A stick"', "cannot be a value"),
    ("mobility.toml", 'unit = "m"', 'unit = "m"\npattern = "("', "The pattern cannot be used"),
    ("document.toml", 'secrecy = "health"', 'secrecy = "secret"', "secrecy is 'secret'"),
    ("residence.toml", 'codes = "municipality"', 'codes = "town"', "codes is 'town'"),
    ("codes/municipality.toml", '"0180" = "Stockholm"', '"0180" = 180', "0180 is"),
    ("residence.toml", 'words.da = "Hvor du bor lige nu"\n', "", "no text in da"),
]


@pytest.mark.parametrize(("file", "before", "after", "said"), TERMS)
def test_a_fault_of_the_vocabulary_is_found(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    folder = shutil.copytree(shipped("vocabulary"), tmp_path / "vocabulary")
    change(folder / file, before, after)

    with pytest.raises(PackageFaults, match=re.escape(said)):
        read_vocabulary(folder)


LAW = [
    ('stage = "decided"', 'stage = "decides"', "Did you mean decided?"),
    ('decision.content = ""', 'decision.contents = ""', "Did you mean decision.content?"),
    ("\nrefuse_when", "\nrefuse", "refuse_when is missing"),
    ("valid_from = 2018-07-01", 'valid_from = "2018"', "valid_from is '2018'"),
    ('because.da = "Der står', 'becuse.da = "Der står', "because has no text in da"),
    ('stage = "decided"', 'stage = "regretted"', "stage is 'regretted'"),
    ('invariant = "SE-11"', 'invariant = "SE-99"', "holds SE-99"),
    ('tag = "READ"', 'tag = "HEARD"', "tag is 'HEARD'"),
]


@pytest.mark.parametrize(("before", "after", "said"), LAW)
def test_a_fault_of_a_country_pack_is_found(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    folder = shutil.copytree(shipped("countries") / "se", tmp_path / "se")
    change(folder / "guards.toml", before, after)

    with pytest.raises(PackageFaults, match=re.escape(said)):
        read_country(folder)


@pytest.mark.parametrize("name", ["date", "case", "How long"])
def test_a_decision_is_not_called_as_something_else_is(folder: Path, name: str) -> None:
    change(folder / "rules/validity.dmn", 'id="validity" name="validity"', f'id="v" name="{name}"')
    change(folder / "package.toml", '"validity", "rec', f'"{name}", "rec')

    said = "\n".join(str(fault) for fault in faults_of(folder))
    assert f"'{name}' cannot be the name of a decision" in said


def test_an_outcome_that_no_letter_tells_of_is_a_fault(folder: Path) -> None:
    change(folder / "package.toml", 'decision.outcome = "write_off"', 'decision.outcome = "grant"')

    assert "No letter tells of the outcome 'write_off'" in "\n".join(map(str, faults_of(folder)))


def test_all_faults_are_said_at_once(folder: Path) -> None:
    change(folder / "package.toml", 'version = "1.0.0"', 'version = "1"')
    change(folder / "letters/grant.sv.md", "{case.number}", "{case.numbr}")
    change(folder / "forms/apply.toml", "needed = false", "neded = false")

    assert len({fault.file for fault in faults_of(folder)}) == 3


EDITS: list[tuple[str, Callable[[Path], object]]] = [
    ("a rule", lambda f: change(f / "rules/validity.dmn", "min(1, ", "min(2, ")),
    ("a letter", lambda f: change(f / "letters/grant.sv.md", "Hej!", "Hej hej!")),
    ("a story", lambda f: change(f / "stories/driving.toml", "A driver who", "Somebody who")),
]


@pytest.mark.parametrize(("what", "edit"), EDITS, ids=[what for what, _ in EDITS])
def test_a_changed_package_has_another_digest(
    folder: Path, what: str, edit: Callable[[Path], object]
) -> None:
    edit(folder)
    changed = read_package(folder)

    assert changed.digest != parking_permit().digest
    same_rules = changed.ruleset.digest == parking_permit().ruleset.digest
    assert same_rules == (what != "a rule")


def test_a_letter_that_does_not_say_that_a_function_decided_is_a_fault(folder: Path) -> None:
    letter = folder / "letters" / "grant.da.md"
    letter.write_text(letter.read_text("utf-8").replace("decision.function", "decision.content"))

    told = [fault.what for fault in faults_of(folder)]

    assert told == ["The letter grant.da does not say that a function decided."]
