"""A model that answers: decisions and decision services, evaluated on facts, with findings."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from samrum.rules.compute import Surroundings
from samrum.rules.finding import NOWHERE, Finding
from samrum.rules.graph import requirements_of
from samrum.rules.item_types import type_named, type_table
from samrum.rules.model import (
    Context,
    DecisionService,
    Definitions,
    Expression,
    ItemDefinition,
    KnowledgeModel,
    Literal,
    ModelFault,
    Reference,
    Relation,
    Requirements,
    Table,
    parts_of,
)
from samrum.rules.plan import (
    DecisionNode,
    FactNode,
    Facts,
    FunctionNode,
    Needs,
    Plan,
    Values,
    knowledge_function,
    plan_for,
    service_function,
)
from samrum.rules.run import Exhausted, Run
from samrum.rules.scan import Scope
from samrum.rules.temporal import DateTime
from samrum.rules.trace import Trace, TracedRun
from samrum.rules.types import FeelType
from samrum.rules.value import Function, Value


class NoSuchDecision(LookupError):
    """The model has no decision or service of that name or id."""


class Outcome(NamedTuple):
    """The value, what went wrong on the way, and the trace when it was asked for.

    A null with findings is not an answer: something could not be evaluated.
    """

    value: Value
    findings: tuple[Finding, ...]
    trace: Trace | None = None


# What Outcome(...) calls: twice as fast, and most evaluations end so.
_new_outcome = tuple.__new__


class Model:
    """Definitions with their imports, ready to evaluate.

    imports: the imported models with the names they are imported under ("" for no name). Raises
    ModelFault for a reference to an import that does not have it.
    """

    def __init__(
        self, definitions: Definitions, imports: tuple[tuple[str, Model], ...] = ()
    ) -> None:
        self.definitions = definitions
        self.imports = imports
        self.types: dict[str, FeelType] = type_table(
            definitions, [(name, m.types) for name, m in imports]
        )
        self.members: frozenset[str] = frozenset(_members(definitions)).union(
            *(m.members | m.element_names() for _, m in imports)
        )
        self._by_namespace = {m.definitions.namespace: (name, m) for name, m in imports}
        self._allowed = {t.name: t.allowed for t in definitions.types if t.allowed is not None}
        self._make_nodes()
        _check_references(self)

    def _make_nodes(self) -> None:
        model, types = self.definitions, self.types
        self.facts: dict[str, FactNode] = {
            data.id: FactNode(data, model.namespace, type_named(data.variable.type_ref, types))
            for data in model.inputs
        }
        self.decisions: dict[str, DecisionNode] = {
            decision.id: DecisionNode(
                decision,
                type_named(decision.variable.type_ref, types),
                partial(self._needs, decision.requires),
                partial(self._surroundings, decision.name),
            )
            for decision in model.decisions
        }
        self.functions: dict[str, FunctionNode] = {
            knowledge.id: FunctionNode(
                knowledge.variable.name,
                partial(self._knowledge, knowledge),
                knowledge,
                partial(self._needs, knowledge.requires),
            )
            for knowledge in model.knowledge
        }
        for service in model.services:
            self.functions[service.id] = FunctionNode(
                service.variable.name, partial(self._service, service)
            )
        self._decision_names = {d.decision.name: d for d in self.decisions.values()}
        self._decision_names |= self.decisions
        self._function_names = {function.name: function for function in self.functions.values()}
        self._function_names |= self.functions

    def evaluate(
        self, decision: str, facts: Facts, *, now: DateTime | None = None, trace: bool = False
    ) -> Outcome:
        """Make a decision, by name or id. Facts go by the names of the input data; one that is
        not given is null. Raises NoSuchDecision; never fails on a value."""
        node = self._decision_names.get(decision) or self.decision(decision)
        plan = node.plan
        if plan is None:
            plan = node.plan = plan_for((node,))
            node.alone = node.compile_alone() if plan.is_alone else None
        run = TracedRun(now) if trace else Run(now)
        value: Value = None
        try:
            if node.alone is None or trace:
                value = _carry_out(plan, facts, run)[node]
            else:
                value = node.alone(facts, run)
                if not run.findings:
                    return _new_outcome(Outcome, (value, (), None))
        except (Exhausted, RecursionError) as stop:
            _stopped(run, stop)
        return _outcome(value, run)

    def service(
        self, name: str, facts: Facts, *, now: DateTime | None = None, trace: bool = False
    ) -> Outcome:
        """Call a decision service or knowledge model, by name or id. Facts go by the names of its
        parameters: input data and input decisions; one that is not given is null."""
        node = self._function_names.get(name)
        if node is None:
            raise NoSuchDecision(name)
        signature = node.function().signatures[0]
        arguments = [facts.get(parameter) for parameter in signature.parameters]
        run = TracedRun(now) if trace else Run(now)
        value: Value = None
        try:
            value = signature.call(run, NOWHERE, *arguments)
        except (Exhausted, RecursionError) as stop:
            _stopped(run, stop)
        return _outcome(value, run)

    def decision(self, name: str) -> DecisionNode:
        """The decision of that name or id; raises NoSuchDecision."""
        node = self._decision_names.get(name)
        if node is None:
            raise NoSuchDecision(name)
        return node

    def facts_for(self, decision: str) -> tuple[FactNode, ...]:
        """The input data that a decision rests on, also through other decisions."""
        return plan_for((self.decision(decision),)).facts

    def allowed_of(self, type_ref: str) -> Literal | None:
        """The allowed values of one of the model's types, as they were written."""
        return self._allowed.get(type_ref)

    def element_names(self) -> frozenset[str]:
        """The names that another model may use after the name of its import."""
        return frozenset(
            [
                *(fact.name for fact in self.facts.values()),
                *(decision.name for decision in self.decisions.values()),
                *(function.name for function in self.functions.values()),
            ]
        )

    def owner(self, reference: Reference) -> tuple[str, Model]:
        """The model a reference points into, and the name it is imported under.

        Raises KeyError when its namespace is not imported."""
        return self._by_namespace[reference.namespace] if reference.namespace else ("", self)

    def _find_node(self, reference: Reference) -> FactNode | DecisionNode:
        model = self.owner(reference)[1]
        return model.facts.get(reference.id) or model.decisions[reference.id]

    def _needs(self, requires: Requirements) -> Needs:
        """What requirements give: names in scope, and the nodes behind them."""
        values: dict[str, dict[str, FactNode | DecisionNode]] = {"": {}}
        functions: dict[str, dict[str, FunctionNode]] = {"": {}}
        for name, _ in self.imports:
            values[name], functions[name] = {}, {}
        for reference in (*requires.inputs, *requires.decisions):
            node = self._find_node(reference)
            values[self.owner(reference)[0]][node.name] = node
        for reference in requires.knowledge:
            name, model = self.owner(reference)
            function = model.functions[reference.id]
            functions[name][function.name] = function
        own_values, own_functions = values.pop(""), functions.pop("")
        return Needs(
            names=(*own_values, *own_functions, *values),
            values=tuple(own_values.items()),
            imported=tuple((name, tuple(nodes.items())) for name, nodes in values.items()),
            functions=tuple(own_functions.items()),
            imported_functions=tuple((n, tuple(fs.items())) for n, fs in functions.items()),
        )

    def _surroundings(self, element: str, needs: Needs) -> Surroundings:
        return Surroundings(Scope(needs.names, self.members, self.types), element, self._allowed)

    def _knowledge(self, knowledge: KnowledgeModel, node: FunctionNode) -> Function:
        needs = self._needs(knowledge.requires)
        here = self._surroundings(knowledge.name, needs).inside((node.name,))
        return knowledge_function(node, knowledge, needs, here)

    def _service(self, service: DecisionService, node: FunctionNode) -> Function:
        parameters = tuple(self._find_node(r) for r in (*service.inputs, *service.input_decisions))
        outputs = tuple(self.owner(r)[1].decisions[r.id] for r in service.outputs)
        return service_function(
            service, parameters, outputs, type_named(service.variable.type_ref, self.types)
        )


def _members(definitions: Definitions) -> Iterator[str]:
    """Every name that may follow a dot: parts of types, contexts, relations and table outputs."""
    for item in definitions.types:
        yield from _components(item)
    expressions: list[Expression] = [
        *(d.expression for d in definitions.decisions if d.expression is not None),
        *(k.function for k in definitions.knowledge if k.function is not None),
    ]
    while expressions:
        expression = expressions.pop()
        match expression:
            case Context():
                yield from (e.variable.name for e in expression.entries if e.variable is not None)
            case Relation():
                yield from (column.name for column in expression.columns)
            case Table():
                yield from (clause.name for clause in expression.outputs if clause.name)
            case _:
                pass
        expressions.extend(parts_of(expression))


def _components(item: ItemDefinition) -> Iterator[str]:
    for component in item.components:
        yield component.name
        yield from _components(component)


def _check_references(model: Model) -> None:
    """References inside the model were checked when it was read; here those to its imports."""
    written = model.definitions
    for name, requires in requirements_of(written):
        _check_imported(model, name, requires.inputs, "input data")
        _check_imported(model, name, requires.decisions, "decision")
        _check_imported(model, name, requires.knowledge, "function")
    for service in written.services:
        _check_imported(model, service.name, service.inputs, "input data")
        decisions = (*service.outputs, *service.input_decisions)
        _check_imported(model, service.name, decisions, "decision")


def _check_imported(model: Model, needing: str, references: Iterable[Reference], kind: str) -> None:
    for reference in references:
        try:
            owner = model.owner(reference)[1]
        except KeyError:
            because = f"no import has the namespace {reference.namespace}"
        else:
            known: Mapping[str, Container[str]] = {
                "input data": owner.facts,
                "decision": owner.decisions,
                "function": owner.functions,
            }
            if reference.id in known[kind]:
                continue
            because = f"{owner.definitions.name} has no {kind} with the id {reference.id}"
        raise ModelFault(
            f"{needing} needs a {kind} that is not there",
            because,
            "Import the model that has it, or take the requirement away.",
            reference.line,
            needing,
        )


def _carry_out(plan: Plan, facts: Facts, run: Run) -> Values:
    values: Values = {fact: fact.take(facts, run) for fact in plan.facts}
    for step in plan.steps:
        values[step] = step.make(values, run, facts)
    return values


def _stopped(run: Run, stop: Exhausted | RecursionError) -> None:
    """An evaluation that ran out of its budget gives null and says so."""
    if isinstance(stop, Exhausted) and stop.budget != "depth":
        run.fault("too-long", NOWHERE, budget=stop.budget)
    else:
        run.fault("too-deep", NOWHERE, limit=200)


def _outcome(value: Value, run: Run) -> Outcome:
    if isinstance(run, TracedRun):
        return Outcome(value, tuple(run.findings), Trace(tuple(run.decisions)))
    return Outcome(value, tuple(run.findings))
