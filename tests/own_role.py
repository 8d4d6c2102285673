"""Write as the application does in an office: as a role that owns no table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

ROLE = "cadastre_application_of_tests"
GRANTS = (
    "grant usage on schema public to {role}",
    "grant select, insert, update, delete on all tables in schema public to {role}",
    "grant usage, select on all sequences in schema public to {role}",
)


@contextmanager
def as_the_application() -> Iterator[None]:
    """Take on a role with every right but ownership; the transaction of the test forgets it."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"create role {ROLE} nologin")
        for grant in GRANTS:
            cursor.execute(grant.format(role=ROLE))
        cursor.execute(f"set role {ROLE}")
    try:
        with transaction.atomic():
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
