"""Publishing parcels: versions, boundary points and lines, refusals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cadastre.domain.errors import Conflict, InvalidInput
from parcels.models import Parcel
from parcels.selectors import overlapping_parcel_codes, parcel_current, parcel_neighbours
from parcels.services import parcel_publish
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_version_closes_the_old_one_at_the_same_instant():
    first = factories.parcel()
    later = factories.NOW + timedelta(days=1)
    second = factories.parcel(now=later)
    first.refresh_from_db()
    assert first.valid_to == later == second.valid_from
    assert parcel_current(factories.PARCEL_CODE) == second
    assert parcel_current(factories.PARCEL_CODE, at=factories.NOW) == first


def test_coordinates_are_kept_digit_for_digit():
    ring = factories.rectangle(3_898_650, 432_010)
    exact = Decimal("432010.3500")
    odd = (ring[0].__class__("J1", Decimal("3898650.12"), exact, "a.txt", 14), *ring[1:])
    parcel = factories.parcel(factories.PARCEL_CODE, (odd,))
    point = parcel.points.first()
    assert str(point.northing_m) == "3898650.12"
    assert str(point.easting_m) == "432010.3500"
    assert (point.source_file, point.source_line) == ("a.txt", 14)


def test_lines_have_lengths_and_sides_of_a_rectangle():
    parcel = factories.parcel()
    lines = [(line.side, str(line.length_m)) for line in parcel.lines.all()]
    assert lines == [("N", "30.00"), ("E", "20.00"), ("S", "30.00"), ("W", "20.00")]


def test_the_sides_of_a_hole_face_into_the_hole():
    outer = factories.rectangle(3_898_650, 432_010, height=60, width=60)
    hole = factories.rectangle(3_898_630, 432_030)
    parcel = factories.parcel(factories.PARCEL_CODE, (outer, hole))
    sides = [line.side for line in parcel.lines.filter(start__ring=1)]
    assert sides == ["S", "W", "N", "E"]


def test_an_overlap_with_a_current_parcel_of_the_layer_is_refused_and_nothing_written():
    factories.parcel()
    moved = (factories.rectangle(3_898_650, 432_030),)
    with pytest.raises(Conflict, match="410811001002GB00007"):
        factories.parcel("410811001002GB00008", moved)
    assert not Parcel.objects.filter(parcel_code="410811001002GB00008").exists()


def test_parcels_of_different_layers_may_lie_over_each_other():
    factories.parcel()
    below = factories.parcel("410811001002GX00001")
    assert below.layer == "below"


def test_touching_neighbours_are_found_by_side_and_do_not_overlap():
    parcel = factories.parcel()
    east = (factories.rectangle(3_898_650, 432_040),)
    factories.parcel("410811001002GB00008", east)
    neighbours = parcel_neighbours(parcel)
    assert [(n["side"], n["parcel_code"]) for n in neighbours] == [("E", "410811001002GB00008")]
    assert neighbours[0]["shared_m"] == Decimal("20.00")
    assert overlapping_parcel_codes(parcel.geom, layer="surface", except_code="") == [
        factories.PARCEL_CODE
    ]


def test_a_boundary_that_crosses_itself_is_refused():
    ring = factories.rectangle(3_898_650, 432_010)
    crossed = ((ring[0], ring[2], ring[1], ring[3]),)
    with pytest.raises(Conflict, match="crosses itself"):
        factories.parcel(factories.PARCEL_CODE, crossed)


def test_a_code_of_an_unknown_sub_district_is_refused():
    factories.sub_district()
    origin = factories.source()
    with pytest.raises(InvalidInput, match="410811009001"):
        parcel_publish(
            factories.content("410811009001GB00001"),
            source=origin,
            area_source=origin,
            now=factories.NOW,
        )
