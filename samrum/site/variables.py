"""What an installation is told from outside: every environment variable, with its meaning.

One table. The settings read it, `samrum doctor` judges what stands in it, and the operations guide
is made from it. A secret may also lie in a file: NAME_FILE then holds the file's path.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from samrum.core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable's name, what holds when it is not set, and what it means, in one sentence."""

    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES: Final = (
    Variable(
        "SAMRUM_ENV", "production", "What this installation is for: demo, test or production."
    ),
    Variable("SAMRUM_VAR", "var", "The folder for everything that is kept: database, files, keys."),
    Variable("SAMRUM_HOSTS", "localhost,127.0.0.1", "The host names it answers to, with commas."),
    Variable("SAMRUM_ADDRESS", "http://localhost:8000", "Its own address, as residents reach it."),
    Variable("SAMRUM_KEY", "", "The key that signs cookies; made in SAMRUM_VAR if not set.", True),
    Variable(
        "SAMRUM_KEYS_BEFORE",
        "",
        "Earlier keys, with commas: what they signed holds until they are taken out.",
        True,
    ),
    Variable(
        "SAMRUM_CHECKPOINT_KEY",
        "",
        "The key that signs checkpoints, 32 bytes in base64; made in SAMRUM_VAR if not set.",
        True,
    ),
    Variable(
        "SAMRUM_CHECKPOINT_ORIGIN",
        "",
        "The name checkpoints are signed under, for ever; the host of SAMRUM_ADDRESS if not set.",
    ),
    Variable(
        "SAMRUM_UNCOVERED",
        "",
        "Minutes without a checkpoint after which no act is taken; 15 in production, else never.",
    ),
    Variable(
        "SAMRUM_BACKUP_TO",
        "",
        "The public key that backups are sealed for (age1...); see `samrum backup --new-key`.",
    ),
    Variable("SAMRUM_BACKUP_WITHIN", "48", "Hours after which a newer backup is missed."),
    Variable(
        "SAMRUM_ADMINISTRATOR",
        "",
        "The mail address that is told once a day what is broken; nobody is if not set.",
    ),
    Variable(
        "SAMRUM_METRICS_TOKEN",
        "",
        "What a program that reads the figures under /metrics has to bring; none is let in if not"
        " set.",
        True,
    ),
    Variable(
        "SAMRUM_SCANNER",
        "",
        "The clamd that looks through each file for viruses before it is kept: host:port, or the"
        " path of its socket; files are not looked through if not set.",
    ),
    Variable("SAMRUM_DEBUG", "", "Set to 1 to see faults in full; never in production."),
    Variable(
        "SAMRUM_DEMO_LOGIN", "", "Set to 1 to log in by picking a person; never in production."
    ),
    Variable(
        "SAMRUM_MUNICIPALITIES",
        "",
        "The folder with a file for each municipality; the made-up ones of the demonstration if not"
        " set.",
    ),
    Variable(
        "SAMRUM_SERVICES",
        "",
        "A folder with service packages of your own, beside those that come along.",
    ),
    Variable("SAMRUM_WORKERS", "2", "How many processes answer pages."),
    Variable("SAMRUM_OIDC", "", "The issuer address of the e-identity provider."),
    Variable("SAMRUM_OIDC_CLIENT", "samrum", "The name under which the provider knows us."),
    Variable("SAMRUM_OIDC_LEVELS", "", "The levels of assurance (acr) we accept, best first."),
    Variable(
        "SAMRUM_OIDC_NUMBER", "sub", "The claim in which the provider says a person's number."
    ),
    Variable(
        "SAMRUM_API_ISSUER", "", "Who signs the tokens of other systems; none is let in if not set."
    ),
    Variable(
        "SAMRUM_API_AUDIENCE", "", "The name that tokens are for; SAMRUM_ADDRESS/api if not set."
    ),
    Variable("DATABASE_URL", "", "Another PostgreSQL, as the role samrum_app; else our own.", True),
    Variable("DATABASE_OWNER_URL", "", "The same, as the role that owns the tables.", True),
)
ENVIRONMENTS: Final = ("demo", "test", "production")
_BY_NAME: Final = {variable.name: variable for variable in VARIABLES}


class NotUnderstood(Refused):
    """A variable that cannot be meant as it stands."""


def told(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The variable's value, from the environment, from its file, or its default."""
    variable = _BY_NAME[name]
    if environ.get(name):
        return environ[name]
    file = environ.get(f"{name}_FILE") if variable.secret else None
    return variable.default if file is None else _first_line(f"{name}_FILE", Path(file))


def told_list(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The variable's values where commas stand between them."""
    return [part.strip() for part in told(name, environ).split(",") if part.strip()]


def told_environment(environ: Mapping[str, str] = os.environ) -> str:
    """SAMRUM_ENV; raises NotUnderstood for a word it does not know."""
    environment = told("SAMRUM_ENV", environ)
    if environment not in ENVIRONMENTS:
        raise NotUnderstood(
            "SAMRUM_ENV is {environment!r}.",
            because="It decides how strict everything else is, so a guess would be dangerous.",
            instead="Set it to one of {known}.",
            environment=environment,
            known=", ".join(ENVIRONMENTS),
        )
    return environment


def _first_line(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotUnderstood(
            "{name} names {file}, which cannot be read.",
            because="The system said: {error}.",
            instead="Correct the path, or let the account that serves read the file.",
            name=name,
            file=file,
            error=error,
        ) from error
