"""The index of readings knows those of a person too: who was looked up at the desk, and by whom."""

from django.db import migrations

INDEX = (
    "create index journal_entry_read on journal_entry (tenant, at, stream, seq) where kind in (%s)"
)


def _anew(*kinds: str) -> list[str]:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return ["drop index journal_entry_read", INDEX % named]


class Migration(migrations.Migration):
    dependencies = [("journal", "0016_protected_before")]
    operations = [
        migrations.RunSQL(
            _anew("CaseRead", "RoomRead", "PersonRead"), _anew("CaseRead", "RoomRead")
        )
    ]
