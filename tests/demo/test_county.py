"""The county as data: the same every time, a clean coverage, and the counts that were promised."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import shapely

from buildings.domain.floor_area import apportion
from demo.county import KEPT_FREE, County, build_county
from demo.golden import GOLDEN, SUPPLY_BOUNDARY
from demo.plan import SUB_DISTRICTS
from demo.second_development import SECOND
from tests.demo.plane import polygon

ROOT = Path(__file__).resolve().parents[2]
DIGEST = (
    "import hashlib; from demo.county import build_county;"
    "print(hashlib.sha256(repr(build_county()).encode()).hexdigest())"
)
SUB_DISTRICT_CODES = [code for code, *_ in SUB_DISTRICTS]
# GB/T 2260 county 410811, then districts, features and sequence number of GB/T 37346-2019
PARCEL_CODE = re.compile(r"410811\d{6}(GB|GS|GX|JA|JB|JC)\d{5}")


def test_two_processes_with_other_hash_seeds_build_the_same_county(county: County) -> None:
    here = hashlib.sha256(repr(county).encode()).hexdigest()
    other = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == here
    assert build_county() == county


def test_it_has_about_as_much_of_everything_as_a_small_town(county: County) -> None:
    units = sum(len(building.units) for building in county.buildings)
    assert len(county.districts) == 2
    assert len(county.sub_districts) == 6
    assert 1900 <= len(county.parcels) <= 2300
    assert 300 <= len(county.buildings) <= 400
    assert 2800 <= units <= 3300
    assert len(county.roofs) > len(county.buildings)


@pytest.mark.parametrize("code", SUB_DISTRICT_CODES)
def test_surface_parcels_of_a_sub_district_are_a_valid_coverage(county: County, code: str) -> None:
    surface = [
        polygon(parcel.rings)
        for parcel in county.parcels
        if parcel.parcel_code.startswith(code) and parcel.parcel_code[13] not in "SX"
    ]
    surface += [
        polygon((of.supply_boundary,)) for of in (GOLDEN, SECOND) if of.parcel_code.startswith(code)
    ]
    area = next(polygon(s.rings) for s in county.sub_districts if s.code == code)
    assert all(parcel.is_valid for parcel in surface)
    assert shapely.coverage_is_valid(surface)
    assert all(area.covers(parcel) for parcel in surface)


def test_districts_are_tiled_by_their_sub_districts(county: County) -> None:
    areas = [polygon(area.rings) for area in county.sub_districts]
    assert shapely.coverage_is_valid(areas)
    for district in county.districts:
        parts = [polygon(a.rings) for a in county.sub_districts if a.code.startswith(district.code)]
        assert shapely.coverage_union_all(parts).equals(polygon(district.rings))


def test_codes_are_well_formed_unique_and_leave_the_two_developments_out(county: County) -> None:
    codes = [parcel.parcel_code for parcel in county.parcels]
    assert all(PARCEL_CODE.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert not KEPT_FREE & set(codes)
    kinds = Counter(code[12:14] for code in codes)
    assert kinds["GB"] > len(codes) * 0.8
    assert set(kinds) == {"GB", "GS", "GX", "JA", "JB", "JC"}


def test_addresses_are_unique_and_not_those_of_the_developments(county: County) -> None:
    addresses = [parcel.address for parcel in county.parcels]
    assert len({*addresses, GOLDEN.address, SECOND.address}) == len(addresses) + 2


def test_registered_areas_are_the_plane_areas(county: County) -> None:
    for parcel in county.parcels[::37]:
        origin = parcel.rings[0][0]
        moved = [
            (label, n - origin.northing_m, e - origin.easting_m) for label, n, e in parcel.rings[0]
        ]
        assert abs(Decimal(polygon((moved,)).area) - parcel.area_m2) < Decimal("0.0051")


def test_rings_start_in_the_north_west_and_run_clockwise(county: County) -> None:
    for parcel in county.parcels[::29]:
        shape = polygon(parcel.rings)
        assert not shape.exterior.is_ccw
        assert [point.label for point in parcel.rings[0]][:3] == ["J1", "J2", "J3"]
        west, _, _, north = shape.bounds
        corner = shapely.Point(west, north)
        distances = [corner.distance(shapely.Point(p)) for p in shape.exterior.coords[:-1]]
        assert distances[0] == pytest.approx(min(distances), abs=1e-6)


def test_buildings_stand_inside_their_parcels_and_apart(county: County) -> None:
    ground = {parcel.parcel_code: polygon(parcel.rings) for parcel in county.parcels}
    for building in county.buildings:
        assert ground[building.parcel_code].covers(polygon(building.rings))
    roofs = [polygon((roof.ring,)) for roof in county.roofs]
    one, other = shapely.STRtree(roofs).query(roofs, predicate="intersects")
    assert all(a == b for a, b in zip(one, other, strict=True))


def test_each_registered_building_has_its_roof(county: County) -> None:
    roofs = {roof.ring for roof in county.roofs}
    assert all(b.rings[0] in roofs for b in county.buildings if b.storeys_above)


def test_units_add_up_in_every_building(county: County) -> None:
    for building in county.buildings:
        units = building.units
        assert all(u.inner_m2 + u.shared_m2 == u.built_m2 for u in units)
        assert sum(u.built_m2 for u in units) == building.floor_area_m2
        shared = sum(u.shared_m2 for u in units)
        again = apportion([u.inner_m2 for u in units], shared)
        assert tuple(u.shared_m2 for u in units) == again.shares
        assert [u.unit_number for u in units] == [f"{n:04d}" for n in range(1, len(units) + 1)]
        assert len({(u.section, u.room) for u in units}) == len(units)
        storeys = building.storeys_above + building.storeys_below
        gross = building.footprint_area_m2 * storeys
        assert abs(building.floor_area_m2 - gross) <= Decimal("0.01") * storeys


def test_restrictions_are_of_all_kinds_running_and_lifted_and_on_what_exists(
    county: County,
) -> None:
    codes = {parcel.parcel_code for parcel in county.parcels}
    codes |= {b.unit_code(u) for b in county.buildings for u in b.units}
    kinds = Counter(restriction.kind.value for restriction in county.restrictions)
    assert set(kinds) == {"seizure", "mortgage", "objection", "advance_notice", "easement"}
    assert {r.object_code for r in county.restrictions} <= codes
    lifted = [r for r in county.restrictions if r.lifted_on]
    assert 0 < len(lifted) < len(county.restrictions)
    assert all(r.lifted_on >= r.registered_on for r in lifted)


def test_no_holder_could_be_a_real_person(county: County) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for holder in county.holders:
        digits = holder.identity_number
        right = "10X98765432"[
            sum(int(d) * w for d, w in zip(digits[:17], weights, strict=True)) % 11
        ]
        assert len(digits) == 18
        assert digits.startswith("000000")  # no place of GB/T 2260
        assert digits[17] != right  # GB 11643 check character


def test_neighbours_hold_the_golden_boundary_points_to_the_digit(county: County) -> None:
    points = {(n, e) for _, n, e in SUPPLY_BOUNDARY}
    shared = Counter(
        (n, e) for parcel in county.parcels for _, n, e in parcel.rings[0] if (n, e) in points
    )
    assert set(shared) == points
    golden = polygon((SUPPLY_BOUNDARY,))
    touching = [p for p in county.parcels if polygon(p.rings).touches(golden)]
    # Four share a side (west, north-east, the notch, south), two a corner only (J5 and J6).
    assert len(touching) == 6
    assert not any(polygon(p.rings).overlaps(golden) for p in county.parcels)
