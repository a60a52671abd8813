"""python -m docs: writes the pages of this folder that are made from the code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from docs import asvs, logs, security
from samrum.cli.main import COMMANDS, load, says_what_it_does
from samrum.site import ground
from samrum.site.variables import VARIABLES

HERE = Path(__file__).parent
MADE = "<!-- Made from the code by ./do docs; change the code, not this page. -->"


def pages() -> dict[str, str]:
    """Each page's name and text."""
    return {
        "commands.md": commands(),
        "settings.md": settings(),
        "asvs.md": asvs.page(MADE),
        "logs.md": logs.page(MADE),
        "security.md": security.page(MADE),
    }


def commands() -> str:
    """What each command does and takes, in the order the command line lists them."""
    parts = [MADE, "# Commands", "In a checkout, write `./do` for `samrum`."]
    for name in COMMANDS:
        parts += [f"## samrum {name}", says_what_it_does(name)]
        parts += [f"- `{words}`: {meaning}" for words, meaning in options(name)]
    return "\n\n".join(parts).replace("\n\n- ", "\n- ") + "\n"


def options(name: str) -> list[tuple[str, str]]:
    """The words a command takes, and what they mean."""
    parser = argparse.ArgumentParser(add_help=False)
    load(name).add_arguments(parser)
    return list(_words(parser))


def _words(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """The words of a parser; for commands of its own, theirs with their names in front."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield choice.dest, choice.help or ""
                for words, meaning in _words(action.choices[choice.dest]):
                    yield f"{choice.dest} {words}", meaning
        elif not isinstance(action, argparse._HelpAction):
            words = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            yield words, action.help or ""


def settings() -> str:
    """Every environment variable with its default and its meaning."""
    rows = [
        f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {v.meaning} |" for v in VARIABLES
    ]
    secrets = ", ".join(f"`{v.name}_FILE`" for v in VARIABLES if v.secret)
    return "\n\n".join(
        [
            MADE,
            "# Settings",
            "An installation is told what it must know by environment variables. `samrum doctor`"
            " says in words what in them is unsafe.",
            "\n".join(["| variable | if not set | meaning |", "|---|---|---|", *rows]),
            f"A secret may lie in a file instead; these name it: {secrets}.",
        ]
    ) + "\n"  # fmt: skip


if __name__ == "__main__":
    # The pages' numbers are read from modules that want settings; no installation is made for that.
    os.environ |= {"SAMRUM_ENV": "test", "SAMRUM_KEY": "-" * 50, "DATABASE_URL": "host=nowhere"}
    ground.set_up()
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(f"Wrote docs/{name}.")
