"""The unit that somebody works in becomes a column, so that her colleagues can be listed."""

from django.db import migrations

ADD = (
    "alter table journal_person add column unit text not null default ''",
    # The wall stands against the owner too; what is known already is filled in without it.
    "alter table journal_person no force row level security",
    "update journal_person set unit = coalesce(state::json #>> '{post,unit}', '')",
    "alter table journal_person force row level security",
    "create index journal_person_unit on journal_person (tenant, unit, name, id) where unit <> ''",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [
        migrations.RunSQL([*ADD], ["alter table journal_person drop column unit"]),
    ]
