"""No row is added to, changed in or taken from an accepted result, in whatever table it stands."""

import io
from datetime import date
from decimal import Decimal
from itertools import chain

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from accounts.models import Role
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import (
    BuildingRecord,
    BuildingTotalRecord,
    Delivery,
    FileSummary,
    HolderRecord,
    ParcelRecord,
    PolygonRecord,
)
from surveys import models, staging
from surveys.domain.check import CheckReport, CheckResult
from surveys.domain.check_context import Outcome
from surveys.models import ResultStatus, SurveyResult
from tests import factories
from tests.own_role import as_the_application
from tests.surveys.checks.cases import square, unit

pytestmark = pytest.mark.django_db

OWNED = {
    models.DeliveredFile: "result",
    models.ReadFile: "result",
    models.StagedParcel: "result",
    models.StagedParcelPoint: "parcel",
    models.StagedBuilding: "result",
    models.StagedBuildingPoint: "building",
    models.StagedUnit: "result",
    models.StagedTotal: "result",
    models.DeliveredHolder: "result",
    models.ResultFinding: "result",
    models.CheckOutcome: "result",
}
EVERY_TABLE = pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.model_name)
TEXT = Text("示例", "example")


def filled(project, version: int) -> SurveyResult:
    """Return a result with one row at least in each of the tables, not accepted."""
    result = SurveyResult.objects.create(
        project=project,
        stage=factories.stage("completion"),
        version=version,
        surveyed_on=date(2021, 3, 1),
        surveyor_organisation="示例测绘有限公司",
        uploaded_by=project.created_by,
        uploaded_at=factories.NOW,
    )
    models.DeliveredFile.objects.create(result=result, name="a", sha256="0" * 64, size=1)
    shape = PolygonRecord(square("0", "0", "10"))
    delivery = Delivery(
        files=[FileSummary("a", "txt")],
        parcels=[ParcelRecord("a", 1, "P", "", (shape,))],
        buildings=[BuildingRecord("a", 1, "0001", "", "", (shape,))],
        units=[unit()],
        totals=[BuildingTotalRecord("a", 1, "0001", None, None, Decimal(1))],
        holders=[HolderRecord("a", 1, "P", "QLR", "张示例")],
    )
    staging.stage(result, delivery)
    code = f"PA{version}"
    finding = Finding(code, "example", Severity.ERROR, TEXT)
    outcome = CheckResult(code, TEXT, Outcome.ERROR)
    staging.store_report(result, CheckReport((finding,), (outcome,)))
    return result


@pytest.fixture
def accepted(db) -> SurveyResult:
    factories.sub_district()
    project = factories.project(factories.account("surveyor", Role.SURVEYOR))
    result = filled(project, 1)
    reviewer = factories.account("reviewer", Role.REVIEWER)
    SurveyResult.objects.filter(pk=result.pk).update(
        status=ResultStatus.ACCEPTED, reviewed_by=reviewer, reviewed_at=factories.NOW
    )
    filled(project, 2)
    return result


def row_of(model: type[Model], result: SurveyResult) -> Model:
    owner = OWNED[model]
    path = "result" if owner == "result" else f"{owner}__result"
    return model.objects.filter(**{path: result}).first()


def moved(row: Model, accepted: SurveyResult) -> str:
    column = row._meta.get_field(OWNED[type(row)]).column
    same = getattr(row_of(type(row), accepted), column)
    return f"update {row._meta.db_table} set {column} = '{same}' where id = {row.pk}"


def columns_of(model: type[Model] | Model) -> list[str]:
    return [f'"{field.column}"' for field in model._meta.concrete_fields if field.column != "id"]


def copied(row: Model) -> str:
    """Return an INSERT of the same row once more, with another code where that has to differ."""
    columns = columns_of(row)
    once = isinstance(row, models.CheckOutcome)
    values = ["'PA99'" if once and column == '"code"' else column for column in columns]
    table = row._meta.db_table
    return (
        f"insert into {table} ({', '.join(columns)}) "
        f"select {', '.join(values)} from {table} where id = {row.pk}"
    )


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def events(model: type[Model], accepted: SurveyResult) -> dict[str, list[str]]:
    """Return by event the statements that would touch the accepted result."""
    table = model._meta.db_table
    held = row_of(model, accepted)
    free = row_of(model, SurveyResult.objects.exclude(pk=accepted.pk).get())
    return {
        "insert": [copied(held)],
        "update": [f"update {table} set id = id where id = {held.pk}", moved(free, accepted)],
        "delete": [f"delete from {table} where id = {held.pk}"],
    }


@EVERY_TABLE
def test_no_statement_touches_it_not_even_of_the_applications_own_role(model, accepted):
    for statement in chain.from_iterable(events(model, accepted).values()):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_the_application():
            run(statement)
        diagnostics = refusal.value.__cause__.diag
        assert diagnostics.constraint_name == "accepted_result_final", statement
        assert str(accepted.pk) in diagnostics.message_primary


@EVERY_TABLE
def test_without_its_guard_each_statement_would_come_in(model, accepted):
    for event, statements in events(model, accepted).items():
        for statement in statements:
            with transaction.atomic():
                run("set constraints all immediate")
                run("set constraints all deferred")
                name = f"{model._meta.db_table.removeprefix('surveys_')}_final_{event}"
                run(f"drop trigger {name} on {model._meta.db_table}")
                run(statement)
                transaction.set_rollback(True)


@EVERY_TABLE
def test_a_result_that_is_not_accepted_takes_rows_and_gives_them_back(model, accepted):
    free = row_of(model, SurveyResult.objects.exclude(pk=accepted.pk).get())
    table = model._meta.db_table
    with as_the_application():
        run(copied(free))
        run(f"update {table} set id = id where id = {free.pk}")
        run(f"delete from {table} where id = (select max(id) from {table})")
    assert model.objects.filter(pk=free.pk).exists()


@EVERY_TABLE
def test_no_row_comes_in_as_an_object_or_by_copy(model, accepted):
    row = row_of(model, accepted)
    table, columns = model._meta.db_table, ", ".join(columns_of(model))
    lines = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"copy (select {columns} from {table} where id = {row.pk}) to stdout", lines
        )
        again = io.StringIO(lines.getvalue().replace("PA1\t", "PA99\t"))
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            with connection.wrap_database_errors:
                cursor.copy_expert(f"copy {table} ({columns}) from stdin", again)
    row.pk = None
    if isinstance(row, models.CheckOutcome):
        row.code = "PA99"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        model.objects.bulk_create([row])
