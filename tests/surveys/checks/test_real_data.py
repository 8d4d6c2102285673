"""Real parcels and validity cases that others judged, where the folder with them exists."""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from cadastre.domain.findings import Severity
from importers.records import Delivery, ParcelRecord, PointRecord, PolygonRecord, RingRecord
from surveys.domain.check import CheckContext, run_checks
from surveys.domain.coverage import Settings, examine
from tests.surveys.checks.conftest import DATA

CONTEXT = CheckContext(office_srid=4547)
SHAPE_CHECKS = {"BP01", "BP03", "BL02", "BL03", "PA02", "PA05"}
POLYGONS = re.compile(r"POLYGON|MULTIPOLYGON")


def record(number: int, geometry: shapely.Geometry) -> ParcelRecord:
    polygons, first = [], 0
    for part in shapely.get_parts(geometry):
        rings = []
        for line in (part.exterior, *part.interiors):
            places = shapely.get_coordinates(line)[:-1]
            points = (
                PointRecord(f"J{first + at}", Decimal(repr(north)), Decimal(repr(east)))
                for at, (east, north) in enumerate(places.tolist(), start=1)
            )
            rings.append(RingRecord(tuple(points)))
            first += len(places)
        polygons.append(PolygonRecord(rings[0], tuple(rings[1:])))
    return ParcelRecord("real", number, f"P{number:05d}", "", tuple(polygons))


def read(path: Path, layer: str | None = None) -> list[shapely.Geometry]:
    geometries = pyogrio.raw.read(path, layer=layer, columns=[])[2]
    return list(shapely.force_2d(shapely.from_wkb(geometries)))


def kinds(geometries: list[shapely.Geometry], codes: set[str]) -> Counter[str]:
    delivery = Delivery(parcels=[record(at, each) for at, each in enumerate(geometries, 1)])
    return Counter(finding.kind for finding in run_checks(delivery, CONTEXT, codes=codes).findings)


def jts_cases() -> Iterator[tuple[str, str, bool]]:
    """Yield description, WKT and verdict of each polygon that has rings and finite figures."""
    # Our own test material, read from the disk beside the repository.
    root = ElementTree.parse(DATA / "jts_validity" / "TestValid.xml").getroot()  # noqa: S314
    for case in root.iter("case"):
        wkt = " ".join((case.findtext("a") or "").split())
        verdict = (case.findtext("test/op") or "").strip() == "true"
        if POLYGONS.match(wkt) and "EMPTY" not in wkt and "NaN" not in wkt:
            yield (case.findtext("desc") or "").strip(), wkt, verdict


@pytest.mark.parametrize(("wkt", "valid"), [pytest.param(w, v, id=d) for d, w, v in jts_cases()])
def test_shapes_are_judged_as_the_topology_suite_judges_them(wkt, valid):
    geometry = shapely.from_wkt(wkt, on_invalid="ignore")
    found = kinds([geometry], SHAPE_CHECKS)
    assert not found if valid else found


def test_the_sample_polygons_touch_themselves_in_two_shapes():
    shapes = read(DATA / "shplib_polygon" / "polygon.shp")
    assert kinds(shapes, SHAPE_CHECKS) == {"self_intersection": 2}


def test_plots_with_slivers_overlap_where_an_overlay_says_so():
    plots = read(DATA / "cz_bubenec" / "bubenec.gpkg", "plots")
    first, second = shapely.STRtree(plots).query(plots, predicate="intersects")
    pairs = np.array([(plots[a], plots[b]) for a, b in zip(first, second, strict=True) if a < b])
    common = shapely.intersection(pairs[:, 0], pairs[:, 1])
    large = (shapely.area(common) > 0.1) | ~shapely.is_empty(shapely.buffer(common, -0.05))
    assert kinds(plots, {"PA04"}).total() == large.sum()
    assert kinds(plots, SHAPE_CHECKS).total() == 0


COVERAGE_CHECKS = {"BP06", "CV01", "CV02", "CV03", "PA04"}


def test_an_island_of_parcels_has_no_overlap_and_no_gap():
    parcels = read(DATA / "nz_waiheke" / "waiheke.gpkg", "waiheke_parcels")
    assert len(parcels) == 7_636
    assert kinds(parcels, COVERAGE_CHECKS) == {}


def test_a_commune_of_eight_sheets_has_no_fault_and_only_lanes_between_parcels():
    parcels = read(DATA / "fr_edigeo_25354" / "25354.gpkg", "PARCELLE")
    assert len(parcels) == 511
    # lanes and niches up to 2.5 m wide, all open to a street: information, and none is a gap
    assert kinds(parcels, COVERAGE_CHECKS) == {"passage": 18}


def test_plots_overlap_as_often_as_others_counted_and_leave_their_slivers():
    plots = np.array(read(DATA / "cz_bubenec" / "bubenec.gpkg", "plots"))
    plots = shapely.transform(plots, lambda places: places - shapely.total_bounds(plots)[:2])
    for limit_m2, number in ((1e-6, 23), (0.01, 15), (1, 0)):
        settings = Settings(overlap_m2=limit_m2, overlap_m=1.0)
        assert len(examine(plots, settings).overlaps.pairs) == number
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(shapely.union_all(plots))
        for ring in part.interiors
    ]
    counted = [hole for hole in holes if hole.area < 1]
    assert len(counted) == 84
    enclosed = examine(plots, Settings(same_m=0.0001)).gaps
    assert not enclosed.is_open.any()
    # one is narrower than the tenth of a millimetre asked for
    wide = sorted(hole.area for hole in counted if 2 * hole.area / hole.length > 0.0001)
    assert len(wide) == 83
    assert sorted(enclosed.area_m2.tolist()) == pytest.approx(wide, abs=1e-6)
    # 18 are narrower than a millimetre, which is one place for points and rounding for gaps
    assert len(examine(plots).gaps.shapes) == 66


def test_thousands_of_neighbours_that_touch_do_not_overlap():
    parcels = read(DATA / "nz_waiheke" / "waiheke.gpkg", "waiheke_parcels")[:2000]
    small = [each for each in parcels if shapely.get_num_coordinates(each) < 10_000]
    assert kinds(small, {"PA04", "BL02", "BL03", "PA02"}).total() == 0


def areas_beyond(parcels: list[shapely.Geometry], stated: list[float], part: float) -> set[int]:
    """Return the places of the areas that differ from the drawn one by more than a part."""
    off = np.abs(np.array(stated) - shapely.area(np.array(parcels))) > part * np.array(stated)
    return set(np.flatnonzero(off).tolist())


@pytest.mark.parametrize(
    ("path", "layer", "column", "beyond_5_percent"),
    [
        ("nz_waiheke/waiheke.gpkg", "waiheke_parcels", "calc_area", 10),
        ("fr_edigeo_25354/25354.gpkg", "PARCELLE", "SUPF", 70),
    ],
)
def test_areas_that_differ_are_warnings_with_both_figures(path, layer, column, beyond_5_percent):
    values = pyogrio.raw.read(DATA / path, layer=layer, columns=[column])[3][0]
    stated = [float(value) for value in values]
    parcels = read(DATA / path, layer)
    wrong = areas_beyond(parcels, stated, 0.05)
    assert len(wrong) == beyond_5_percent
    delivery = Delivery(
        parcels=[
            replace(record(at, each), declared_area_m2=Decimal(repr(area)))
            for at, (each, area) in enumerate(zip(parcels, stated, strict=True))
        ]
    )
    # an outline of more than 10,000 vertices is for BP05 to name; nothing is computed of it
    wrong = {at for at in wrong if shapely.get_num_coordinates(parcels[at]) <= 10_000}
    found = {f.line: f for f in run_checks(delivery, CONTEXT, codes={"PA06"}).findings}
    assert {found[at].severity for at in wrong} == {Severity.WARNING}
    assert all(found[at].found and found[at].expected for at in wrong)
