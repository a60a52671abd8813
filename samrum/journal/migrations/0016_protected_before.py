"""Marks the cases of residents who were protected before 0003 knew how to follow them.

An installation that ran 0003 while it filled nothing in has cases that stand open on a worklist.
"""

from django.db import migrations

MARK = (
    # The wall stands against the owner too.
    "alter table journal_case no force row level security",
    "alter table journal_person no force row level security",
    "update journal_case c set resident_protected = true, lane = left(c.lane, 2) || 'p'"
    " from journal_person p where p.tenant = c.tenant and p.id = c.resident and p.protected"
    " and not c.resident_protected",
    "alter table journal_case force row level security",
    "alter table journal_person force row level security",
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0015_few_of_many")]
    operations = [migrations.RunSQL([*MARK], migrations.RunSQL.noop)]
