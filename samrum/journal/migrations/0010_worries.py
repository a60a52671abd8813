"""Reports of worry for a child: their state beside the journal, for social services alone."""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_worry (
        tenant smallint not null, id uuid not null, version integer not null,
        reported_at timestamptz not null, state text not null,
        head bytea not null, last_kind text not null, last_agency text not null,
        changed_at timestamptz not null, path_hash bigint not null,
        primary key (tenant, id)
    )
    """,
    "create index journal_worry_reported on journal_worry (tenant, reported_at, id)",
    "alter table journal_worry enable row level security",
    "alter table journal_worry force row level security",
    f"create policy one_tenant on journal_worry using ({OWN}) with check ({OWN})",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0009_register")]
    operations = [migrations.RunSQL([*MAKE], ["drop table journal_worry"])]
