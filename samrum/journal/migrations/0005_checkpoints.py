"""Checkpoints: heads of streams in the order they were covered, and what was signed over them.

`journal_moved` says which streams have new entries since the last checkpoint; it is written in the
statement that writes them.  The order of leaves is each municipality's own, so that its export can
be checked without its neighbours', and so that the tenant stands first in the keys here too.

The pages' role may add leaves and checkpoints, never change or remove one.  An entry's payload and
salt can be taken away, by law, only through `journal_erase`, which takes what an entry of erasure
names and nothing else.
"""

from django.db import migrations

TABLES = (
    """
    create table journal_moved (
        tenant smallint not null, since timestamptz not null default now(),
        stream uuid not null, seq integer not null,
        primary key (tenant, since, stream, seq)
    )
    """,
    """
    create table journal_leaf (
        tenant smallint not null, number bigint not null,
        stream uuid not null, seq integer not null, hash bytea not null,
        primary key (tenant, number), unique (tenant, stream, seq)
    )
    """,
    """
    create table journal_checkpoint (
        tenant smallint not null, size bigint not null,
        root bytea not null, peaks bytea not null, note text not null, at timestamptz not null,
        primary key (tenant, size)
    )
    """,
)
NAMES = ("journal_moved", "journal_leaf", "journal_checkpoint")

# The owner is behind the wall too; what stands in the journal already waits for a checkpoint.
WAITING = (
    "alter table journal_entry no force row level security",
    "insert into journal_moved (tenant, stream, seq)"
    " select tenant, stream, max(seq) from journal_entry group by tenant, stream",
    "alter table journal_entry force row level security",
)

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

ERASING = (
    """
    create function journal_erase(erasure uuid, number integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $do$
    declare erased integer;
    begin
        update public.journal_entry one set payload = null, salt = null
        from public.journal_entry why
        where why.tenant = nullif(current_setting('app.tenant', true), '')::smallint
          and why.stream = erasure and why.seq = number
          and why.noun = 'erasure' and why.kind = 'EntriesErased'
          and one.tenant = why.tenant and one.noun <> 'erasure'
          and one.stream = (why.payload::jsonb ->> 'stream')::uuid
          and why.payload::jsonb -> 'entries' @> to_jsonb(one.seq)
          and one.payload is not null;
        get diagnostics erased = row_count;
        return erased;
    end $do$
    """,
    "revoke execute on function journal_erase(uuid, integer) from public",
)

FOR_EVER = (
    """
    do $do$ begin
        if exists (select from pg_roles where rolname = 'samrum_app') then
            grant execute on function journal_erase(uuid, integer) to samrum_app;
            if current_user <> 'samrum_app' then
                revoke update, delete, truncate on journal_leaf, journal_checkpoint
                    from samrum_app;
            end if;
        end if;
    end $do$
    """,
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_state_as_it_stands")]
    operations = [
        migrations.RunSQL(
            [*TABLES, *WAITING, *WALL, *ERASING, *FOR_EVER],
            [
                "drop function journal_erase(uuid, integer)",
                *(f"drop table {name}" for name in NAMES),
            ],
        )
    ]
