"""samrum: the command line. Each command is one module beside this one, named in COMMANDS.

Such a module has a docstring whose first line says what the command does, `add_arguments(parser)`
and `run(args)`, which gives the exit code. Only the module of the command that is run is imported.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol, cast

import samrum
from samrum.core.refusal import Refused

COMMANDS: Final = (
    "archive",
    "assets",
    "backup",
    "checkpoint",
    "demo",
    "doctor",
    "egress",
    "incident",
    "journal",
    "keys",
    "law",
    "migrate",
    "new",
    "package",
    "policy",
    "protect",
    "rebuild",
    "replay",
    "restore",
    "retention",
    "rules",
    "sbom",
    "serve",
    "service",
    "staff",
    "urls",
    "verify",
    "witness",
    "who",
    "work",
)


class Command(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; gives 0 done, 1 refused with a reason, 2 the words were not understood."""
    words = sys.argv[1:] if words is None else words
    signal.signal(signal.SIGTERM, _leave_in_order)
    asked = next((word for word in words if not word.startswith("-")), None)
    module = load(asked) if asked in COMMANDS else None
    parser = _parser(asked, module)
    if module is None:
        parser.parse_args(words)
        parser.print_help()
        return 0
    try:
        code = module.run(parser.parse_args(words))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads has seen enough: what is still to be said goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Refused as refusal:
        sentences = [sentence.format(**refusal.about) for sentence in refusal.sentences]
        print("\n".join(sentences), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not _looked_for_what_a_migration_makes(error):
            raise
        first = str(error).partition("\n")[0]
        print(f"The database is behind this version of Samrum.\nIt says: {first}.", file=sys.stderr)
        print("Take a backup if there is something in it, and run: samrum migrate", file=sys.stderr)
        return 1


def _looked_for_what_a_migration_makes(error: Exception) -> bool:
    """Whether a table or column was not there."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    return isinstance(error.__cause__ or error, UndefinedTable | UndefinedColumn)


def load(name: str) -> Command:
    """The module of a command."""
    return cast(Command, importlib.import_module(f"samrum.cli.{name}"))


def says_what_it_does(name: str) -> str:
    """The first line of a command's docstring, read without importing the command."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").split("\n", 1)[0]


def _version() -> str:
    """The version, and which state of the tables it expects: that tells two builds of it apart."""
    steps = (Path(__file__).parent.parent / "journal" / "migrations").glob("0*.py")
    return f"samrum {samrum.__version__}, tables {max(step.stem for step in steps)}"


def _parser(asked: str | None, module: Command | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samrum", description=samrum.__doc__)
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND")
    for name in COMMANDS:
        line = says_what_it_does(name)
        command = commands.add_parser(name, help=line, description=line)
        if name == asked and module is not None:
            module.add_arguments(command)
    return parser


def _leave_in_order(number: int, frame: object) -> None:
    """Told to end, we leave as at any other exit: what we started is stopped."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
