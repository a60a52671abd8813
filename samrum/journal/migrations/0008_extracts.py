"""Extracts: that somebody wants everything about her as one file, and how far it has come."""

from django.db import migrations

TABLE = """
    create table journal_extract (
        tenant smallint not null, person uuid not null,
        asked_at timestamptz not null, language text not null,
        done integer not null default 0, total integer not null default 0,
        sha256 text not null default '', ready_at timestamptz,
        primary key (tenant, person)
    )
"""
INDEX = "create index journal_extract_waiting on journal_extract (tenant, asked_at)"
OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
WALL = (
    "alter table journal_extract enable row level security",
    "alter table journal_extract force row level security",
    f"create policy one_tenant on journal_extract using ({OWN}) with check ({OWN})",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0007_forgetting")]
    operations = [migrations.RunSQL([TABLE, INDEX, *WALL], ["drop table journal_extract"])]
