"""The database that the tests stand on."""

import pytest
from django.db import connection, connections

from tests.database import RunDatabase


@pytest.mark.parametrize("_", ["first", "again"])
def test_each_test_begins_with_empty_tables(db: RunDatabase, _: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("insert into django_session values ('key', 'data', now())")


@pytest.mark.parametrize("_", ["first", "again"])
def test_also_where_the_test_before_committed(lasting_db: RunDatabase, _: str) -> None:
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
