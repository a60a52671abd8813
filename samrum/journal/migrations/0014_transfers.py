"""Requests from other municipalities to take a case over: their state beside the journal."""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_transfer (
        tenant smallint not null, id uuid not null, version integer not null,
        service text not null, person_number text not null, waits boolean not null,
        asked_at timestamptz not null, state text not null,
        head bytea not null, last_kind text not null, last_agency text not null,
        changed_at timestamptz not null, path_hash bigint not null,
        primary key (tenant, id)
    )
    """,
    "create index journal_transfer_waits on journal_transfer (tenant, service, waits, asked_at)",
    "create index journal_transfer_person on journal_transfer (tenant, person_number)",
    "alter table journal_transfer enable row level security",
    "alter table journal_transfer force row level security",
    f"create policy one_tenant on journal_transfer using ({OWN}) with check ({OWN})",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0013_figures")]
    operations = [migrations.RunSQL([*MAKE], ["drop table journal_transfer"])]
