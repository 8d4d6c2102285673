"""What fields of records are called by people, where a format cannot hold them."""

from typing import Final

from cadastre.domain.findings import Text

FIELD_WORDS: Final = {
    "parcel_code": Text("宗地代码", "parcel code"),
    "parcel_codes": Text("宗地代码", "parcel codes"),
    "name": Text("名称", "name"),
    "declared_area_m2": Text("申报面积", "stated area"),
    "declared_area_step_m2": Text("申报面积的末位", "last digit of the stated area"),
    "land_use_code": Text("用途代码", "land-use code"),
    "land_use_name": Text("用途", "land use"),
    "land_use_system": Text("用途分类标准", "classification of land uses"),
    "address": Text("坐落", "address"),
    "unit_code": Text("不动产单元代码", "unit code"),
    "parcel_feature": Text("宗地特征码", "parcel feature code"),
    "right_kind_code": Text("权利类型", "kind of right"),
    "right_nature_code": Text("权利性质", "nature of right"),
    "right_setting_code": Text("权利设定方式", "how the right is set"),
    "floor_area_ratio": Text("容积率", "floor-area ratio"),
    "building_density": Text("建筑密度", "building density"),
    "height_limit_m": Text("建筑限高", "height limit"),
    "map_sheet": Text("图幅号", "map sheet"),
    "old_parcel_number": Text("原宗地号", "old parcel number"),
    "state_code": Text("状态", "state"),
    "building_number": Text("幢号", "building number"),
    "storeys_above": Text("地上层数", "storeys above ground"),
    "storeys_below": Text("地下层数", "storeys below ground"),
    "total_storeys": Text("总层数", "number of storeys"),
    "structure": Text("房屋结构", "structure"),
    "floor_area_m2": Text("建筑面积", "floor area"),
    "presale_floor_area_m2": Text("预测建筑面积", "presale floor area"),
    "footprint_area_m2": Text("占地面积", "footprint area"),
    "site_area_m2": Text("幢用地面积", "site area"),
    "unit_count": Text("总套数", "number of units"),
    "height_m": Text("建筑物高度", "height"),
    "basement_depth_m": Text("地下深度", "depth of the basement"),
    "completed_on": Text("竣工日期", "day of completion"),
    "project_name": Text("项目名称", "project name"),
    "use": Text("用途", "use"),
    "use_2": Text("用途二", "second use"),
    "use_3": Text("用途三", "third use"),
    "section": Text("单元", "section"),
    "storey_number": Text("实际层", "storey"),
    "storey_label": Text("名义层", "name of the storey"),
    "room": Text("室号", "room"),
    "inner_m2": Text("套内面积", "inner area"),
    "shared_m2": Text("分摊面积", "shared area"),
    "built_m2": Text("建筑面积", "floor area"),
    "coefficient": Text("分摊系数", "coefficient of sharing"),
    "unit_sequence": Text("户序号", "sequence of the unit"),
    "house_code": Text("房屋代码", "house code"),
    "unit_kind": Text("户类型", "kind of unit"),
    "layout": Text("户型", "layout"),
    "layout_form": Text("户型结构", "form of the layout"),
    "house_nature": Text("房屋性质", "nature of the house"),
    "shared_land_m2": Text("共有土地面积", "common land"),
    "apportioned_land_m2": Text("分摊土地面积", "share of the land"),
    "exclusive_land_m2": Text("独用土地面积", "exclusive land"),
    "note": Text("附注", "note"),
    "length_m": Text("边长", "length"),
    "kind": Text("界址线类别", "kind"),
    "position": Text("界址线位置", "position"),
    "quality": Text("界线性质", "quality"),
}
"""Fields that are not listed are called as the file called them."""


def field_word(name: str) -> Text:
    """Return what a field is called; its own name where it is one of the file's."""
    return FIELD_WORDS.get(name, Text(name, name))
