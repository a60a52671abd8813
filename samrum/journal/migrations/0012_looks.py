"""The daily look at what is broken, and indexes of what went wrong: they hold little else.

The payload is canonical JSON, so what stands in a text inside it has its quotation marks escaped
and is never taken for the name of a field.
"""

from django.db import migrations

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
MAKE = (
    """
    create table journal_look (
        tenant smallint not null primary key, look_again timestamptz not null,
        looked_at timestamptz, found text not null default '[]',
        told_at timestamptz, told text not null default '[]'
    )
    """,
    "alter table journal_look enable row level security",
    "alter table journal_look force row level security",
    f"create policy one_tenant on journal_look using ({OWN}) with check ({OWN})",
    "create index journal_entry_undelivered on journal_entry (tenant, at)"
    " where kind in ('LetterReported', 'RoomLetterReported')"
    """ and payload not like '%"fate":"sent"%'""",
    "create index journal_entry_unanswered on journal_entry (tenant, at)"
    """ where kind = 'RegisterRead' and payload like '%"outcome":"failed"%'""",
)
UNDO = (
    "drop index journal_entry_unanswered",
    "drop index journal_entry_undelivered",
    "drop table journal_look",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0011_hooks")]
    operations = [migrations.RunSQL([*MAKE], [*UNDO])]
