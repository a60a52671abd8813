"""Evaluates one decision of a DMN file and prints the outcome and its trace as JSON.

    python -m samrum.rules.table FILE.dmn DECISION INPUT.json [--now 2025-06-01T12:00:00Z]
                                 [--what-if]

INPUT.json holds the facts by the names of the input data; `-` reads them from standard input.
With --what-if, the smallest changes of one fact that would change the outcome are printed too.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from samrum.rules.evaluate import NoSuchDecision
from samrum.rules.explain import outcome_as_json, what_if_as_json
from samrum.rules.facts import values_from_json
from samrum.rules.load import read_model_file
from samrum.rules.model import ModelFault
from samrum.rules.temporal import parse_date_time
from samrum.rules.what_if import what_if


def main(arguments: list[str]) -> int:
    """The command; 0 when it evaluated, 2 when the model or the facts cannot be read."""
    parser = argparse.ArgumentParser(prog="samrum.rules.table", description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path, help="a DMN file; its imports are found beside it")
    parser.add_argument("decision", help="the name or id of a decision")
    parser.add_argument("facts", help="a JSON file of facts, or -")
    parser.add_argument("--now", type=parse_date_time, help="the clock for now() and today()")
    parser.add_argument("--what-if", action="store_true", help="what would have changed it")
    given = parser.parse_args(arguments)
    try:
        text = sys.stdin.read() if given.facts == "-" else Path(given.facts).read_text("utf-8")
        data = json.loads(text)
        model = read_model_file(given.file)
        facts = values_from_json(model, given.decision, data)
        told = outcome_as_json(model.evaluate(given.decision, facts, now=given.now, trace=True))
        if given.what_if:
            found = what_if(model, given.decision, facts, now=given.now)
            told["what_if"] = what_if_as_json(found)
    except (ModelFault, NoSuchDecision, OSError, ValueError) as fault:
        sys.stderr.write(f"{fault.__class__.__name__}: {fault}\n")
        return 2
    json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
