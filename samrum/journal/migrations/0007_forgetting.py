"""Receipts of what was erased forget what was asked, and erasures are found by their day.

A receipt keeps a digest of what was asked, without salt, so that a second press is known again.  Of
a short text, a digest is as good as the text to who can guess; so it goes with the entries.
"""

from django.db import migrations

INDEX = "create index journal_entry_erasure on journal_entry (tenant, at) where noun = 'erasure'"
FORGETTING = (
    """
    create function journal_forget(erasure uuid, place integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $do$
    declare forgotten integer;
    begin
        update public.journal_receipt one set asked = ''::bytea
        from public.journal_entry why
        where why.tenant = nullif(current_setting('app.tenant', true), '')::smallint
          and why.stream = erasure and why.seq = place
          and why.noun = 'erasure' and why.kind = 'EntriesErased'
          and one.tenant = why.tenant
          and one.stream = (why.payload::jsonb ->> 'stream')::uuid
          and not exists (
              select from public.journal_entry left_over
              where left_over.tenant = one.tenant and left_over.stream = one.stream
                and left_over.payload is not null);
        get diagnostics forgotten = row_count;
        return forgotten;
    end $do$
    """,
    "revoke execute on function journal_forget(uuid, integer) from public",
    """
    do $do$ begin
        if exists (select from pg_roles where rolname = 'samrum_app') then
            grant execute on function journal_forget(uuid, integer) to samrum_app;
        end if;
    end $do$
    """,
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_rooms")]
    operations = [
        migrations.RunSQL(
            [INDEX, *FORGETTING],
            ["drop function journal_forget(uuid, integer)", "drop index journal_entry_erasure"],
        )
    ]
