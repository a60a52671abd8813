"""Rooms: their state beside the journal, and in which rooms somebody is."""

from django.db import migrations

TABLES = (
    """
    create table journal_room (
        tenant smallint not null, id uuid not null, version integer not null,
        number text collate "C" not null, resident uuid not null,
        changed_at timestamptz not null, state text not null,
        head bytea not null, last_kind text not null, last_agency text not null,
        path_hash bigint not null,
        primary key (tenant, id), unique (tenant, number)
    )
    """,
    # Every act writes the state; compressing it would cost as much as the rest of the write.
    "alter table journal_room alter column state set storage external",
    """
    create table journal_room_member (
        tenant smallint not null, person uuid not null, room uuid not null,
        primary key (tenant, person, room)
    )
    """,
    "create index journal_room_member_room on journal_room_member (tenant, room, person)",
)
NAMES = ("journal_room", "journal_room_member")

OWN = "tenant = (select nullif(current_setting('app.tenant', true), '')::smallint)"
WALL = tuple(
    statement
    for name in NAMES
    for statement in (
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"create policy one_tenant on {name} using ({OWN}) with check ({OWN})",
    )
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_checkpoints")]
    operations = [
        migrations.RunSQL([*TABLES, *WALL], [f"drop table {name}" for name in NAMES]),
    ]
