"""Indexes of what is little among much: readings by their day, and what other systems have done.

The weekly list of alarms read every entry to find the readings of a week; the list of the cases
that a system has handed in looked into every case of the service.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0014_transfers")]
    operations = [
        migrations.RunSQL(
            "create index journal_entry_read on journal_entry (tenant, at, stream, seq)"
            " where kind in ('CaseRead', 'RoomRead')",
            "drop index journal_entry_read",
        ),
        migrations.RunSQL(
            "create index journal_receipt_system on journal_receipt (tenant, actor, stream)"
            " where actor like 'system:%'",
            "drop index journal_receipt_system",
        ),
    ]
