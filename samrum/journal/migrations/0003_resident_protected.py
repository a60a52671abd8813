"""A case follows what has become of its resident's protection since she applied."""

from django.db import migrations

ADD = (
    "alter table journal_case add column resident_protected boolean not null default false",
    # The wall stands against the owner too; what is known already is filled in without it.
    "alter table journal_case no force row level security",
    "alter table journal_person no force row level security",
    "update journal_case c set resident_protected = true, lane = left(lane, 2) || 'p'"
    " from journal_person p where p.tenant = c.tenant and p.id = c.resident and p.protected",
    "alter table journal_case force row level security",
    "alter table journal_person force row level security",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_unit")]
    operations = [
        migrations.RunSQL([*ADD], "alter table journal_case drop column resident_protected")
    ]
