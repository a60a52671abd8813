"""Keys of checkpoints that were changed: up to which checkpoint a former one signed.

The note is that checkpoint signed by both keys.  The pages' role may add a change, never take one
back: journal_checkpoint is kept in the same way.
"""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_handover (
        tenant smallint not null, number integer not null, size bigint not null,
        former text not null, note text not null, at timestamptz not null,
        primary key (tenant, number)
    )
    """,
    "alter table journal_handover enable row level security",
    "alter table journal_handover force row level security",
    f"create policy one_tenant on journal_handover using ({OWN}) with check ({OWN})",
    """
    do $do$ begin
        if exists (select from pg_roles where rolname = 'samrum_app')
           and current_user <> 'samrum_app' then
            revoke update, delete, truncate on journal_handover from samrum_app;
        end if;
    end $do$
    """,
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0019_boards_papers")]
    operations = [migrations.RunSQL([*MAKE], ["drop table journal_handover"])]
