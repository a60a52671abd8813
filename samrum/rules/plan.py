"""The requirements graph ready to evaluate: facts, decisions, functions, and their order.

Each node belongs to one model and knows what it needs, also in imported models. Expressions are
compiled when they are first evaluated, so that a model loads at the speed of its XML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from samrum.rules.boxed import compile_body, compile_boxed, make_function, typed_parameters
from samrum.rules.compute import Compute, Surroundings, coercion, plain_class, typed
from samrum.rules.decide_table import compile_shortcut
from samrum.rules.finding import Place
from samrum.rules.item_types import resolved
from samrum.rules.model import Decision, DecisionService, InputData, KnowledgeModel, Table
from samrum.rules.run import Run
from samrum.rules.trace import DecisionTrace, TracedRun, Watched
from samrum.rules.types import ANY, FeelType, FunctionType
from samrum.rules.value import Function, Value

Facts: TypeAlias = Mapping[str, Value]
Values: TypeAlias = "dict[FactNode | DecisionNode, Value]"


class FactNode:
    """An input data."""

    def __init__(self, data: InputData, namespace: str, feel_type: FeelType) -> None:
        self.data = data
        self.name = data.variable.name
        self.type = feel_type
        self._full_name = f"{{{namespace}}}{data.name}"
        self._bring = coercion(feel_type, Place(data.name, 0))
        self.plain = plain_class(feel_type)

    def take(self, facts: Facts, run: Run) -> Value:
        """The fact by its name, or by "{namespace}name" where two models use one name."""
        value = facts.get(self.name)
        if value.__class__ is self.plain:
            return value
        if value is None:
            value = facts.get(self._full_name)
            if value is None and self.data.name != self.name:
                value = facts.get(self.data.name)
        return value if self._bring is None else self._bring(value, run)


@dataclass(frozen=True, slots=True)
class Needs:
    """What an element may use. Values and functions go by their names; those of an import stand
    together under its name. `names` are all names in scope."""

    names: tuple[str, ...]
    values: tuple[tuple[str, FactNode | DecisionNode], ...] = ()
    imported: tuple[tuple[str, tuple[tuple[str, FactNode | DecisionNode], ...]], ...] = ()
    functions: tuple[tuple[str, FunctionNode], ...] = ()
    imported_functions: tuple[tuple[str, tuple[tuple[str, FunctionNode], ...]], ...] = ()

    def nodes(self) -> list[FactNode | DecisionNode]:
        """The facts and decisions needed."""
        return [node for _, node in self.values] + [n for _, ns in self.imported for _, n in ns]

    def constants(self) -> dict[str, Value]:
        """The functions by name: the same in every evaluation."""
        env: dict[str, Value] = {name: node.function() for name, node in self.functions}
        for prefix, functions in self.imported_functions:
            env[prefix] = {name: node.function() for name, node in functions}
        return env


class DecisionNode:
    """A decision. `needs` and `here` are found when they are first asked for."""

    def __init__(
        self,
        decision: Decision,
        feel_type: FeelType,
        needs: Callable[[], Needs],
        here: Callable[[Needs], Surroundings],
    ) -> None:
        self.decision = decision
        self.name = decision.variable.name
        self.type = feel_type
        self._find_needs = needs
        self._find_here = here
        self._needs: Needs | None = None
        self._constants: dict[str, Value] = {}
        self._compute: Compute | None = None
        self.plan: Plan | None = None
        self.alone: Compute | None = None

    @property
    def needs(self) -> Needs:
        """What the decision needs, also in imported models."""
        if self._needs is None:
            self._needs = self._find_needs()
        return self._needs

    @property
    def here(self) -> Surroundings:
        """Where the decision's expression stands."""
        return self._find_here(self.needs)

    def compiled(self) -> Compute:
        """The decision's function of its environment."""
        if self._compute is None:
            self._constants = self.needs.constants()
            compute = compile_boxed(self.decision.expression, self.here)
            self._compute = typed(compute, self.type, self.decision.name)
        return self._compute

    def compile_alone(self) -> Compute:
        """The decision's function of facts as they come, for one that needs nothing but facts of
        its own model."""
        facts = [(name, node) for name, node in self.needs.values if isinstance(node, FactNode)]
        takes = tuple((name, node.plain, node.take) for name, node in facts)
        compute, constants = self.compiled(), self._constants
        table = self.decision.expression

        def make(given: Facts, run: Run) -> Value:
            return compute({**constants, **{n: take(given, run) for n, _, take in takes}}, run)

        if isinstance(table, Table) and not constants and all(plain for _, plain, _ in takes):
            return compile_shortcut(table, self.here, takes, make)
        return make

    def make(self, values: Values, run: Run, facts: Facts) -> Value:
        """The value of the decision, from the values of what it needs; one without an expression
        is made outside, and its value is among the facts."""
        compute = self._compute or self.compiled()
        if self.decision.expression is None and facts.get(self.name) is not None:
            return self._outside(facts[self.name], run)
        env = self.environment(values)
        if isinstance(run, TracedRun):
            return self._traced(compute, Watched(env), run)
        return compute(env, run)

    def environment(self, values: Values) -> dict[str, Value]:
        """What the names in the decision's scope stand for, given the values of what it needs."""
        needs = self.needs
        env = self._constants.copy()
        for name, node in needs.values:
            env[name] = values[node]
        for prefix, nodes in needs.imported:
            functions = env.get(prefix)
            known = dict(functions) if isinstance(functions, dict) else {}
            env[prefix] = {**known, **{name: values[node] for name, node in nodes}}
        return env

    def _outside(self, value: Value, run: Run) -> Value:
        bring = coercion(self.type, Place(self.decision.name, 0))
        return value if bring is None else bring(value, run)

    def _traced(self, compute: Compute, env: Watched, run: TracedRun) -> Value:
        outer, run.matched = run.matched, []
        before = len(run.findings)
        value = compute(env, run)
        facts: dict[str, Value] = {}
        decisions: dict[str, Value] = {}
        for name, node in self.needs.values:
            if name in env.read:
                used = facts if isinstance(node, FactNode) else decisions
                used[name] = dict.get(env, name)
        for prefix, nodes in self.needs.imported:
            if prefix in env.read:
                inside = dict.get(env, prefix)
                for name, node in nodes:
                    used = facts if isinstance(node, FactNode) else decisions
                    used[f"{prefix}.{name}"] = inside[name] if isinstance(inside, dict) else None
        told = DecisionTrace(
            id=self.decision.id,
            name=self.decision.name,
            value=value,
            rules=tuple(run.matched),
            facts_used=facts,
            decisions_used=decisions,
            findings=tuple(run.findings[before:]),
        )
        run.matched = outer
        run.decisions.append(told)
        return value


class FunctionNode:
    """A knowledge model (`knowledge`, with its `needs`) or a decision service, made a function
    when it is first needed."""

    def __init__(
        self,
        name: str,
        make: Callable[[FunctionNode], Function],
        knowledge: KnowledgeModel | None = None,
        needs: Callable[[], Needs] | None = None,
    ) -> None:
        self.name = name
        self.knowledge = knowledge
        self.needs = needs
        self._make = make
        self._function: Function | None = None

    def function(self) -> Function:
        """The FEEL function."""
        if self._function is None:
            self._function = self._make(self)
        return self._function

    def became(self, function: Function) -> None:
        """Tells the function while it is still being made, for those that call themselves."""
        self._function = function


def knowledge_function(
    node: FunctionNode, model: KnowledgeModel, needs: Needs, here: Surroundings
) -> Function:
    """A knowledge model as a function; its own name is in scope, for recursion."""
    written = model.function
    parameters = () if written is None else typed_parameters(written.parameters, here)
    result = here.type_named(model.variable.type_ref)
    kind = resolved(result)
    compiled: list[Compute] = []

    def body(env: Mapping[str, Value], run: Run) -> Value:
        if not compiled:
            if written is None:
                compiled.append(compile_boxed(None, here))
            else:
                compute = compile_body(written, here)
                compiled.append(typed(compute, here.type_named(written.type_ref), model.name))
        return compiled[0](env, run)

    env: dict[str, Value] = {}
    function = make_function(
        model.name,
        parameters,
        body,
        env,
        (kind.result or ANY) if isinstance(kind, FunctionType) else result,
    )
    node.became(function)
    env.update(needs.constants())
    env.setdefault(model.variable.name, function)
    return function


class Plan:
    """What to evaluate, in order, for some decisions: facts first, then one decision each step.

    is_alone: there is one decision, with an expression, that needs facts of its own model only.
    """

    def __init__(self, facts: tuple[FactNode, ...], steps: tuple[DecisionNode, ...]) -> None:
        self.facts = facts
        self.steps = steps
        self.is_alone = len(steps) == 1 and (
            steps[0].decision.expression is not None
            and not any(nodes for _, nodes in steps[0].needs.imported)
        )


def plan_for(
    wanted: tuple[DecisionNode, ...], given: frozenset[FactNode | DecisionNode] = frozenset()
) -> Plan:
    """The facts and decisions below the wanted ones; what is given needs nothing below it."""
    facts: dict[FactNode, None] = {}
    steps: dict[DecisionNode, None] = {}
    pending: list[tuple[FactNode | DecisionNode, bool]] = [(n, False) for n in reversed(wanted)]
    while pending:
        node, ready = pending.pop()
        if node in given or node in steps:
            continue
        if isinstance(node, FactNode):
            facts[node] = None
        elif ready:
            steps[node] = None
        else:
            pending.append((node, True))
            pending.extend((below, False) for below in reversed(node.needs.nodes()))
    return Plan(tuple(facts), tuple(steps))


def service_function(
    service: DecisionService,
    parameters: tuple[FactNode | DecisionNode, ...],
    outputs: tuple[DecisionNode, ...],
    feel_type: FeelType,
) -> Function:
    """A decision service as a function: parameters are its input data, then input decisions."""
    kind = resolved(feel_type)
    plans: list[Plan] = []

    def body(env: Mapping[str, Value], run: Run) -> Value:
        if not plans:
            plans.append(plan_for(outputs, frozenset(parameters)))
        values: Values = {node: env[node.name] for node in parameters}
        for fact in plans[0].facts:
            values[fact] = None
        for step in plans[0].steps:
            values[step] = step.make(values, run, env)
        if len(outputs) == 1:
            return values[outputs[0]]
        return {node.name: values[node] for node in outputs}

    return make_function(
        service.name,
        tuple((node.name, node.type) for node in parameters),
        body,
        {},
        (kind.result or ANY) if isinstance(kind, FunctionType) else feel_type,
        strict=False,
    )
