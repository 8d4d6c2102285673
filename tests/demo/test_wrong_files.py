"""Each wrong file is wrong in the way its title says."""

from pathlib import Path

import pytest
import shapely

from demo.county import County
from demo.golden import GOLDEN
from demo.wrong_files import WrongFile, write_wrong_files
from importers.formats import read_files
from surveys.domain.check import CheckContext, run_checks
from surveys.domain.evidence import BaseStage
from tests.demo.plane import polygon

FOUND_IN_REGISTER = {"outside_district", "overlap"}
"""Checks that must look at the county itself; here their geometry is looked at instead."""


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WrongFile]:
    files = write_wrong_files(tmp_path_factory.mktemp("wrong"))
    return {file.path.name.partition("-")[2]: file for file in files}


def boundary(path: Path) -> shapely.Polygon:
    """Return the boundary of a coordinate file, read line by line."""
    rows = [line.split(",") for line in path.read_text("gbk").splitlines() if line.startswith("J")]
    return shapely.Polygon([(float(row[3]) - 38_000_000, float(row[2])) for row in rows])


def test_there_are_many_with_titles_in_both_languages(wrong: dict[str, WrongFile]) -> None:
    assert len(wrong) >= 20
    assert len({file.title.zh for file in wrong.values()}) == len(wrong)
    assert all(file.title.en and file.kind and file.stage for file in wrong.values())


def test_they_are_the_same_bytes_every_time(wrong: dict[str, WrongFile], tmp_path: Path) -> None:
    again = write_wrong_files(tmp_path)
    assert [f.path.read_bytes() for f in again] == [f.path.read_bytes() for f in wrong.values()]


def test_each_leads_to_the_finding_it_is_for(wrong: dict[str, WrongFile]) -> None:
    for file in wrong.values():
        context = CheckContext(
            office_srid=4547,
            county_code="410811",
            parcel_code=GOLDEN.parcel_code,
            base_stage=BaseStage(file.stage),
        )
        report = run_checks(read_files([file.path], office_srid=4547), context)
        kinds = {finding.kind for finding in report.findings}
        if file.kind in FOUND_IN_REGISTER:
            assert kinds == set(), file.path.name
        else:
            assert file.kind in kinds, file.path.name


def test_crossing_sides(wrong: dict[str, WrongFile]) -> None:
    assert "Self-intersection" in shapely.is_valid_reason(boundary(wrong["界址线相交.txt"].path))


def test_stated_area_is_a_hundred_square_metres_too_much(wrong: dict[str, WrongFile]) -> None:
    path = wrong["面积不符.txt"].path
    assert ",0.2801," in path.read_text("gbk")
    assert boundary(path).area == pytest.approx(2700.61, abs=0.01)


def test_the_parcel_outside_lies_outside_every_sub_district(
    wrong: dict[str, WrongFile], county: County
) -> None:
    parcel = boundary(wrong["县外宗地.txt"].path)
    assert not any(polygon(area.rings).intersects(parcel) for area in county.sub_districts)


def test_the_shifted_parcel_overlaps_registered_neighbours(
    wrong: dict[str, WrongFile], county: County
) -> None:
    parcel = boundary(wrong["压占邻宗.txt"].path)
    overlaps = [polygon(p.rings).intersection(parcel).area for p in county.parcels]
    assert max(overlaps) > 70  # 49.9 m along the western side, 1.5 m deep


def test_wrong_code_has_a_letter_for_a_digit(wrong: dict[str, WrongFile]) -> None:
    delivery = read_files([wrong["宗地代码有误.zip"].path], office_srid=4547)
    assert delivery.parcels[0].parcel_code == "410811001002GB0O007"


def test_table_that_does_not_add_up(wrong: dict[str, WrongFile]) -> None:
    units = read_files([wrong["面积不闭合.xlsx"].path], office_srid=4547).units
    off = [u.room for u in units if u.inner_m2 + u.shared_m2 != u.built_m2]
    assert off == ["102"]


def test_table_with_a_room_twice(wrong: dict[str, WrongFile]) -> None:
    units = read_files([wrong["房号重复.xlsx"].path], office_srid=4547).units
    assert sorted(u.room for u in units) == ["101", "102", "201", "201"]
    assert GOLDEN.buildings[0].building_number == "0001"
