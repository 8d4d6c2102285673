"""What a load keeps on disk comes back as it was put in; texts go to the database in the order."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import psycopg2
import pytest
import shapely
from django.db import connection, transaction

from parcels.bulk_copy import Copier
from parcels.bulk_rows import StockRows, points_astray, wkb_of
from parcels.bulk_spool import Spool


def rows(*wests: int, code: str = "410811001002GB") -> StockRows:
    count = len(wests)
    return StockRows(
        parcel_codes=[f"{code}{west:05d}" for west in wests],
        shapes=np.array([shapely.box(west, 0, west + 1, 1) for west in wests], dtype=object),
        areas_m2=["1.00"] * count,
        addresses=[""] * count,
        land_use_systems=[""] * count,
        land_use_codes=[""] * count,
        land_use_names=[""] * count,
        area_rules=[""] * count,
        source_files=["a\tb.gpkg"] * count,
        source_lines=[None] * count,
    )


def test_chunks_and_shapes_come_back():
    below = replace(
        rows(7, code="410811001003GX"),
        labels=[["界\n1", "J2", "J3", "J4"]],
        northings_m=[["0.0", "1", "1", "0"]],
        eastings_m=[["8", "8", "7", "7.000"]],
    )
    with closing(Spool()) as spool:
        for each in (rows(1, 2), below):
            spool.put(each, wkb_of(each.shapes))
        spool.seal()
        assert len(spool) == 3
        assert spool.layers.tolist() == [0, 0, 2]
        assert spool.boxes[2].tolist() == [7, 0, 8, 1]
        assert [shape.bounds[0] for shape in spool.shapes(np.array([2, 0]))] == [7, 1]
        one, other = spool.chunks()
    assert (one.first, len(one), one.labels) == (0, 2, None)
    assert list(one.sources) == ["a\\tb.gpkg\t\\N"] * 2
    assert (other.first, other.sub_districts) == (2, ["410811001003"])
    assert (other.labels[0], other.eastings_m) == ("界\\n1", ["8", "8", "7", "7.000"])


def test_an_empty_spool_has_nothing():
    with closing(Spool()) as spool:
        spool.seal()
        assert spool.boxes.shape == (0, 4)
        assert list(spool.chunks()) == []


def test_points_that_are_not_the_vertices_are_told():
    digits = {"northings_m": [["0", "1", "1", "0"]], "eastings_m": [["2", "2", "1", "1"]]}
    assert points_astray(replace(rows(1), **digits)) == []
    near = {**digits, "eastings_m": [["2.0004", "2", "1", "1"]]}
    assert points_astray(replace(rows(1), **near)) == []
    for wrong in (["2.0006", "2", "1", "1"], ["2", "2", "1"], ["NaN", "2", "1", "1"]):
        told = points_astray(replace(rows(1), **{**digits, "eastings_m": [wrong]}))
        assert [each["kind"] for each in told] == ["point_off_boundary"]


@pytest.mark.django_db
def test_texts_are_copied_in_order_and_a_refusal_is_raised_here():
    with connection.cursor() as cursor:
        cursor.execute("create temporary table copied (n serial, what int)")
        with Copier(cursor) as copier:
            for what in range(5):
                copier.send("copy copied (what) from stdin", f"{what}\n")
        cursor.execute("select array_agg(what order by n) from copied")
        assert cursor.fetchone() == ([0, 1, 2, 3, 4],)
        with pytest.raises(psycopg2.DataError, match="invalid input"), transaction.atomic():
            with Copier(cursor) as copier:
                copier.send("copy copied (what) from stdin", "x\n")
