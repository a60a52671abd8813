"""The rule language: FEEL and DMN, read, checked, evaluated and explained.

model = read_model(Path("permit.dmn").read_bytes())
outcome = model.evaluate("Permit", {"Age": Decimal(17)}, trace=True)
outcome.value, outcome.findings, outcome.trace

The rooms of this folder, from the ground up; each knows only those before it:

- one evaluation: run (clock, budget), finding
- values: kinds, number, temporal, timeline, text, and `value`, which brings them together
- reckoning with values: arithmetic, comparison, reckon, member, call, pattern, characters,
  functions/
- the language: lex, scan, grammar, parse, syntax_error, tree, types
- running the language: compile/, runtime; and reference, the slow second opinion
- a model as data: model, markup, read, read_expression, write, write_expression, graph, item_types
- a model that answers: compute, boxed, column, decide_table, hit_policy, plan, evaluate, load,
  facts, trace
- telling why: explain, explain_words, boundaries, candidates, what_if
- for authors and boards: check/, replay/
- commands of their own: tck, table
"""

from samrum.rules.evaluate import Model, NoSuchDecision, Outcome
from samrum.rules.facts import json_from_value, values_from_json
from samrum.rules.load import read_model, read_model_file
from samrum.rules.model import Definitions, ModelFault
from samrum.rules.read import read_definitions
from samrum.rules.trace import DecisionTrace, MatchedRule, Trace

__all__ = [
    "DecisionTrace",
    "Definitions",
    "MatchedRule",
    "Model",
    "ModelFault",
    "NoSuchDecision",
    "Outcome",
    "Trace",
    "json_from_value",
    "read_definitions",
    "read_model",
    "read_model_file",
    "values_from_json",
]
