"""Write a development's survey results into a folder, in the formats that surveyors deliver."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cadastre.domain.rings import ring_area_m2, rounded
from demo.development import SURVEY_FIRM, Development, DevelopmentBuilding
from demo.golden import GOLDEN
from demo.people import invented_name
from demo.writers import coordinate_txt
from demo.writers.archive import zipped
from demo.writers.building_table import TableSheet, workbook
from demo.writers.shapefile import ANSI, NOT_TOLD, Column, Feature, shapefile

PARCEL_COLUMNS = (
    Column("ZDDM", "C", 19),
    Column("BDCDYH", "C", 28),
    Column("ZDTZM", "C", 2),
    Column("ZL", "C", 200),
    Column("ZDMJ", "N", 15, 2),
    Column("MJDW", "C", 2),
    Column("YT", "C", 8),
    Column("QLLX", "C", 2),
    Column("QLXZ", "C", 4),
    Column("QLSDFS", "C", 2),
    Column("ZT", "C", 2),
)
"""宗地基本信息 (layer ZDJBXX) of the real-estate registration database standard."""

BUILDING_COLUMNS = (
    Column("ZRZH", "C", 24),
    Column("ZDDM", "C", 19),
    Column("XMMC", "C", 100),
    Column("JZWMC", "C", 100),
    Column("JGRQ", "D", 8),
    Column("ZZDMJ", "N", 15, 3),
    Column("YCJZMJ", "N", 15, 3),
    Column("SCJZMJ", "N", 15, 3),
    Column("ZCS", "N", 4),
    Column("DSCS", "N", 4),
    Column("DXCS", "N", 4),
    Column("GHYT", "C", 4),
    Column("FWJG", "C", 2),
    Column("ZTS", "N", 6),
    Column("ZT", "C", 2),
)
"""自然幢 (layer ZRZ) of the same standard."""


@dataclass(frozen=True, slots=True)
class StageFile:
    """One delivered file: its stage and kind of result, where it lies, and when it was measured.

    ``kind`` is a code of the office's kinds of result; files of one stage are one result.
    """

    stage: str
    path: Path
    title: str
    surveyed_on: date
    kind: str


def write_stage_files(folder: Path, *, development: Development = GOLDEN) -> list[StageFile]:
    """Write the files of all four stages and return them in their order.

    Parameters
    ----------
    folder
        Gets one folder a stage (``supply``, ``planning``, ``presale``, ``completion``); existing
        files of the same names are replaced by the same bytes.
    """
    written = []
    for stage, kind, title, surveyed_on, name, content in _files(development):
        path = folder / stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(StageFile(stage, path, f"{development.name}{title}", surveyed_on, kind))
    return written


def _files(of: Development) -> Iterator[tuple[str, str, str, date, str, bytes]]:
    day = of.supply_on
    yield "supply", "demarcation", "勘测定界", day, f"{of.name}勘测定界.txt", supply_txt(of)
    day = of.planning_on
    yield "planning", "planning-layout", "规划放线", day, f"{of.name}规划总平.zip", planning_zip(of)
    day = of.presale_on
    name = f"{of.name}预测楼盘表.xlsx"
    yield "presale", "presale-floor-area", "房产预测绘", day, name, table_xlsx(of, presale=True)
    day, kind, title = of.completion_on, "completion-survey", "竣工实测"
    yield "completion", kind, title, day, f"{of.name}竣工实测.zip", completion_zip(of)
    yield "completion", kind, title, day, f"{of.name}实测楼盘表.xlsx", table_xlsx(of, presale=False)


def supply_txt(of: Development) -> bytes:
    """Return the demarcation file (勘测定界 TXT): zone number before Y, closing row, hectares."""
    rings = (of.supply_boundary,)
    head = coordinate_txt.head(
        rings,
        number=of.parcel_code,
        name=f"{of.name}项目用地",
        use=of.land_use_name.removesuffix("用地"),
        code=of.land_use_code,
    )
    return coordinate_txt.text_file(
        coordinate_txt.header(of.supply_on), [head, *coordinate_txt.rows(rings)]
    )


def planning_zip(of: Development) -> bytes:
    """Return the planned footprints as a zipped shapefile (layer ZRZ)."""
    features = [_building(of, building, planned=True) for building in of.buildings]
    return zipped(
        shapefile(
            "ZRZ", BUILDING_COLUMNS, features, written_on=of.planning_on, language_mark=NOT_TOLD
        )
    )


def completion_zip(of: Development) -> bytes:
    """Return boundary and footprints as built, both layers in one ZIP (ZDJBXX and ZRZ)."""
    day = of.completion_on
    buildings = [_building(of, building, planned=False) for building in of.buildings]
    return zipped(
        {
            **shapefile("ZDJBXX", PARCEL_COLUMNS, [parcel_feature(of)], written_on=day),
            **shapefile("ZRZ", BUILDING_COLUMNS, buildings, written_on=day, language_mark=ANSI),
        }
    )


def parcel_feature(of: Development, *, parcel_code: str = "") -> Feature:
    """Return the parcel as measured at completion; ``parcel_code`` replaces its right code."""
    code = parcel_code or of.parcel_code
    return Feature(
        (of.completion_boundary,),
        {
            "ZDDM": code,
            "BDCDYH": f"{code}W00000000",
            "ZDTZM": "GB",
            "ZL": of.address,
            "ZDMJ": rounded(ring_area_m2(of.completion_boundary)),
            "MJDW": "1",
            "YT": of.land_use_code,
            "QLLX": "3",
            "QLXZ": "102",
            "QLSDFS": "2",
            "ZT": "1",
        },
    )


def _building(of: Development, building: DevelopmentBuilding, *, planned: bool) -> Feature:
    footprint = building.planned_footprint if planned else building.completed_footprint
    return Feature(
        (footprint,),
        {
            "ZRZH": f"{of.parcel_code}F{building.building_number}",
            "ZDDM": of.parcel_code,
            "XMMC": of.name,
            "JZWMC": f"{of.name}{building.name}",
            "JGRQ": None if planned else building.completed_on,
            "ZZDMJ": rounded(ring_area_m2(footprint)),
            "YCJZMJ": building.permit_area_m2 if planned else building.presale_area_m2,
            "SCJZMJ": None if planned else building.completion_area_m2,
            "ZCS": building.storeys_above,
            "DSCS": building.storeys_above,
            "DXCS": 0,
            "GHYT": "11",
            "FWJG": building.structure_code,
            "ZTS": len(building.completion_units),
            "ZT": "1",
        },
    )


def table_xlsx(of: Development, *, presale: bool) -> bytes:
    """Return the building table (楼盘表); the one as built has a column of invented holders."""
    sheets = [
        TableSheet(
            building.name,
            f"{of.parcel_code}F{building.building_number}",
            building.structure,
            building.presale_units if presale else building.completion_units,
            None if presale else _holders(building),
        )
        for building in of.buildings
    ]
    return workbook(
        sheets,
        title=f"房屋建筑面积测绘成果（{'预测' if presale else '实测'}）",
        project=f"{of.name}    坐落：{of.address}",
        firm=SURVEY_FIRM,
        surveyed_on=(of.presale_on if presale else of.completion_on).isoformat(),
    )


def _holders(building: DevelopmentBuilding) -> dict[str, str]:
    return {
        unit.unit_number: invented_name(number)
        for number, unit in enumerate(building.completion_units)
    }
