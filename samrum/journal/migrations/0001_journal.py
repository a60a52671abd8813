"""The first tables: entries, the state they add up to, and what one act leaves behind it.

The tenant stands first in every key and index, every table is fenced by row level security (also
against its owner), and the pages' role may add entries but never change or remove one.
"""

from django.db import migrations

TABLES = (
    """
    create table journal_entry (
        tenant smallint not null, stream uuid not null, seq integer not null,
        noun text not null, agency text not null, kind text not null, at timestamptz not null,
        actor text not null, role text not null, via text not null,
        on_behalf_of text not null, mandate integer not null,
        payload text, salt bytea, commitment bytea not null, hash bytea not null,
        prev_kind text not null, prev_agency text not null,
        gap bigint not null, path_hash bigint not null,
        primary key (tenant, stream, seq)
    )
    """,
    """
    create table journal_case (
        tenant smallint not null, id uuid not null, version integer not null,
        number text collate "C" not null, service text not null, resident uuid not null,
        caseworker uuid not null, lane text collate "C" not null, due date not null,
        received_at timestamptz not null, changed_at timestamptz not null,
        outcome text not null, unread boolean not null, unanswered integer not null,
        steps text not null, state text not null,
        head bytea not null, last_kind text not null, last_agency text not null,
        path_hash bigint not null,
        primary key (tenant, id), unique (tenant, number)
    )
    """,
    """
    create table journal_person (
        tenant smallint not null, id uuid not null, version integer not null,
        number text not null, name text not null, protected boolean not null,
        changed_at timestamptz not null, state text not null,
        head bytea not null, last_kind text not null, last_agency text not null,
        path_hash bigint not null,
        primary key (tenant, id), unique (tenant, number)
    )
    """,
    """
    create table journal_person_word (
        tenant smallint not null, word text collate "C" not null, person uuid not null,
        primary key (tenant, word, person)
    )
    """,
    """
    create table journal_mandate (
        tenant smallint not null, holder uuid not null, giver uuid not null,
        number integer not null, mandate text not null,
        primary key (tenant, holder, giver, number)
    )
    """,
    """
    create table journal_receipt (
        tenant smallint not null, actor text not null, key text not null, asked bytea not null,
        stream uuid not null, number text not null, version integer not null,
        hash bytea not null, at timestamptz not null,
        primary key (tenant, actor, key)
    )
    """,
    """
    create table journal_outbox (
        tenant smallint not null, key text not null, stream uuid not null, letter integer not null,
        not_before timestamptz not null, attempts integer not null default 0, lease uuid,
        primary key (tenant, key)
    )
    """,
    """
    create table journal_counter (
        tenant smallint not null, service text not null, year smallint not null,
        last integer not null,
        primary key (tenant, service, year)
    )
    """,
    """
    create table journal_draft (
        tenant smallint not null, writer uuid not null, resident uuid not null, key text not null,
        version integer not null, content text not null, changed_at timestamptz not null,
        primary key (tenant, writer, resident, key)
    )
    """,
    """
    create table journal_session (
        tenant smallint not null, token bytea not null, person uuid not null,
        language text not null, acting_for uuid, begun_at timestamptz not null,
        seen_at timestamptz not null,
        primary key (tenant, token)
    )
    """,
)

# A worklist is read lane by lane, in the order it is sorted by, so that twenty rows cost the same
# among a thousand cases and a million.
INDEXES = (
    "create index journal_case_due on journal_case (tenant, service, lane, due, id)",
    "create index journal_case_received on journal_case (tenant, service, lane, received_at, id)",
    "create index journal_case_changed on journal_case (tenant, service, lane, changed_at, id)",
    "create index journal_case_my_due on journal_case (tenant, caseworker, service, lane, due, id)",
    "create index journal_case_my_received on journal_case"
    " (tenant, caseworker, service, lane, received_at, id)",
    "create index journal_case_my_changed on journal_case"
    " (tenant, caseworker, service, lane, changed_at, id)",
    "create index journal_case_resident on journal_case (tenant, resident, received_at, id)",
    "create index journal_person_word_person on journal_person_word (tenant, person)",
    "create index journal_mandate_giver on journal_mandate (tenant, giver, number)",
    "create index journal_receipt_stream on journal_receipt (tenant, stream, version)",
    "create index journal_outbox_turn on journal_outbox (tenant, not_before)",
    "create index journal_session_person on journal_session (tenant, person)",
)

NAMES = (
    "journal_entry",
    "journal_case",
    "journal_person",
    "journal_person_word",
    "journal_mandate",
    "journal_receipt",
    "journal_outbox",
    "journal_counter",
    "journal_draft",
    "journal_session",
)

# Without the nullif, a pooled connection that was told an empty tenant would raise.
OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
WALL = tuple(
    statement
    for name in NAMES
    for statement in (
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"create policy one_tenant on {name} using ({OWN}) with check ({OWN})",
    )
)

# A single role may own and use the tables where somebody else keeps the database.
FOR_EVER = (
    """
    do $do$ begin
        if exists (select from pg_roles where rolname = 'samrum_app')
           and current_user <> 'samrum_app' then
            revoke update, delete, truncate on journal_entry, journal_receipt from samrum_app;
        end if;
    end $do$
    """,
)


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.RunSQL(
            [*TABLES, *INDEXES, *WALL, *FOR_EVER],
            [f"drop table {name}" for name in NAMES],
        )
    ]
