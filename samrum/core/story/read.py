"""Reads the stories of a package: stories/*.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args

from samrum.core import bias
from samrum.core.case import (
    AnswerStep,
    AskForCorrection,
    AskForSupplement,
    Assess,
    CallLate,
    CloseCase,
    Command,
    Decide,
    DecideAutomatically,
    FillInStep,
    GiveFact,
    HandInDocument,
    HandleCorrection,
    ObjectToNote,
    OpenDecision,
    Reading,
    ReadRegisters,
    RegisterOutcome,
    SendMessage,
    TakeCase,
    Withdraw,
    WriteNote,
)
from samrum.core.document import Upload
from samrum.core.fact import Answer, Value
from samrum.core.hiding import AskToSee, HideItem, KeepHidden, LiftHiding
from samrum.core.story.known import Act, Applied, By, Ending, Story
from samrum.core.story.read_after import AFTER_COMMANDS, after_command
from samrum.core.story.read_law import LAW_COMMANDS, law_command, who_told
from samrum.packages.adoption import NOT_ADOPTED, Adoption, read_adoption
from samrum.packages.fault import Fault, PackageFaults, perhaps
from samrum.packages.folder import text_of
from samrum.packages.package import ServicePackage
from samrum.packages.sheet import Sheet, read_sheet
from samrum.packages.vocabulary import LANGUAGES, Term

STANDINGS: Final = ("unknown", "declined", "not asked")
_SOURCES: Final = ("document", "caseworker")
_Registers = dict[str, tuple[RegisterOutcome, Mapping[str, Value]]]


def read_stories(folder: Path, package: ServicePackage) -> tuple[Story, ...]:
    """Return the stories of the package in `folder`; raises PackageFaults."""
    faults: list[Fault] = []
    stories: list[Story] = []
    for sheet in _sheets(folder, faults):
        stories += _Reading(sheet, package).stories()
    if faults:
        raise PackageFaults(faults)
    return tuple(stories)


def read_law_stories(
    folder: Path, services: Mapping[str, ServicePackage]
) -> tuple[tuple[Story, ServicePackage], ...]:
    """Return the stories of the country pack in `folder`, each with the service it is told on.

    A file names its `service`, a story the `invariant` that it proves.  Raises PackageFaults.
    """
    faults: list[Fault] = []
    told: list[tuple[Story, ServicePackage]] = []
    for sheet in _sheets(folder, faults):
        service = services.get(sheet.one_of("service", services))
        if service is not None:
            told += [(story, service) for story in _Reading(sheet, service).stories()]
    if faults:
        raise PackageFaults(faults)
    return tuple(told)


def _sheets(folder: Path, faults: list[Fault]) -> Iterator[Sheet]:
    for path in sorted((folder / "stories").glob("*.toml")):
        name = f"stories/{path.name}"
        yield read_sheet(name, text_of(name, path.read_bytes(), faults), faults)


def upload(kind: str) -> Upload:
    """Return a document as it is handed in within a story."""
    return Upload(kind, f"{kind.rpartition('.')[2]}.pdf", "application/pdf", 1_000, "0" * 64)


class _Reading:
    """One file: `[given.<name>]` tables to begin with, and the stories."""

    def __init__(self, sheet: Sheet, package: ServicePackage) -> None:
        self.sheet = sheet
        self.package = package

    def stories(self) -> list[Story]:
        given = self.sheet.table("given")
        bases = {name: given.table(name) for name in given.names()}
        known = {name: self._begins(base, None) for name, base in bases.items()}
        bindings = self._bindings(self.sheet.table("bindings"))
        set_by_board = self._adoption(self.sheet)
        stories = [
            self._story(table, known, bindings, set_by_board)
            for table in self.sheet.tables("story")
        ]
        if not stories:
            self.sheet.fault(
                "story",
                "The file tells no story.",
                "A story says what is given, what is done and how it ends.",
                "Add a [[story]].",
            )
        self.sheet.finish()
        return stories

    def _adoption(self, sheet: Sheet) -> Adoption:
        """Read what the board has set, where the story says that one has adopted the service."""
        table = sheet.table("adoption")
        if not table.names():
            return NOT_ADOPTED
        adoption = read_adoption(table, table.text("board"), LANGUAGES)
        table.finish()
        return adoption

    def _story(
        self,
        sheet: Sheet,
        known: Mapping[str, Applied],
        bindings: Mapping[str, Any],
        adoption: Adoption,
    ) -> Story:
        tells = sheet.text("tells")
        base = sheet.one_of("given", known, "") if sheet.has("given") else ""
        sheet.text("given", "")
        begins = self._begins(sheet, known.get(base), finish=False)
        own = self._bindings(sheet.table("bindings"))
        acts = tuple(map(self._act, sheet.tables("act")))
        ending = self._ending(sheet.table("expect"))
        invariant = sheet.text("invariant", "")
        board = self._adoption(sheet) if sheet.has("adoption") else adoption
        sheet.finish()
        told = (tells, sheet.place(), begins, acts, ending, {**bindings, **own}, invariant)
        return Story(*told, board)

    def _begins(self, sheet: Sheet, base: Applied | None, *, finish: bool = True) -> Applied:
        """Read how a story begins: like `base`, but for what is said here."""
        before = base or Applied(date(2026, 11, 23), self.package.languages[0], {}, (), {})
        answers = {**before.answers, **self._answers(sheet.table("answers"))}
        for fact, answer in dict(answers).items():
            if answer is _NOT_ASKED:
                del answers[fact]
        begins = Applied(
            on=sheet.maybe_day("on") or before.on,
            language=sheet.one_of("language", self.package.languages, before.language),
            answers=answers,
            documents=self._documents(sheet, before.documents),
            registers={**before.registers, **self._registers(sheet.table("registers"))},
        )
        if finish:
            sheet.finish()
        return begins

    def _bindings(self, sheet: Sheet) -> dict[str, Any]:
        return {key: sheet.anything(key) for key in sheet.names()}

    def _documents(self, sheet: Sheet, default: Sequence[str] = ()) -> tuple[str, ...]:
        documents = sheet.texts("documents", default)
        for kind in documents:
            if kind != "other" and self._term(sheet, "documents", kind, "document") is None:
                continue
        return documents

    def _answers(self, sheet: Sheet) -> dict[str, Answer]:
        return {fact: self._answer(sheet, fact, fact) for fact in sheet.names()}

    def _answer(self, sheet: Sheet, key: str, fact: str) -> Answer:
        """Read what is said about a fact: a value, or { standing = "unknown" }."""
        value = sheet.anything(key)
        term = self._term(sheet, key, fact)
        if isinstance(value, dict):
            table = sheet.table(key)
            standing = table.one_of("standing", STANDINGS)
            table.finish()
            if standing == "not asked":
                return _NOT_ASKED
            return Answer(None, "declined" if standing == "declined" else "unknown")
        kept = value.isoformat() if isinstance(value, date) else value
        kept = tuple(kept) if isinstance(kept, list) else kept
        if term is not None and not _fits(term, kept):
            sheet.fault(
                key,
                f"{value!r} is no answer to {fact}.",
                f"It is a {term.type}.",
                perhaps(str(value), (c.value for c in term.choices), "Write one:"),
            )
        return Answer(kept)

    def _term(self, sheet: Sheet, key: str, fact: str, kind: str = "") -> Term | None:
        term = self.package.terms.get(fact)
        if term is None or (kind and term.type != kind):
            known = [one.id for one in self.package.terms.values() if kind in ("", one.type)]
            sheet.fault(
                key,
                f"The package knows no {kind or 'fact'} {fact}.",
                "Nobody could say it.",
                perhaps(fact, known, "It knows:"),
            )
        return term

    def _registers(self, sheet: Sheet) -> _Registers:
        read: _Registers = {}
        for name in sheet.names():
            table = sheet.table(name)
            if name not in self.package.registers:
                sheet.fault(
                    name,
                    f"The package reads no register {name}.",
                    "What it says would not be heard.",
                    perhaps(name, self.package.registers, "It reads:"),
                )
            outcome: Any = table.one_of("outcome", get_args(RegisterOutcome))
            said = self._answers(table.table("values"))
            for fact in said:
                self._must_answer(table, name, fact)
            read[name] = (outcome, {fact: answer.value for fact, answer in said.items()})
            table.finish()
        sheet.finish()
        return read

    def _must_answer(self, sheet: Sheet, register: str, fact: str) -> None:
        answers = self.package.registers.get(register, ())
        if answers and fact not in answers:
            sheet.fault(
                "values",
                f"The register {register} does not answer {fact} in this service.",
                "What it says of that would not be heard.",
                perhaps(fact, answers, "It answers:"),
            )

    def _act(self, sheet: Sheet) -> Act:
        does = sheet.one_of("does", _COMMANDS)
        command, default_by = self._command(sheet, does)
        by: Any = sheet.one_of("by", get_args(By), default_by)
        proposed: tuple[str, ...] = ()
        if isinstance(command, Decide):
            told = ("reasons", "provisions", "valid_from", "valid_to")
            proposed = tuple(key for key in told if not sheet.has(key))
        title, person = sheet.text("title", ""), sheet.text("person", "")
        act = Act(sheet.whole("after_days", 0), by, command, proposed, title, person)
        sheet.finish()
        return act

    def _command(self, sheet: Sheet, does: str) -> tuple[Command, str]:
        """Return the command, and who usually does it."""
        if does in LAW_COMMANDS:
            return law_command(sheet, does)
        if does in AFTER_COMMANDS:
            return after_command(sheet, does, self.package.outcomes), AFTER_COMMANDS[does]
        match does:
            case "AnswerStep":
                uploads = tuple(map(upload, self._documents(sheet)))
                answers = self._answers(sheet.table("answers"))
                return AnswerStep(sheet.text("step"), answers, uploads), "resident"
            case "HandInDocument":
                return HandInDocument(upload(sheet.text("document"))), "resident"
            case "SendMessage":
                return SendMessage(sheet.text("text")), "resident"
            case "AskForCorrection":
                fact = sheet.text("fact")
                answer = self._answer(sheet, "answer", fact)
                return AskForCorrection(fact, answer, sheet.text("reason")), "resident"
            case "ObjectToNote":
                return ObjectToNote(sheet.whole("note"), sheet.text("text")), "resident"
            case "Withdraw":
                return Withdraw(sheet.text("reason", "")), "resident"
            case "OpenDecision":
                return OpenDecision(), "resident"
            case "AskToSee":
                return AskToSee(sheet.whole("number"), sheet.text("text", "")), "resident"
            case "DecideAutomatically":
                outcome: Any = sheet.one_of("outcome", self.package.outcomes, "grant")
                return DecideAutomatically(outcome, sheet.text("content", ""), ""), "rules"
            case "CallLate":
                return CallLate(sheet.text("step")), "rules"
            case "ReadRegisters":
                at = datetime.min
                read = self._registers(sheet.table("registers"))
                readings = {name: Reading(*said, at) for name, said in read.items()}
                return ReadRegisters(readings), "rules"
            case _:
                return self._work(sheet, does), "caseworker"

    def _work(self, sheet: Sheet, does: str) -> Command:
        """Return what a caseworker does."""
        outcomes = self.package.outcomes
        match does:
            case "AskForSupplement":
                return AskForSupplement(sheet.text("text"))
            case "TakeCase":
                return TakeCase(sheet.text("caseworker", "bo"))
            case "WriteNote":
                return WriteNote(sheet.text("text"), who_told(sheet))
            case "FillInStep":
                return FillInStep(sheet.text("step"), self._answers(sheet.table("answers")))
            case "HideItem":
                told = (sheet.text(key, "") for key in ("item", "ground", "reason", "told"))
                return HideItem(*told)
            case "KeepHidden":
                return KeepHidden(sheet.whole("number"), sheet.text("answer", ""))
            case "LiftHiding":
                return LiftHiding(sheet.whole("number"))
            case "GiveFact":
                fact, source = sheet.text("fact"), sheet.one_of("source", _SOURCES, "document")
                answer = self._answer(sheet, "answer", fact)
                kind: Any = source
                return GiveFact(fact, answer, kind, who_told(sheet))
            case "HandleCorrection":
                accept = sheet.flag("accept", True)
                return HandleCorrection(sheet.whole("number", 1), accept, sheet.text("answer", ""))
            case "Assess":
                outcome: Any = sheet.one_of("outcome", outcomes)
                return Assess(outcome, sheet.text("text", ""))
            case "Decide":
                outcome = sheet.one_of("outcome", outcomes)
                return Decide(
                    outcome,
                    sheet.text("content", ""),
                    sheet.text("reasons", ""),
                    sheet.texts("provisions", ()),
                    sheet.maybe_day("valid_from"),
                    sheet.maybe_day("valid_to"),
                )
            case "CloseCase":
                return CloseCase()
            case _:
                return _impartiality(sheet, does)

    def _ending(self, sheet: Sheet) -> Ending:
        """Read how the story ends; an ending that tells nothing is a fault."""
        results = sheet.table("results")
        due = sheet.table("due")
        ending = Ending(
            recommends=sheet.maybe_text("recommends"),
            results={name: results.anything(name) for name in results.names()},
            rules=sheet.texts("rules", ()),
            steps=sheet.texts("steps") if sheet.has("steps") else None,
            due={step: due.maybe_day(step) or date.min for step in due.names()},
            turn=sheet.maybe_text("turn"),
            missing=sheet.texts("missing") if sheet.has("missing") else None,
            letters=sheet.texts("letters") if sheet.has("letters") else None,
            says=sheet.texts("says", ()),
            hides=sheet.texts("hides", ()),
            outcome=sheet.maybe_text("outcome"),
            valid_to=sheet.maybe_day("valid_to"),
            stage=sheet.maybe_text("stage"),
            appeal=sheet.maybe_text("appeal"),
            refused=sheet.maybe_text("refused"),
        )
        for name in ending.results:
            if name not in self.package.ruleset.decisions:
                results.fault(
                    name,
                    f"The rules make no decision {name}.",
                    "It could not be compared.",
                    perhaps(name, self.package.ruleset.decisions, "They make:"),
                )
        if ending == Ending():
            sheet.fault(
                "expect",
                "The story does not say how it ends.",
                "Then it could not end otherwise.",
                "Add [story.expect], with recommends, steps, letters ...",
            )
        sheet.finish("something that an ending tells")
        return ending


_NOT_ASKED: Final = Answer(None, "declined")
_COMMANDS: Final = (
    *AFTER_COMMANDS,
    *LAW_COMMANDS,
    *("AnswerStep", "AskForCorrection", "AskForSupplement", "Assess", "CallLate", "CloseCase"),
    *("Decide", "FillInStep", "GiveFact", "HandInDocument", "HandleCorrection", "ObjectToNote"),
    *("OpenDecision", "ReadRegisters", "SendMessage", "TakeCase", "Withdraw", "WriteNote"),
    *("HideItem", "KeepHidden", "LiftHiding", "AskToSee", "RaiseBias", "ReviewBias"),
    "DecideAutomatically",
)
_PLAIN: Final = {"boolean": bool, "number": int, "choices": tuple}


def _impartiality(sheet: Sheet, does: str) -> Command:
    """Return what is said about somebody's bias."""
    if does == "RaiseBias":
        ground: Any = sheet.one_of("ground", bias.GROUNDS, "other")
        return bias.RaiseBias(sheet.text("concerns"), ground, sheet.text("text"))
    finding: Any = sheet.one_of("finding", bias.FINDINGS)
    return bias.ReviewBias(sheet.whole("number", 1), finding, sheet.text("reason"))


def _fits(term: Term, value: object) -> bool:
    """Whether a form could have given this value."""
    values = [choice.value for choice in term.choices]
    if term.type == "choice":
        return value in values
    if term.type == "choices" and isinstance(value, tuple):
        return all(one in values for one in value)
    return type(value) is _PLAIN.get(term.type, str)
