"""Statements kept as files, and those that a database session plans once."""

import pytest
from django.db import connection

from cadastre import sql

pytestmark = pytest.mark.django_db

TEXT = """-- 100 %% of the numbers up to a last one, from a first one on.
select n, n %% 2 as odd from generate_series(%(first)s::int, %(last)s::int) as n
where n >= %(first)s::int
"""


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """A statement of the test's own, forgotten by the session and by the program afterwards."""
    monkeypatch.setattr(sql, "statement", lambda app, name: TEXT)
    sql._prepared.cache_clear()
    yield
    sql._prepared.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("deallocate all")
    sql.PREPARED.pop(connection.connection, None)


@pytest.mark.parametrize("ways", [sql.rows, sql.prepared_rows])
def test_rows_come_by_the_names_of_their_columns(ways):
    found = ways("cadastre", "numbers", {"first": 3, "last": 4, "other": 5})
    assert found == [{"n": 3, "odd": 1}, {"n": 4, "odd": 0}]


def test_a_statement_is_prepared_once_in_a_session(django_assert_num_queries):
    with django_assert_num_queries(2):
        sql.prepared_rows("cadastre", "numbers", {"first": 1, "last": 1})
    with django_assert_num_queries(1):
        assert len(sql.prepared_rows("cadastre", "numbers", {"first": 1, "last": 3})) == 3


@pytest.mark.django_db(transaction=True)
def test_another_session_prepares_it_anew():
    sql.prepared_rows("cadastre", "numbers", {"first": 1, "last": 1})
    connection.close()
    assert sql.prepared_rows("cadastre", "numbers", {"first": 1, "last": 1})
    assert len(sql.PREPARED[connection.connection]) == 1
