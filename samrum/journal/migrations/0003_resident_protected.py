"""A case follows what has become of its resident's protection since she applied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_unit")]
    operations = [
        migrations.RunSQL(
            "alter table journal_case add column resident_protected boolean not null default false",
            "alter table journal_case drop column resident_protected",
        )
    ]
