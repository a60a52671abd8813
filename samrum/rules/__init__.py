"""The rule language: FEEL and DMN, read, checked, evaluated and explained.

model = read_model(Path("permit.dmn").read_bytes())
outcome = model.evaluate("Permit", {"Age": Decimal(17)}, trace=True)
outcome.value, outcome.findings, outcome.trace
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
