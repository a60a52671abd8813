"""./do bench NAME: runs the benchmark of that name.

A benchmark is a module of this folder (bench/<name>.py, or bench/<name>/__main__.py) with a
docstring whose first line says what it measures, `add_arguments(parser)` and `run(args)`, which
gives the exit code: 0 when every figure that was wanted was reached.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

HERE = Path(__file__).parent


class Benchmark(Protocol):
    """What the module of a benchmark offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(words: Sequence[str]) -> int:
    """Runs one; without a name, says which there are."""
    known = names()
    parser = argparse.ArgumentParser(prog="./do bench")
    choices = parser.add_subparsers(metavar="NAME", required=True, dest="name")
    asked = next((word for word in words if not word.startswith("-")), "")
    for name, file in known.items():
        line = (ast.get_docstring(ast.parse(file.read_text())) or "").split("\n", 1)[0]
        one = choices.add_parser(name, help=line, description=line)
        if name == asked:
            load(file).add_arguments(one)
    args = parser.parse_args(words)
    return load(known[args.name]).run(args)


def names() -> dict[str, Path]:
    """Every benchmark, and its module's file."""
    alone = {one.stem: one for one in HERE.glob("[a-z]*.py")}
    folders = {one.parent.name: one for one in HERE.glob("[a-z]*/__main__.py")}
    found = {**alone, **folders}
    return {name.replace("_", "-"): found[name] for name in sorted(found)}


def load(file: Path) -> Benchmark:
    """The module in a file of this folder."""
    name = ".".join(file.relative_to(HERE.parent).with_suffix("").parts)
    return cast(Benchmark, importlib.import_module(name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
