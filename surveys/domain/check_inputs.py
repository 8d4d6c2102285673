"""What a delivery may state beside shapes and areas, so that a check can say it is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cadastre.domain.findings import Text
from importers.records import Delivery


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a delivery states or not, and its name for people."""

    name: Text
    present: Callable[[Delivery], bool]


def _parcel_field(zh: str, en: str, field: str) -> Stated:
    return Stated(Text(zh, en), lambda d: any(field in p.attributes for p in d.parcels))


def _building_field(zh: str, en: str, field: str) -> Stated:
    return Stated(Text(zh, en), lambda d: any(field in b.attributes for b in d.buildings))


def _unit_field(zh: str, en: str, *fields: str) -> Stated:
    return Stated(
        Text(zh, en), lambda d: any(field in u.attributes for u in d.units for field in fields)
    )


STATED: Mapping[str, Stated] = {
    "several_files": Stated(Text("两个以上文件", "two or more files"), lambda d: len(d.files) > 1),
    "several_buildings": Stated(
        Text("两幢以上自然幢", "two or more buildings"), lambda d: len(d.buildings) > 1
    ),
    "parcel_features": _parcel_field("宗地特征码", "parcel feature letters", "parcel_feature"),
    "parcel_unit_codes": _parcel_field(
        "宗地的不动产单元代码", "unit codes of parcels", "unit_code"
    ),
    "right_kinds": _parcel_field("权利类型", "kinds of right", "right_kind_code"),
    "right_natures": _parcel_field("权利性质", "natures of right", "right_nature_code"),
    "right_settings": _parcel_field("权利设定方式", "right settings", "right_setting_code"),
    "floor_area_ratios": _parcel_field("容积率", "floor area ratios", "floor_area_ratio"),
    "building_densities": _parcel_field("建筑密度", "building densities", "building_density"),
    "height_limits": _parcel_field("建筑限高", "height limits", "height_limit_m"),
    "land_use_codes": Stated(
        Text("土地用途代码", "land use codes"), lambda d: any(p.land_use_code for p in d.parcels)
    ),
    "addresses": Stated(Text("坐落", "addresses"), lambda d: any(p.address for p in d.parcels)),
    "unit_counts": _building_field("总套数", "numbers of units", "unit_count"),
    "heights": _building_field("建筑物高度", "heights of buildings", "height_m"),
    "completion_dates": _building_field("竣工日期", "completion dates", "completed_on"),
    "building_codes": _building_field("自然幢的单元代码", "codes of buildings", "unit_code"),
    "structures": Stated(
        Text("房屋结构", "structures"), lambda d: any(b.structure for b in d.buildings)
    ),
    "footprint_areas": Stated(
        Text("幢占地面积", "stated footprint areas"),
        lambda d: any(b.footprint_area_m2 is not None and b.polygons for b in d.buildings),
    ),
    "floor_areas": Stated(
        Text("自然幢建筑面积", "floor areas of buildings"),
        lambda d: any(b.floor_area_m2 is not None for b in d.buildings),
    ),
    "uses": Stated(Text("户的用途", "uses of units"), lambda d: any(u.use for u in d.units)),
    "sections": Stated(Text("单元", "sections"), lambda d: any(u.section for u in d.units)),
    "unit_storeys": Stated(
        Text("户的实际层", "storeys of units"),
        lambda d: any(u.storey_number is not None for u in d.units),
    ),
    "area_stages": _unit_field("预测、实测面积的说明", "stages of areas", "area_stage"),
    "land_shares": _unit_field(
        "分摊、独用土地面积", "land shares", "apportioned_land_m2", "exclusive_land_m2"
    ),
    "storey_heights": _unit_field("层高", "storey heights", "storey_height_m"),
    "usable_areas": _unit_field("套内使用面积", "usable areas", "usable_m2"),
    "side_lengths": Stated(
        Text("注明的边长", "stated side lengths"),
        lambda d: any(line.length_m is not None for line in d.lines),
    ),
    "boundary_lines": Stated(
        Text("界址线的类别、位置或性质", "codes of boundary lines"),
        lambda d: any(line.kind or line.position or line.quality for line in d.lines),
    ),
    "boundary_points": Stated(
        Text("界标类型或界址点类型", "markers or methods of boundary points"),
        lambda d: any(point.marker or point.method for point in d.points),
    ),
    "placed_points": Stated(
        Text("界址点层", "layer of boundary points"),
        lambda d: any(point.point is not None for point in d.points),
    ),
    "point_labels": Stated(
        Text("界址点号", "point numbers"),
        lambda d: any(
            point.label for p in d.parcels for part in p.polygons for point in part.outer.points
        ),
    ),
}
"""What is named here is looked for among the records; its absence makes a check not applicable."""
