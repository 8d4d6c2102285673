"""Columns that nothing is made of are named alike, whatever kind of file they came in."""

from pathlib import Path

import pytest

from cadastre.domain.findings import Finding, Severity
from importers.formats import read_files
from importers.records import Delivery
from importers.reporting import Notes
from importers.unread_columns import UnreadColumns
from tests.importers import shapefile_maker
from tests.importers.geopackage_maker import CODE, SQUARE, Maker, blob, polygon
from tests.importers.shapefile_maker import Field

NAMES = ("ZDDM", "QLR", "CQLB", "TBXH", "BSM", "ZZDH")
ROW = (CODE, "张示例", "甲类", "7", "1", "")


def in_a_shapefile(folder: Path) -> Delivery:
    fields = [Field(name.encode()) for name in NAMES]
    values = [text.encode("gbk") for text in ROW]
    path = shapefile_maker.write(folder, [[SQUARE]], fields, [values], stem="ZDJBXX")
    return read_files([path], office_srid=4547)


def in_a_package(folder: Path) -> Delivery:
    maker = Maker(folder / "ZDJBXX.gpkg")
    maker.layer("ZDJBXX", NAMES, [[blob(polygon(SQUARE)), *ROW]])
    return read_files([maker.path], office_srid=4547)


def said(delivery: Delivery) -> Finding:
    [found] = [one for one in delivery.findings if one.kind == "columns_not_read"]
    return found


@pytest.mark.parametrize("deliver", [in_a_shapefile, in_a_package])
def test_columns_with_values_are_named_once_and_without_values(tmp_path, deliver):
    delivery = deliver(tmp_path)
    found = said(delivery)
    assert (found.code, found.severity) == ("FI151", Severity.INFORMATION)
    assert (found.field, found.found) == ("CQLB, TBXH", "2")
    assert found.message.zh == "层“ZDJBXX”有 2 列未读入：CQLB, TBXH。"
    assert "甲类" not in repr(delivery.findings) + repr(delivery.parcels)


@pytest.mark.parametrize("deliver", [in_a_shapefile, in_a_package])
def test_holders_are_neither_named_nor_lost(tmp_path, deliver):
    delivery = deliver(tmp_path)
    assert [(one.field, one.value) for one in delivery.holders] == [("QLR", "张示例")]
    assert "QLR" not in said(delivery).field


def test_rows_and_columns_are_looked_at_alike():
    rows = [("a", "", "b", ""), ("c", "", "", "d")]
    by_row = UnreadColumns(["ZDDM", "甲", "乙", "丙"], {0})
    for row in rows:
        by_row.see(row)
    by_column = UnreadColumns(["ZDDM", "甲", "乙", "丙"], {0})
    by_column.see_columns(list(zip(*rows, strict=True)))
    pages = [Notes("a"), Notes("a")]
    by_row.say(pages[0], "ZD")
    by_column.say(pages[1], "ZD")
    assert pages[0].close() == pages[1].close()
    assert pages[0].close()[0].field == "乙, 丙"
