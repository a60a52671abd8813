"""The register: what came in and was drawn up is found by its day, without reading the rest."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0008_extracts")]
    operations = [
        migrations.RunSQL(
            "create index journal_entry_record on journal_entry (tenant, at, stream, seq)"
            " where kind in ('CaseOpened', 'DocumentReceived', 'LetterOrdered', 'DecisionMade')",
            "drop index journal_entry_record",
        )
    ]
