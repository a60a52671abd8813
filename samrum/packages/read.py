"""Reads a service package from its folder, and says every fault with file, line and a way out.

The parts: folder.py (which files), this file (package.toml: who, bindings, steps, letters),
read_form.py (forms), read_rules.py (decision tables and their annotations).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from samrum.packages.check import check_expression
from samrum.packages.expression import Expression
from samrum.packages.fault import Fault, PackageFaults, perhaps
from samrum.packages.folder import digest_of, read_files, text_of, unpacked
from samrum.packages.guard import read_guards
from samrum.packages.keeping import read_keeping
from samrum.packages.names import Shape, shape_of
from samrum.packages.package import (
    SOURCE_KINDS,
    Automation,
    Binding,
    Form,
    LetterTemplate,
    Measure,
    ServicePackage,
    StepTemplate,
)
from samrum.packages.places import shipped
from samrum.packages.read_form import read_form
from samrum.packages.read_rules import ReadRules, read_rules
from samrum.packages.read_work import ID, WorkReading, step_ids
from samrum.packages.registers import read_registers
from samrum.packages.room import RoomRules, read_room
from samrum.packages.sheet import Sheet, read_sheet
from samrum.packages.support import read_support_kind
from samrum.packages.vocabulary import LANGUAGES, Term, read_terms, read_vocabulary

OUTCOMES: Final = ("grant", "partial", "refuse", "dismiss", "write_off")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_LIKE = re.compile(rb"^like\s*=", re.MULTILINE)


def read_package(folder: Path, vocabulary: Mapping[str, Term] | None = None) -> ServicePackage:
    """Return the package in `folder`; raises PackageFaults with everything that is wrong.

    `vocabulary` are the shared terms; those that travel with the product when not given.
    """
    faults: list[Fault] = []
    if not folder.is_dir():
        fault = Fault(
            folder.name, 0, "There is no such folder.", "A package is one.", "Give its path."
        )
        raise PackageFaults([fault])
    files = read_files(folder, faults)
    return _read(folder.name, files, vocabulary, faults)


def read_packed(name: str, content: bytes) -> ServicePackage:
    """Return the package that was kept as one file (samrum.packages.folder.packed).

    Raises PackageFaults where it cannot be used by this version of the product, ValueError where
    it is no packed package.
    """
    return _read(name, unpacked(content), None, [])


def _read(
    name: str, files: dict[str, bytes], vocabulary: Mapping[str, Term] | None, faults: list[Fault]
) -> ServicePackage:
    shared = read_vocabulary(shipped("vocabulary")) if vocabulary is None else vocabulary
    package = _Reading(name, files, dict(shared), faults).package()
    if faults:
        raise PackageFaults(faults)
    return package


class _Reading:
    """One reading of a folder: the files, and the faults found so far."""

    def __init__(
        self, name: str, files: dict[str, bytes], terms: dict[str, Term], faults: list[Fault]
    ) -> None:
        self.name = name
        self.files = files
        self.faults = faults
        self.terms = terms
        self.sheet = self._sheet("package.toml")
        self.languages = self._languages()

    def package(self) -> ServicePackage:
        """Read everything in the order in which it depends on each other."""
        sheet = self.sheet
        if "vocabulary.toml" in self.files:
            read_terms(self._sheet("vocabulary.toml"), self.languages, self.terms)
        bindings = {one.key: one for one in map(self._binding, sheet.tables("binding"))}
        registers = read_registers(sheet.table("registers"), self.terms)
        bare = shape_of(
            self.terms.values(), registers=registers, bindings=bindings, steps=step_ids(sheet)
        )
        rules = self._rules(bare, bindings)
        shape = {**bare, **rules.shape}
        forms = self._forms(shape)
        steps, letters = self._work(shape, forms)
        appeal, retention = sheet.table("appeal"), sheet.table("retention")
        package = ServicePackage(
            id=self._id(),
            version=self._version(),
            digest=digest_of(self.files),
            title=sheet.words("title", self.languages),
            summary=sheet.words("summary", self.languages),
            country=sheet.text("country"),
            languages=self.languages,
            legal_basis=self._legal_basis(),
            appeal_instance=appeal.words("instance", self.languages),
            appeal_days=appeal.whole("days", least=1),
            delivered_by=appeal.text("delivery", ""),
            expected_days=sheet.whole("expected_days", least=1),
            keeping=read_keeping(retention),
            number_prefix=sheet.text("number_prefix"),
            terms=self._used_terms(),
            forms=forms,
            steps=steps,
            letters=letters,
            bindings=bindings,
            ruleset=rules.ruleset,
            registers=registers,
            outcomes=self._outcomes(),
            afterwards=self._afterwards(),
            retention=retention.words("says", self.languages),
            measures=tuple(map(self._measure, sheet.tables("measure"))),
            to_verify=tuple(map(self._verify, sheet.tables("to_verify"))),
            automation=self._automation(shape),
            concerns_child=self._concerns_child(shape),
            guards=read_guards(sheet, self.languages, self.faults, shape),
            room=self._room(bindings),
            support=read_support_kind(sheet.table("support"), self.languages),
        )
        self._finish(appeal, retention, sheet)
        return package

    def _work(
        self, shape: Shape, forms: Mapping[str, Form]
    ) -> tuple[tuple[StepTemplate, ...], tuple[LetterTemplate, ...]]:
        files, terms = self.files, self.terms
        work = WorkReading(self.sheet, files, self.languages, terms, shape, self.faults)
        steps = work.steps(forms)
        return steps, self._everybody_is_told(work.letters(steps))

    def _finish(self, *tables: Sheet) -> None:
        for table in tables:
            table.finish()

    def _sheet(self, file: str) -> Sheet:
        if file not in self.files:
            self.faults.append(
                Fault(
                    file,
                    0,
                    f"{file} is missing.",
                    "It says what the service is.",
                    "Write it; `samrum new service` shows one.",
                )
            )
            return Sheet(file, {}, {}, (), [])
        return read_sheet(file, text_of(file, self.files[file], self.faults), self.faults)

    def _in(self, folder: str, suffix: str) -> Iterable[tuple[str, str]]:
        """Yield the files of a folder with their names without suffix."""
        for file in self.files:
            if file.startswith(f"{folder}/") and file.endswith(suffix):
                yield file, file[len(folder) + 1 : -len(suffix)]

    def _languages(self) -> tuple[str, ...]:
        languages = self.sheet.texts("languages")
        for language in languages:
            if language not in LANGUAGES:
                self.sheet.fault(
                    "languages",
                    f"The language {language!r} is not one of the vocabulary's.",
                    "The names of facts would be missing in it.",
                    f"Use {', '.join(LANGUAGES)}.",
                )
        return tuple(language for language in languages if language in LANGUAGES)

    def _id(self) -> str:
        id = self.sheet.text("id")
        if id and (id != self.name or not ID.fullmatch(id)):
            self.sheet.fault(
                "id",
                f"The id {id!r} does not fit the folder {self.name!r}.",
                "They are the same: small letters, digits and single hyphens.",
                "Rename the folder, or change the id.",
            )
        return id

    def _version(self) -> str:
        version = self.sheet.text("version")
        if version and not _VERSION.fullmatch(version):
            self.sheet.fault(
                "version",
                f"{version!r} is no version.",
                "Others must see which of two is newer, and whether anything breaks.",
                'Write three numbers, such as "1.0.0".',
            )
        return version

    def _legal_basis(self) -> tuple[str, ...]:
        basis = self.sheet.texts("legal_basis")
        if not basis and self.sheet.has("legal_basis"):
            self.sheet.fault(
                "legal_basis",
                "The package names no legal basis.",
                "An authority may only do what the law supports (FL 5 §).",
                "Name the provision that the service rests on.",
            )
        return basis

    def _outcomes(self) -> tuple[str, ...]:
        outcomes = self.sheet.texts("outcomes", OUTCOMES)
        for outcome in outcomes:
            if outcome not in OUTCOMES:
                self.sheet.fault(
                    "outcomes",
                    f"{outcome!r} is no outcome.",
                    "The core does not know what would follow from it.",
                    perhaps(outcome, OUTCOMES, "Use:"),
                )
        return outcomes

    def _afterwards(self) -> dict[str, dict[str, str]]:
        """What happens once it has been decided, in words, by outcome."""
        table = self.sheet.table("afterwards")
        outcomes = self.sheet.texts("outcomes", OUTCOMES)
        told = {one: table.words(one, self.languages) for one in outcomes if table.has(one)}
        table.finish("an outcome of this service")
        return told

    def _binding(self, sheet: Sheet) -> Binding:
        key = sheet.text("key")
        if key and not _KEY.fullmatch(key):
            sheet.fault(
                "key",
                f"{key!r} cannot be the name of a binding.",
                "Rules speak of it as binding.<key>.",
                "Use small letters, digits and _.",
            )
        value = sheet.anything("value")
        if not isinstance(value, bool | int | str):
            sheet.fault(
                "value",
                "The binding has no value that can be used.",
                "Until the board has set one, the rules need a default.",
                "Write value = true, a whole number or a text.",
            )
            value = ""
        kind = sheet.one_of("source_kind", SOURCE_KINDS, "local_policy")
        binding = Binding(key, value, sheet.words("help", self.languages), kind)
        sheet.finish()
        return binding

    def _rules(self, shape: Shape, bindings: Mapping[str, Binding]) -> ReadRules:
        table = self.sheet.table("rules")
        models = {file: self.files[file] for file, _ in self._in("rules", ".dmn")}
        rules = read_rules(
            table,
            models,
            terms=self.terms,
            shape=shape,
            bindings=bindings,
            languages=self.languages,
            faults=self.faults,
        )
        table.finish()
        return rules

    def _forms(self, shape: Shape) -> dict[str, Form]:
        """Read the forms, those first that others may be like."""
        files = sorted(
            self._in("forms", ".toml"), key=lambda one: bool(_LIKE.search(self.files[one[0]]))
        )
        forms: dict[str, Form] = {}
        for file, name in files:
            sheet = self._sheet(file)
            forms[name] = read_form(
                sheet, name, self.languages, self.terms, shape, forms, self.faults
            )
        return forms

    def _everybody_is_told(self, letters: tuple[LetterTemplate, ...]) -> tuple[LetterTemplate, ...]:
        """Return the letters; outcomes that none of them tells of are noted."""
        decided = [letter.when for letter in letters if letter.on == "decided"]
        for outcome in self._outcomes():
            if not any(when is None or f'"{outcome}"' in when.text for when in decided):
                self.sheet.fault(
                    "outcomes",
                    f"No letter tells of the outcome {outcome!r}.",
                    "Whoever is a party is told what was decided (FL 33 §).",
                    f'Add a [[letter]] on "decided" for {outcome}, or take the outcome out.',
                )
        self._she_is_told_of_the_function(letters)
        return letters

    def _she_is_told_of_the_function(self, letters: tuple[LetterTemplate, ...]) -> None:
        """Where a function may decide, the letter on a grant says so in every language."""
        if not self.sheet.has("automation"):
            return
        for letter in letters:
            grants = letter.when is None or '"grant"' in letter.when.text
            for language, text in letter.texts.items():
                if letter.on == "decided" and grants and "decision.function" not in text.text:
                    self.sheet.fault(
                        "automation",
                        f"The letter {letter.id}.{language} does not say that a function decided.",
                        "Whoever is decided about by a function is told so, and how to ask for a"
                        " human.",
                        "Use {decision.function}, which is empty where a human decided.",
                    )

    def _measure(self, sheet: Sheet) -> Measure:
        measure = Measure(
            sheet.text("id"),
            sheet.words("title", self.languages),
            sheet.text("unit"),
            sheet.words("explains", self.languages),
        )
        sheet.finish()
        return measure

    def _concerns_child(self, shape: Shape) -> Expression | None:
        if not self.sheet.has("concerns_child"):
            return None
        when = Expression(self.sheet.text("concerns_child"), self.sheet.place("concerns_child"))
        line = self.sheet.line("concerns_child")
        check_expression(when.text, self.sheet.file, line, shape, self.faults)
        return when

    def _automation(self, shape: Shape) -> Automation | None:
        sheet = self.sheet.table("automation")
        if not sheet.names():
            return None
        when = Expression(sheet.text("when"), sheet.place("when"))
        check_expression(when.text, sheet.file, sheet.line("when"), shape, self.faults)
        automation = Automation(when, sheet.one_of("procedure_law", ("full", "partly")))
        sheet.finish()
        return automation

    def _room(self, bindings: Iterable[str]) -> RoomRules | None:
        return read_room(self.sheet, self.files, self.languages, bindings, self.faults)

    def _verify(self, sheet: Sheet) -> Mapping[str, str]:
        words = sheet.words("says", self.languages)
        sheet.finish()
        return words

    def _used_terms(self) -> Mapping[str, Term]:
        """Return the terms of every group that the package speaks of anywhere."""
        said = b"\n".join(content for _, content in sorted(self.files.items())).decode(
            "utf-8", "replace"
        )
        groups = {id.partition(".")[0] for id in self.terms}
        used = {group for group in groups if re.search(rf"\b{re.escape(group)}\.[a-z]", said)}
        return {id: term for id, term in self.terms.items() if id.partition(".")[0] in used}
