"""Check decision tables before anything runs, and explain what they answer.

`samrum rules check FILE` says what is wrong or doubtful in a DMN file; `samrum rules explain FILE
DECISION INPUT.json` makes one decision and says by which rules, on which facts, and what would have
changed it. No installation is needed for either.
"""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path

from samrum.core.refusal import Refused
from samrum.rules import Model, ModelFault, NoSuchDecision, read_model_file, values_from_json
from samrum.rules.check import check_model, remark_on_fault
from samrum.rules.check.suggest import perhaps
from samrum.rules.check.tell import remarks_as_json, remarks_as_text
from samrum.rules.explain import (
    LANGUAGES,
    explain,
    explain_what_if,
    outcome_as_json,
    what_if_as_json,
)
from samrum.rules.facts import Json
from samrum.rules.temporal import parse_date_time
from samrum.rules.what_if import what_if


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True, metavar="check|explain")
    check = commands.add_parser("check", help="say what is wrong or doubtful in a model")
    check.add_argument("file", type=Path, metavar="FILE", help="a DMN file")
    check.add_argument("--json", action="store_true", help="for machines")
    answer = commands.add_parser("explain", help="make a decision, and say why")
    answer.add_argument("file", type=Path, metavar="FILE", help="a DMN file")
    answer.add_argument("decision", metavar="DECISION", help="the name of a decision")
    answer.add_argument("facts", metavar="INPUT.json", help="the facts; - reads standard input")
    answer.add_argument(
        "--language", choices=LANGUAGES, default="en", help="in which language (en)"
    )
    answer.add_argument("--what-if", action="store_true", help="and what would have changed it")
    answer.add_argument("--now", type=parse_date_time, help="the clock, for rules that ask for it")
    answer.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """check: 0 if nothing is wrong, 1 otherwise; what is doubtful is no fault. explain: 0."""
    return _check(args) if args.what == "check" else _explain(args)


def _check(args: argparse.Namespace) -> int:
    model: Model | None = None
    try:
        model = _read(args.file)
        remarks = check_model(model)
    except ModelFault as fault:
        remarks = (remark_on_fault(fault),)
    if args.json:
        print(_as_text(remarks_as_json(args.file.name, model, remarks)))
    else:
        print(remarks_as_text(args.file.name, model, remarks))
    return 1 if any(remark.level == "wrong" for remark in remarks) else 0


def _explain(args: argparse.Namespace) -> int:
    model = _usable(args.file)
    given = _facts(args.facts)
    try:
        facts = values_from_json(model, args.decision, given)
    except NoSuchDecision:
        raise _no_such_decision(model, args.decision) from None
    for name in sorted(given.keys() - {fact.name for fact in model.facts_for(args.decision)}):
        print(f"Not asked for by {args.decision}: {name}.", file=sys.stderr)
    outcome = model.evaluate(args.decision, facts, now=args.now, trace=True)
    changes = what_if(model, args.decision, facts, now=args.now) if args.what_if else None
    if args.json:
        told = outcome_as_json(outcome)
        if changes is not None:
            told["what_if"] = what_if_as_json(changes)
        print(_as_text(told))
        return 0
    print(explain(outcome, args.language))
    if changes is not None:
        print(f"\n{explain_what_if(changes, args.language)}")
    return 0


def _usable(file: Path) -> Model:
    """The model in a file, or why it cannot be used."""
    try:
        return _read(file)
    except ModelFault as fault:
        raise Refused(
            "{file} cannot be used: {what} (line {line}).",
            because="{why}.",
            instead="{way}",
            file=file.name,
            why=f"{fault.because[:1].upper()}{fault.because[1:]}",
            way=fault.instead,
            what=fault.what,
            line=fault.line,
        ) from None


def _read(file: Path) -> Model:
    try:
        return read_model_file(file)
    except OSError as unread:
        raise Refused(
            "{file} cannot be read.",
            because="The system said: {said}.",
            instead="Give the path of a DMN file.",
            file=file,
            said=unread.strerror or unread,
        ) from None


def _facts(source: str) -> dict[str, Json]:
    """The facts of a JSON file, or of standard input."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        given = json.loads(text, parse_float=Decimal)
    except (OSError, ValueError) as unread:
        raise _no_facts(source, str(unread)) from None
    if not isinstance(given, dict):
        raise _no_facts(source, "It holds something else than names with values")
    return given


def _no_facts(source: str, said: str) -> Refused:
    return Refused(
        "{source} holds no facts.",
        because="{said}.",
        instead='Write a JSON file such as {{"distance": 120, "walks": true}}.',
        source=source,
        said=said.rstrip("."),
    )


def _no_such_decision(model: Model, name: str) -> Refused:
    known = [decision.name for decision in model.definitions.decisions]
    return Refused(
        "There is no decision {name}.",
        because="A model answers by the names of its decisions.",
        instead="{way}",
        name=name,
        way=perhaps(name, known, "Give the name of one."),
    )


def _as_text(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)
