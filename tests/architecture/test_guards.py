"""The database itself keeps what the register once said."""

import pytest
from django.apps import apps
from django.db import connection, models

from cadastre.models import SpatialSource, VersionedObject
from tests.architecture.sources import APPS

pytestmark = pytest.mark.django_db

ROOMS_OF_THE_REGISTER = ("cadastre", "parcels", "buildings")
MAY_CHANGE = {
    "parcels.CadastralDistrict": "a name or extent is corrected by the administration",
    "parcels.CadastralSubDistrict": "a name or extent is corrected by the administration",
}
TRIGGERS = """
select c.relname, f.proname
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_proc f on f.oid = t.tgfoid
where not t.tgisinternal
  and t.tgenabled = 'O'
  and (t.tgtype & 1) = 1   -- for each row
  and (t.tgtype & 2) = 2   -- before
  and (t.tgtype & 8) = 8   -- delete
  and (t.tgtype & 16) = 16 -- update
"""


def kept_tables() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        kept: dict[str, set[str]] = {}
        for table, function in cursor.fetchall():
            kept.setdefault(table, set()).add(function)
    return kept


def register_models() -> list[type[models.Model]]:
    return [
        model
        for room in ROOMS_OF_THE_REGISTER
        for model in apps.get_app_config(room).get_models()
        if model._meta.managed and model._meta.label not in MAY_CHANGE
    ]


def test_every_table_of_the_register_refuses_to_be_rewritten():
    kept = kept_tables()
    bare = [m._meta.label for m in register_models() if m._meta.db_table not in kept]
    assert bare == []


def test_every_version_may_only_be_closed():
    kept = kept_tables()
    wrong = [
        model._meta.label
        for model in register_models()
        if issubclass(model, VersionedObject)
        and "register_row_kept_v2" not in kept.get(model._meta.db_table, set())
    ]
    assert wrong == []


def test_every_version_has_its_source():
    without = [
        model._meta.label
        for model in register_models()
        if issubclass(model, VersionedObject)
        and not any(
            isinstance(field, models.ForeignKey)
            and field.related_model is SpatialSource
            and not field.null
            for field in model._meta.get_fields()
        )
    ]
    assert without == []


def test_every_geometry_column_has_an_index_and_the_offices_system(settings):
    with connection.cursor() as cursor:
        cursor.execute(
            "select f_table_name, f_geometry_column, srid from geometry_columns "
            "where f_table_schema = current_schema()"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "select tablename, indexdef from pg_indexes where schemaname = current_schema() "
            "and indexdef ilike '%using gist%'"
        )
        indexed = cursor.fetchall()
    assert columns
    assert [c for c in columns if c[2] != settings.SRID] == []
    assert [
        (table, column)
        for table, column, _ in columns
        if not any(name == table and f"({column})" in line for name, line in indexed)
    ] == []


def test_what_may_never_be_deleted_is_not_deleted_along_with_something_else():
    """No row of ours goes because a row it points to went."""
    cascading = [
        f"{model._meta.label}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []
