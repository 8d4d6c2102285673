"""Every migration can be taken back, and then made again, to the same database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import psycopg2
import pytest
from django.db import connection

from tests.architecture.sources import APPS, ROOT

CATALOGUE = """
select 'column', table_name || '.' || column_name,
       concat_ws(' ', data_type, udt_name, is_nullable, column_default)
from information_schema.columns
where table_schema = 'public'
union all
select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
from pg_constraint
where connamespace = 'public'::regnamespace and conrelid <> 0
union all
select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
union all
select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
from pg_trigger
where not tgisinternal
union all
select 'view', viewname, definition from pg_views where schemaname = 'public'
union all
select 'function', oid::regprocedure::text, prosrc
from pg_proc
where pronamespace = 'public'::regnamespace
  and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')
order by 1, 2
"""


def address(name: str) -> str:
    """Return the address of a database on the server of the tests."""
    at = connection.settings_dict
    where = {"host": at["HOST"], "port": at["PORT"], "password": at["PASSWORD"]}
    options = urlencode({key: value for key, value in where.items() if value and key != "password"})
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{secret}@/{name}?{options}"


@pytest.fixture
def scratch(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Return the address of an empty database, dropped afterwards."""
    name = f"{connection.settings_dict['NAME']}_scratch"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{name}" with (force)')
            cursor.execute(f'create database "{name}" template template0')
        yield address(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database "{name}" with (force)')


MIGRATE = """
import sys
import django
from django.core.management import call_command
django.setup()
for step in sys.argv[1:]:
    call_command("migrate", *step.split(), verbosity=0)
"""


def migrate(url: str, *steps: str) -> None:
    """Migrate in a process of its own: an app after the other, or all where a step is empty."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, *steps],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "CADASTRE_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "cadastre.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def catalogue(url: str) -> list[tuple[str, str, str]]:
    """Return everything the database holds, apart from what extensions brought."""
    with closing(psycopg2.connect(url)) as other, other.cursor() as cursor:
        cursor.execute(CATALOGUE)
        return cursor.fetchall()


def test_every_migration_goes_back_and_forth(scratch):
    migrate(scratch, "")
    first = catalogue(scratch)
    assert any(name == "parcels_parcel.geom" for _, name, _ in first)
    with_tables = [app for app in reversed(APPS) if (ROOT / app / "migrations").is_dir()]
    migrate(scratch, *[f"{app} zero" for app in with_tables])
    ours = tuple(f"{app}_" for app in APPS)
    left = [
        row
        for row in catalogue(scratch)
        if row[1].startswith(ours) or (row[0] == "function" and "_v" in row[1])
    ]
    assert left == []
    migrate(scratch, "")
    assert catalogue(scratch) == first
