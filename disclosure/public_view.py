"""The list of everything that anybody may see, and nothing else.

Natural state and restrictions are disclosed; rights and holders are not
(自然资办函〔2019〕753号 附件 二(四); 不动产登记暂行条例 第八条 tells the two apart).
The database views are made from these lists, so a new column of a register table stays private
until somebody adds it here and writes a migration with the next version of the view.
"""

PARCEL_COLUMNS = (
    "parcel_code",
    "layer",
    "address",
    "land_use_name",
    "area_m2",
    "area_stage",
    "area_surveyed_on",
    "registered_at",
)
BUILDING_COLUMNS = (
    "building_code",
    "parcel_code",
    "name",
    "address",
    "structure",
    "storeys_above",
    "storeys_below",
    "completed_on",
    "floor_area_m2",
    "footprint_area_m2",
    "area_stage",
    "area_surveyed_on",
    "registered_at",
)
UNIT_COLUMNS = (
    "unit_code",
    "kind",
    "parcel_code",
    "building_code",
    "address",
    "storey_label",
    "room",
    "use",
    "built_m2",
    "inner_m2",
    "shared_m2",
    "area_stage",
    "area_surveyed_on",
    "registered_at",
)
RESTRICTION_COLUMNS = ("object_code", "kind")
