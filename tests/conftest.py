"""What every test begins with."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings

# A run that must say yes or no of a change tries the same examples each time; ``bin/test --deep``
# looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("deep", deadline=None)
settings.load_profile("same")

LEFT_ALONE = frozenset({"buildings_codelistentry", "django_content_type", "auth_permission"})
"""What only migrations write: later tests find it as offices do."""


def flush_what_tests_fill(
    operations: DatabaseOperations, style: object, tables: list[str], **options: object
) -> list[str]:
    """Empty the tables a test of real transactions has filled, against the register's will.

    Its triggers keep rows from going; only a superuser can have them not asked. To truncate would
    make the files of every table and index anew, filled or not.
    """
    quoted = [operations.quote_name(table) for table in tables if table not in LEFT_ALONE]
    asked = " union all ".join(
        f"select {number} where exists (select from {table})" for number, table in enumerate(quoted)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [quoted[number] for (number,) in cursor.fetchall()]
    emptied = [f"delete from {table}" for table in filled]
    return ["set local session_replication_role = replica", *emptied]


DatabaseOperations.sql_flush = flush_what_tests_fill


@pytest.fixture(autouse=True)
def no_look_ups_counted():
    """The public's look-ups are counted in memory, by an address that all tests share."""
    cache.clear()
