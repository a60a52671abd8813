"""How far each other system has been told what happens."""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_hook (
        tenant smallint not null, system text not null, place bigint not null,
        attempts integer not null default 0, not_before timestamptz not null, lease uuid,
        primary key (tenant, system)
    )
    """,
    "alter table journal_hook enable row level security",
    "alter table journal_hook force row level security",
    f"create policy one_tenant on journal_hook using ({OWN}) with check ({OWN})",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0010_worries")]
    operations = [migrations.RunSQL([*MAKE], ["drop table journal_hook"])]
