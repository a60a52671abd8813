"""The figures of a municipality as they were tallied last, and an index to tally decisions by."""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_tally (
        tenant smallint not null primary key, at timestamptz not null, figures text not null
    )
    """,
    "alter table journal_tally enable row level security",
    "alter table journal_tally force row level security",
    f"create policy one_tenant on journal_tally using ({OWN}) with check ({OWN})",
    "create index journal_case_outcome on journal_case (tenant, service, outcome)"
    " where outcome <> ''",
)
UNDO = ("drop index journal_case_outcome", "drop table journal_tally")


class Migration(migrations.Migration):
    dependencies = [("journal", "0012_looks")]
    operations = [migrations.RunSQL([*MAKE], [*UNDO])]
