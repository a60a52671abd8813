"""An index of the papers that a board was given: they name files and have no state of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0018_let_go")]
    operations = [
        migrations.RunSQL(
            "create index journal_entry_board_paper on journal_entry (tenant)"
            " where kind = 'RulesRehearsed'",
            "drop index journal_entry_board_paper",
        )
    ]
