"""Files that a draft named and names no longer: a night looks whether anything else does."""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_let_go (
        tenant smallint not null, sha256 text not null, at timestamptz not null,
        primary key (tenant, sha256)
    )
    """,
    "alter table journal_let_go enable row level security",
    "alter table journal_let_go force row level security",
    f"create policy one_tenant on journal_let_go using ({OWN}) with check ({OWN})",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0017_looked_up")]
    operations = [migrations.RunSQL([*MAKE], ["drop table journal_let_go"])]
