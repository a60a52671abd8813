"""Mutants: the source of a module with one small thing changed, as a careless hand might.

    python -m trials.rules.mutants MODULE NUMBER SEED TABLES     answers with a mutant in place

It prints a digest of the answers to the generated tables; a number of -1 changes nothing.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import ModuleType

from trials.frame import ROOT

CHANGED = (ast.Compare, ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.If)
_COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMBINED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.Mult: ast.Add,
}


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Each mutant with what was changed; only inside functions."""
    tree = ast.parse(source)
    count = len(list(_places(tree)))
    for number in range(count):
        changed = ast.parse(source)  # several times as quick as a deep copy
        node = list(_places(changed))[number]
        what = _change(node)
        if what:
            yield f"line {node.lineno}: {what}", ast.fix_missing_locations(changed)


def source_of(module: str) -> Path:
    """The file of one of our modules."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _places(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                meant = {id(part) for one in ast.walk(statement) for part in _annotation(one)}
                for node in ast.walk(statement):
                    if isinstance(node, CHANGED) and id(node) not in meant:
                        yield node


def _annotation(node: ast.AST) -> Iterator[ast.AST]:
    """What Python never evaluates inside a function."""
    return ast.walk(node.annotation) if isinstance(node, ast.AnnAssign) else iter(())


def _change(node: ast.expr | ast.stmt) -> str:
    """Changes a node in place; says what, or "" when there is nothing to change."""
    match node:
        case ast.Compare(ops=[operator, *rest]) if type(operator) in _COMPARED:
            node.ops = [_COMPARED[type(operator)](), *rest]
            return f"{type(operator).__name__} to {type(node.ops[0]).__name__}"
        case ast.BinOp(op=operator) if type(operator) in _COMBINED:
            node.op = _COMBINED[type(operator)]()
            return f"{type(operator).__name__} to {type(node.op).__name__}"
        case ast.BoolOp(op=operator):
            node.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            return f"{type(operator).__name__} to {type(node.op).__name__}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            node.operand = ast.UnaryOp(ast.Not(), operand)
            return "not taken away"
        case ast.If(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            return "if turned round"
    return ""


# ---- a process with a mutant ---------------------------------------------------------------------


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module in its changed form."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module = module
        self.tree = tree

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.module, "exec"), module.__dict__)


def main(words: Sequence[str]) -> int:
    """Prints the digest of all answers."""
    module, number, seed, count = words[0], int(words[1]), int(words[2]), int(words[3])
    if number >= 0:
        found = list(mutants(source_of(module).read_text(encoding="utf-8")))
        sys.meta_path.insert(0, Planted(module, found[number][1]))
    print(hashlib.sha256("\n".join(_answers(seed, count)).encode()).hexdigest())
    return 0


def _answers(seed: int, count: int) -> Iterator[str]:
    from samrum.rules.evaluate import Model
    from samrum.rules.read import read_definitions
    from trials.rules.tables import arguments_model, facts_model, model, tables

    some = tables(Random(seed), count)
    called = Model(read_definitions(model(some)))
    for decision in called.definitions.decisions:
        outcome = called.evaluate(decision.id, {}, trace=True)
        yield repr((outcome.value, outcome.findings, outcome.trace))
    for table in some:
        alone = Model(read_definitions(facts_model(table)))
        for call in range(len(table.calls)):
            facts = Model(read_definitions(arguments_model(table, call))).evaluate("all", {}).value
            assert isinstance(facts, dict)
            for _ in range(2):
                yield repr(alone.evaluate("all", facts)[:2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
