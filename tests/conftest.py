"""What every test begins with."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings

# A run that must say yes or no of a change tries the same examples each time; ``bin/test --deep``
# looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("deep", deadline=None)
settings.load_profile("same")

KEPT_TABLES = """
select t.tgrelid::regclass::text, quote_ident(t.tgname)
from pg_trigger t
where not t.tgisinternal and (t.tgtype & 32) = 32
"""
"""Tables that a trigger keeps from being emptied."""

empty_tables = DatabaseOperations.execute_sql_flush


def empty_kept_tables(operations: DatabaseOperations, statements: list[str]) -> None:
    """Empty the test database after a test of real transactions, against the register's will.

    Only the owner of the tables can do this, for only the owner can switch a trigger off.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KEPT_TABLES)
        kept = cursor.fetchall()
        for table, trigger in kept:
            cursor.execute(f"alter table {table} disable trigger {trigger}")
        empty_tables(operations, statements)
        for table, trigger in kept:
            cursor.execute(f"alter table {table} enable trigger {trigger}")


FILLED_BY_MIGRATIONS = frozenset({"buildings_codelistentry"})
flush_of = DatabaseOperations.sql_flush


def flush_what_tests_fill(
    operations: DatabaseOperations, style: object, tables: list[str], **options: object
) -> list[str]:
    """Leave the code lists, which only migrations write: later tests find them as offices do."""
    emptied = [table for table in tables if table not in FILLED_BY_MIGRATIONS]
    return flush_of(operations, style, emptied, **options)


DatabaseOperations.execute_sql_flush = empty_kept_tables
DatabaseOperations.sql_flush = flush_what_tests_fill


@pytest.fixture(autouse=True)
def no_look_ups_counted():
    """The public's look-ups are counted in memory, by an address that all tests share."""
    cache.clear()
