"""The database that the tests stand on."""

import psycopg
import pytest
from django.db import connection, connections

from samrum.journal.database import execute
from tests.database import RunDatabase


@pytest.mark.parametrize("_", ["first", "again"])
def test_each_test_begins_with_empty_tables(db: RunDatabase, _: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("insert into django_session values ('key', 'data', now())")


@pytest.mark.parametrize("_", ["first", "again"])
def test_it_does_so_too_where_the_test_before_committed(lasting_db: RunDatabase, _: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("insert into django_session values ('key', 'data', now())")


def test_pages_use_the_role_that_owns_nothing(db: RunDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("samrum_app",)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("samrum_owner",)


def test_a_connection_that_the_server_has_ended_is_noticed_before_the_next_page(
    lasting_db: RunDatabase,
) -> None:
    ((before,),) = execute(1, "select pg_backend_pid()")
    connection.close_if_unusable_or_obsolete()  # as Django does when a page is done
    assert connection.is_usable()
    parts = connection.settings_dict
    with psycopg.connect(
        dbname=parts["NAME"], user=parts["USER"], password=parts["PASSWORD"],
        host=parts["HOST"], port=parts["PORT"] or None,
    ) as other:  # fmt: skip
        other.execute("select pg_terminate_backend(%s, 5000)", [before])
    assert not connection.is_usable()

    ((after,),) = execute(1, "select pg_backend_pid()")

    assert after != before
