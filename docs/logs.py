"""docs/logs.md: every log there is, and every word of the security log.  ASVS 5.0, 16.1.1."""

from __future__ import annotations

from samrum.office.security_log import MEANS
from samrum.site.logs import KEYS

LAYERS = (
    (
        "pages, API, `samrum work`",
        "faults and warnings; the security log, below",
        "one JSON object a line (production), else plain lines",
        "standard error: the operator's journal, for instance journald",
        "whoever runs the installation, when something is broken or was tried",
        "a year is enough; no longer than what `samrum who` is to lead back to",
    ),
    (
        "database server (our own)",
        "starts, stops and faults, without statements and rows",
        "PostgreSQL's plain lines, UTC",
        "`SAMRUM_VAR/postgres/server.log`, mode 0600",
        "whoever runs the installation, when it does not start",
        "until it is moved away; it grows by a few lines a day",
    ),
    (
        "proxy with TLS",
        "not ours: let it leave out what stands behind the question mark",
        "its own",
        "the operator's",
        "the operator",
        "30 days",
    ),
    (
        "journal",
        "every act and every reading by staff, with who, when, why",
        "[journal-format.md](journal-format.md)",
        "the database, under signed checkpoints",
        "the resident about herself; the data protection officer; nobody can change it",
        "[retention.md](retention.md)",
    ),
    (
        "set-up",
        "what `./do` fetched and built, nothing about anybody",
        "plain lines",
        "`var/set-up.log`",
        "who sets it up",
        "until the next time",
    ),
)


def page(made: str) -> str:
    """The page: the logs, the keys of a line, the words of the security log."""
    head = "| of | what | how | where | who reads it, and when | how long |"
    rows = [f"| {' | '.join(layer)} |" for layer in LAYERS]
    keys = [f"| `{key}` | {meaning} |" for key, meaning in KEYS.items()]
    words = [f"| `{word}` | {meaning} |" for word, meaning in MEANS.items()]
    parts = [
        made,
        "# Logs",
        "What is logged, where it lies and who reads it. Samrum writes to no other file and tells"
        " no other service; the operator takes standard error to a machine of its own, where"
        " whoever breaks in here cannot reach it. Nothing in a log says who somebody is, or what"
        " her case is about.",
        "\n".join([head, "|---|---|---|---|---|---|", *rows]),
        "## A line of the pages' log",
        "\n".join(["| key | meaning |", "|---|---|", *keys]),
        "## The security log",
        "Lines of the logger `samrum.security`; `message` is one of these words.",
        "\n".join(["| word | when |", "|---|---|", *words]),
        "`who` is a mark: 64 bits of an HMAC of the person's id under the key that signs cookies."
        " `samrum who MARK` leads it back to her while that key, or one of `SAMRUM_KEYS_BEFORE`,"
        " is known to the installation; nobody else can.",
    ]
    return "\n\n".join(parts) + "\n"
