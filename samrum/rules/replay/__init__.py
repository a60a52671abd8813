"""Rules replayed on a whole population: every case's answer, exactly as a single evaluation gives
it, and what another version of the rules would change.

    population = population_of_parquet(Path("cases.parquet"))
    answers = replay(model, "Permit", population)
    answers.value(0), answers.rules(0)
    difference(model, other, "Permit", population).changes

NumPy is needed here, and pyarrow for Arrow tables and Parquet files; nothing else of the rule
language needs them.
"""

from samrum.rules.replay.answers import Answers, replay
from samrum.rules.replay.columns import Coded, Measured
from samrum.rules.replay.difference import Difference, difference
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.population import (
    Population,
    population_of_arrays,
    population_of_parquet,
    population_of_table,
)

__all__ = [
    "Answers",
    "Coded",
    "Difference",
    "Measured",
    "Population",
    "ReplayFault",
    "difference",
    "population_of_arrays",
    "population_of_parquet",
    "population_of_table",
    "replay",
]
