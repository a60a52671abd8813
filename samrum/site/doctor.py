"""Whether this installation is safe to serve: every danger in words, with what to do about it.

A fatal danger loses what was acknowledged, or lets somebody read or act as they must not:
production is not served with one. A warning costs comfort or time. A channel that does not answer
is a warning: letters wait in the outbox, and a restart must be possible while a neighbour is down.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
from django.conf import LazySettings, settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, OperationalError

from samrum.channels import scanner
from samrum.core.danger import Danger
from samrum.core.refusal import Refused
from samrum.journal import checkpoint, handover, note
from samrum.office.municipality import municipalities
from samrum.site import checkpoints, outside, undone
from samrum.site.local import asked, of_the_municipalities
from samrum.site.variables import told

SHORTEST_KEY: Final = 32  # characters; ours has 256 random bits
FEWEST_DIFFERENT: Final = 10
LITTLE_ROOM: Final = 1_000_000_000  # bytes
OLDEST_POSTGRES: Final = 150_000
LONG_UNCOVERED: Final = timedelta(minutes=5)
PATIENCE: Final = 5.0  # seconds for a channel to answer
# What OpenID Connect Core 1.0 (5.7) says may pass from one person to another.
PASSED_ON: Final = frozenset(
    {"email", "preferred_username", "phone_number", "name", "nickname", "given_name"}
    | {"family_name", "middle_name", "profile", "website", "address", "birthdate"}
)


def examine(only: int | None = None, since: datetime | None = None) -> list[Danger]:
    """Every danger of this installation, the fatal ones first; of its municipalities, of one only
    where it is named.  What has happened counts from `since` on.  Changes nothing."""
    dangers = [
        *of_the_settings(settings),
        *of_the_database(connections["default"]),
        *of_the_folders(settings.VAR, settings.FILES),
        *of_the_municipalities(only),
        *of_the_checkpoints(only),
        *of_the_work(only, since),
        *undone.of_the_backups(settings.VAR),
        *of_the_scanner(settings.SCANNER),
        *of_the_login(told("SAMRUM_OIDC")),
        *of_the_number(told("SAMRUM_OIDC_NUMBER")),
        *of_other_systems(told("SAMRUM_API_ISSUER")),
        *outside.of_the_address(settings.ADDRESS),
    ]
    return sorted(dangers, key=lambda danger: not danger.fatal)


def forbid_serving(dangers: Iterable[Danger], environment: str) -> bool:
    """Whether this must not be served: production, with a fatal danger."""
    return environment == "production" and any(danger.fatal for danger in dangers)


def in_words(dangers: Iterable[Danger]) -> str:
    """The dangers as a person reads them, one paragraph each."""
    return "\n\n".join(
        f"{'DANGER' if danger.fatal else 'Warning'}: {danger.what}\n"
        f"  {danger.because}\n  {danger.instead}"
        for danger in dangers
    )


def of_the_settings(now: LazySettings) -> Iterator[Danger]:
    """What is said in the environment and would be unsafe for others to use.

    Production does not obey SAMRUM_DEBUG and SAMRUM_DEMO_LOGIN; that they are set is told still.
    """
    if told("SAMRUM_DEBUG") == "1":
        yield Danger(
            "Debug is on.",
            "A fault then shows settings, queries and personal data to whoever causes it.",
            "Take SAMRUM_DEBUG away.",
        )
    if told("SAMRUM_DEMO_LOGIN") == "1":
        yield Danger(
            "The demo login is on.",
            "Anybody can then be anybody, by picking a person from a list.",
            "Take SAMRUM_DEMO_LOGIN away and set SAMRUM_OIDC.",
        )
    if len(now.SECRET_KEY) < SHORTEST_KEY or len(set(now.SECRET_KEY)) < FEWEST_DIFFERENT:
        yield Danger(
            "The key that signs cookies is weak.",
            f"It has {len(now.SECRET_KEY)} characters, {len(set(now.SECRET_KEY))} different ones;"
            " whoever guesses it can be anybody.",
            "Take SAMRUM_KEY away, and a strong one is made, or set 50 random characters.",
        )
    if now.METRICS_TOKEN and len(now.METRICS_TOKEN) < SHORTEST_KEY:
        yield Danger(
            "The token that opens the figures under /metrics is weak.",
            f"It has {len(now.METRICS_TOKEN)} characters; whoever guesses it reads them.",
            "Set SAMRUM_METRICS_TOKEN to 50 random characters, or take it away.",
        )
    if not (now.SESSION_COOKIE_SECURE and now.CSRF_COOKIE_SECURE):
        yield Danger(
            "Cookies also travel without encryption.",
            f"The address is {now.ADDRESS}, so anyone on the way can take a session over.",
            "Put it behind TLS and set SAMRUM_ADDRESS to its https address.",
        )
    if urlsplit(now.ADDRESS).path not in ("", "/"):
        yield Danger(
            f"It shares its host with something else: {now.ADDRESS}.",
            "A browser lets programs of one host reach each other's pages and cookies.",
            "Give it a host name of its own, and set SAMRUM_ADDRESS to that.",
        )
    if "*" in now.ALLOWED_HOSTS:
        yield Danger(
            "It answers to any host name.",
            "A forged name then stands in the links we send.",
            "Set SAMRUM_HOSTS to the names that residents use.",
        )


def of_the_database(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    """What a database that the pages used would lose or let through."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield Danger(
            "The database does not answer.",
            f"It said: {str(error).strip()}",
            "Start it, or correct DATABASE_URL.",
        )
        return
    yield from _of_its_durability(connection)
    yield from _of_its_role(connection)
    yield from _of_its_fences(connection)
    yield from _of_its_journal(connection)
    yield from _of_its_tables(connection)


def of_the_folders(var: Path, files: Path) -> Iterator[Danger]:
    """Whether what must be kept can be, and what is secret is."""
    try:
        files.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=files) as trial:
            trial.write(b"kept")
            os.fsync(trial.fileno())
    except OSError as error:
        yield Danger(
            f"Documents cannot be stored in {files}.",
            f"The system said: {error.strerror or error}.",
            "Let the account that serves write there, or set SAMRUM_VAR to another folder.",
        )
        return
    secrets = var / "secrets"
    if secrets.is_dir() and secrets.stat().st_mode & 0o077:
        yield Danger(
            f"Others on this machine can look into {secrets}.",
            "It holds the database's passwords and the key that signs cookies.",
            f"Run: chmod -R go= {secrets}",
        )
    room = shutil.disk_usage(files).free
    if room < LITTLE_ROOM:
        yield Danger(
            "The disk is nearly full.",
            f"{room // 1_000_000} MB are left for documents and the journal.",
            "Make room; when it is full, nothing more can be accepted.",
            fatal=False,
        )


def of_the_scanner(address: str) -> Iterator[Danger]:
    """Whether what people hand in is looked through for viruses."""
    if not address:
        if settings.IN_PRODUCTION:
            yield Danger(
                "Files are not looked through for viruses.",
                "What somebody hands in is opened by a caseworker.",
                "Run a clamd, and set SAMRUM_SCANNER to it; see the runbook.",
                fatal=False,
            )
        return
    if not scanner.is_near(address):
        yield Danger(
            "Files cross the network to the virus scanner without encryption.",
            f"It is at {address}, and its protocol knows none: whoever listens in reads them.",
            "Run it on this machine, and set SAMRUM_SCANNER to its socket.",
            fatal=False,
        )
    try:
        scanner.must_answer(address)
    except scanner.NoAnswer as error:
        yield Danger(
            "No file can be received: the virus scanner does not answer.",
            f"{address} said: {error}.",
            "Start it, or correct SAMRUM_SCANNER.",
            fatal=False,
        )


def of_the_work(only: int | None = None, since: datetime | None = None) -> Iterator[Danger]:
    """What should have been done and was not (samrum.site.undone)."""
    try:
        for tenant in asked(only):
            yield from undone.of_the_work(tenant, since)
    except (Refused, psycopg.Error, DatabaseError):
        return  # of_the_municipalities and of_the_database say what is wrong with them


def of_the_checkpoints(only: int | None = None) -> Iterator[Danger]:
    """Whether what is acknowledged can be proved later, also against us."""
    if not told("SAMRUM_CHECKPOINT_KEY"):
        yield Danger(
            "The key that signs checkpoints lies beside the database.",
            "Whoever takes over this machine can then write the journal anew and sign it.",
            "Give SAMRUM_CHECKPOINT_KEY to `samrum work` only, and let others keep checkpoints.",
            fatal=False,
        )
    if checkpoints.former_key_file().exists():
        yield Danger(
            "A key that signed checkpoints before still lies on this machine.",
            "Whoever has it can show others a history that ends before the change.",
            f"Take {checkpoints.former_key_file()} to where the key for backups is.",
            fatal=False,
        )
    if settings.IN_PRODUCTION and not told("SAMRUM_CHECKPOINT_ORIGIN"):
        host = urlsplit(settings.ADDRESS).hostname
        yield Danger(
            f"Checkpoints are signed as {host}, only because that is the address now.",
            "Their name is for ever; with another address they would be another journal's.",
            f"Set SAMRUM_CHECKPOINT_ORIGIN: to {host} if any was made already.",
            fatal=False,
        )
    if settings.UNCOVERED is None:
        yield Danger(
            "Acts are taken also when no checkpoint is made.",
            "What we acknowledge could then be taken back without a trace.",
            "Set SAMRUM_UNCOVERED to some minutes.",
            fatal=False,
        )
    try:
        for tenant, here in asked(only).items():
            yield from _of_its_checkpoints(tenant, here.name)
    except Refused as refusal:
        yield Danger(*(sentence.format(**refusal.about) for sentence in refusal.sentences))
    except (psycopg.Error, DatabaseError):
        return  # of_the_database says what is wrong with it


def _of_its_checkpoints(tenant: int, name: str) -> Iterator[Danger]:
    since = checkpoint.waiting_since(tenant)
    waited = datetime.now(UTC) - since if since else timedelta()
    if waited > LONG_UNCOVERED:
        stopped = settings.UNCOVERED and waited > settings.UNCOVERED
        yield Danger(
            f"No checkpoint has been made of {name}'s journal since {since:%Y-%m-%d %H:%M} UTC.",
            "Nothing more is received until one is made."
            if stopped
            else "What has happened since can be taken back without a trace.",
            "See that `samrum work` runs, and what it says.",
            fatal=False,
            kind="checkpoints",
        )
    checkpoints.must_hold_what_was_given_out(tenant)
    newest = checkpoint.newest(tenant)
    if newest is None:
        return
    try:
        ours, last = checkpoints.our_public_key(tenant), handover.newest(tenant)
        if last and last.former == ours:
            yield Danger(
                f"The key that signs {name}'s checkpoints was changed, and the former one is set.",
                "No checkpoint is made: a former key signs nothing more.",
                "Set SAMRUM_CHECKPOINT_KEY to the new key, and start `samrum work` again.",
                fatal=False,
                kind="checkpoints",
            )
        note.opened(newest.note, ours)
    except note.NotANote as error:
        yield Danger(
            f"The newest checkpoint of {name}'s journal is not signed with our key.",
            f"It cannot be used: {error}.",
            "Put the key and the name it was signed with back; see the runbook.",
        )


def of_the_login(issuer: str) -> Iterator[Danger]:
    """Whether people can log in, and only with an e-identity that is what it says."""
    if not issuer:
        yield Danger(
            "Nobody can log in.",
            "No e-identity provider is set.",
            "Set SAMRUM_OIDC to the issuer address of your provider.",
        )
    elif urlsplit(issuer).scheme != "https":
        yield Danger(
            f"The e-identity provider {issuer} is reached without encryption.",
            "Whoever stands between can then log in as anybody.",
            "Set SAMRUM_OIDC to its https address.",
        )
    else:
        yield from _of_a_provider(issuer)


def of_the_number(claim: str) -> Iterator[Danger]:
    """Whether people are known by what nobody else can be given later (ASVS 5.0, 10.5.2)."""
    if claim in PASSED_ON:
        yield Danger(
            f"People are known by their {claim}.",
            "Somebody else can get the same one later, and then reads what is hers.",
            "Set SAMRUM_OIDC_NUMBER to the claim that holds the national number.",
        )


def of_other_systems(issuer: str) -> Iterator[Danger]:
    """What would let another system in that is not the one it says it is."""
    if issuer and urlsplit(issuer).scheme != "https":
        yield Danger(
            f"The issuer of tokens {issuer} is reached without encryption.",
            "Whoever stands between can then let any system in.",
            "Set SAMRUM_API_ISSUER to its https address.",
        )
    if not issuer and any(here.systems for here in municipalities().values()):
        yield Danger(
            "No other system is let in.",
            "A municipality's file names systems, and nobody is set who signs their tokens.",
            "Set SAMRUM_API_ISSUER to the issuer address, or take the systems out of the file.",
            fatal=False,
        )


def _of_its_durability(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    lost = "What we have acknowledged to a resident can then be lost when the power goes."
    torn = "A page half written when the power goes can then not be mended."
    for setting, safe, because in (
        ("fsync", {"on"}, lost),
        ("synchronous_commit", {"on", "local", "remote_write", "remote_apply"}, lost),
        ("full_page_writes", {"on"}, torn),
    ):
        value = _one(connection, f"show {setting}")
        if value not in safe:
            yield Danger(
                f"The database runs with {setting} {value}.",
                because,
                f"Set {setting} = on in the database's settings and restart it.",
            )
    if int(_one(connection, "show server_version_num")) < OLDEST_POSTGRES:
        yield Danger(
            f"The database is PostgreSQL {_one(connection, 'show server_version')}.",
            "It is older than what Samrum is tested with.",
            "Use PostgreSQL 15 or newer.",
        )
    if _one(connection, "show server_encoding") != "UTF8":
        yield Danger(
            "The database does not keep all letters.",
            f"Its encoding is {_one(connection, 'show server_encoding')}.",
            "Make the database anew with encoding UTF8.",
        )
    if _one(connection, "show data_checksums") != "on":
        yield Danger(
            "The database does not notice when the disk alters a page.",
            "Its data checksums are off.",
            "Stop it and run: pg_checksums --enable",
            fatal=False,
        )


def _of_its_role(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    role = _one(connection, "select current_user")
    rights = "select {} from pg_roles where rolname = current_user"
    for right, can in (
        ("rolsuper", "is a superuser"),
        ("rolbypassrls", "may step past row level security"),
    ):
        if _one(connection, rights.format(right)):
            yield Danger(
                f"The pages use the database role {role}, which {can}.",
                "A fault in one page could then read another municipality's cases.",
                "Set DATABASE_URL to a role that has no such right, as samrum_app.",
            )
    owned = _one(
        connection,
        "select count(*) from pg_class where relkind in ('r', 'p')"
        " and relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'usage')",
    )
    if owned:
        yield Danger(
            f"The pages use the database role {role}, which owns {owned} tables.",
            "An owner can alter the journal and is not bound by row level security.",
            "Set DATABASE_URL to samrum_app and DATABASE_OWNER_URL to the owner.",
        )
    in_clear = (
        "select not ssl and client_addr is not null and not client_addr <<= '127.0.0.0/8'"
        " and client_addr <> '::1' from pg_stat_ssl join pg_stat_activity using (pid)"
        " where pid = pg_backend_pid()"
    )
    if _one(connection, in_clear):
        yield Danger(
            "The database is reached over the network without encryption.",
            "Whoever listens in reads every case.",
            "Add ?sslmode=verify-full to DATABASE_URL.",
        )


def _of_its_fences(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    open_tables = _one(
        connection,
        "select string_agg(relname, ', ' order by relname) from pg_class"
        " join pg_attribute on attrelid = pg_class.oid and attname = 'tenant'"
        " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        " and not relrowsecurity",
    )
    if open_tables:
        yield Danger(
            f"Row level security is off on: {open_tables}.",
            "A query that forgets its municipality would then show another one's rows.",
            "Run: samrum migrate. If it stays off, somebody has turned it off by hand.",
        )


def _of_its_journal(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    alterable = _one(
        connection,
        "select has_table_privilege(to_regclass('journal_entry'), 'update')"
        " or has_table_privilege(to_regclass('journal_entry'), 'delete')",
    )
    if alterable:
        yield Danger(
            "The pages may alter what stands in the journal.",
            "The role they use in the database has the right to update or delete entries.",
            "As the owner, run: revoke update, delete, truncate on journal_entry from that role",
        )


def _of_its_tables(connection: BaseDatabaseWrapper) -> Iterator[Danger]:
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if behind:
        yield Danger(
            f"The database is {len(behind)} steps behind this version.",
            f"The first of them is {behind[0][0]}.",
            "Take a backup and run: samrum migrate",
        )


def _one(connection: BaseDatabaseWrapper, question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return None if row is None else row[0]


def _of_a_provider(issuer: str) -> Iterator[Danger]:
    """OpenID Connect Discovery 1.0, 4.3: the document must name the issuer it was asked of."""
    try:
        known = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        with urlopen(known, timeout=PATIENCE, context=ssl.create_default_context()) as answer:
            named = json.load(answer)["issuer"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        yield Danger(
            f"The e-identity provider {issuer} does not answer.",
            f"It said: {error}.",
            "Correct SAMRUM_OIDC, or ask the provider; until then nobody new can log in.",
            fatal=False,
        )
        return
    if named != issuer:
        yield Danger(
            f"The e-identity provider {issuer} calls itself {named}.",
            "A login could then be taken from one provider and used at another.",
            f"Set SAMRUM_OIDC to {named}, if that is the provider you mean.",
        )
