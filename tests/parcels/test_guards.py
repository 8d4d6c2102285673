"""What the database refuses, whatever the code does."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from cadastre.domain.errors import Conflict
from parcels.models import BoundaryPoint, Parcel
from tests import factories


def refused_by(constraint: str, statement: str, *parameters: object) -> None:
    """Assert that raw SQL is refused by the named constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("register_row_kept", "update parcels_parcel set area_m2 = 1"),
        ("register_row_kept", "delete from parcels_parcel"),
        ("row_kept", "update parcels_boundarypoint set northing_m = 0"),
        ("row_kept", "delete from parcels_boundaryline"),
        ("row_kept", "update cadastre_spatialsource set title = 'other'"),
        ("parcel_period_is_forward", "update parcels_parcel set valid_to = valid_from"),
    ],
)
def test_what_the_register_said_is_not_rewritten(constraint, statement):
    factories.parcel()
    refused_by(constraint, statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "column", "value"),
    [
        ("parcel_one_version_at_a_time", "address", "'twice'"),
        ("parcel_code_is_well_formed", "parcel_code", "'410811001002KB00007'"),
        ("parcel_code_is_of_its_sub_district", "parcel_code", "'410811001003GB00007'"),
        ("parcel_area_is_positive", "area_m2", "0"),
        (
            "parcel_geom_is_valid",
            "geom",
            "st_geomfromtext('MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))', 4547)",
        ),
        ("parcel_overlap", "parcel_code", "'410811001002GB00009'"),
    ],
)
def test_a_wrong_row_is_refused_by_its_constraint(constraint, column, value):
    parcel = factories.parcel()
    columns = [field.column for field in Parcel._meta.concrete_fields if field.column != "id"]
    values = ", ".join(value if name == column else name for name in columns)
    refused_by(
        constraint,
        f"insert into parcels_parcel ({', '.join(columns)}) "
        f"select {values} from parcels_parcel where id = %s",
        parcel.pk,
    )


@pytest.mark.django_db
def test_closing_the_open_version_is_the_one_change_allowed():
    parcel = factories.parcel()
    Parcel.objects.filter(pk=parcel.pk).update(valid_to=factories.NOW + timedelta(days=1))
    assert BoundaryPoint.objects.filter(parcel=parcel).count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_writers_racing_for_one_place_exactly_one_wins():
    factories.sub_district()
    writers, rounds = 4, 6
    outcomes: list[str] = []

    def write(number: int, barrier: Barrier) -> None:
        for turn in range(rounds):
            place = (factories.rectangle(3_898_650, 432_010 + 100 * turn),)
            barrier.wait(timeout=30)
            try:
                factories.parcel(f"410811001002GB{turn * writers + number + 1:05d}", place)
                outcomes.append("won")
            except Conflict:
                outcomes.append("refused")
        connection.close()

    barrier = Barrier(writers)
    threads = [Thread(target=write, args=(number, barrier)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert outcomes.count("won") == rounds
    assert outcomes.count("refused") == rounds * (writers - 1)
