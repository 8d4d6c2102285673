"""What the letters of a unit code mean and which of them go together: data, no rules.

Source: GB/T 37346-2019 and, for the letters it took over, the 2015 trial rule
(不动产权籍调查技术方案（试行）附录A). ``verified`` is False where the meaning is
remembered or seen in working systems only and was not read in the text of a rule.
"""

from dataclasses import dataclass

from cadastre.domain.findings import Severity, Text

GB_T_37346 = "GB/T 37346-2019"


@dataclass(frozen=True, slots=True)
class ParcelKind:
    """A parcel kind: the second letter of the feature code (宗地特征码).

    ``fixtures`` are the fixture letters usual on such a parcel; ``layer`` is the layer of space
    it lies in; ``at_sea`` says that district and sub-district may be 000.
    """

    name: Text
    fixtures: str
    layer: str = "surface"
    at_sea: bool = False
    source: str = GB_T_37346
    verified: bool = True


OWNERSHIP: dict[str, Text] = {
    "G": Text("国家所有权", "state ownership"),
    "J": Text("集体所有权", "collective ownership"),
    "Z": Text("所有权未确定或有争议", "ownership undetermined or in dispute"),
}
"""First letter of the feature code (所有权类型)."""


PARCEL_KINDS: dict[str, ParcelKind] = {
    "A": ParcelKind(Text("集体土地所有权宗地", "collective land ownership"), "W"),
    "B": ParcelKind(Text("建设用地使用权宗地（地表）", "construction land, surface"), "FWQL"),
    "S": ParcelKind(
        Text("建设用地使用权宗地（地上）", "construction land, above ground"), "FWQ", "above"
    ),
    "X": ParcelKind(
        Text("建设用地使用权宗地（地下）", "construction land, below ground"), "FWQ", "below"
    ),
    "C": ParcelKind(Text("宅基地使用权宗地", "homestead"), "FW"),
    "D": ParcelKind(Text("土地承包经营权宗地（耕地）", "contracted farmland"), "QW"),
    "E": ParcelKind(Text("土地承包经营权宗地（林地）", "contracted forest land"), "LW"),
    "F": ParcelKind(Text("土地承包经营权宗地（草地）", "contracted grassland"), "QW"),
    "L": ParcelKind(
        Text("林地使用权宗地（承包经营以外）", "forest land use, not contracted"),
        "LQW",
        verified=False,
    ),
    "N": ParcelKind(
        Text("农用地使用权宗地（承包经营以外的非林地）", "farmland use, not contracted"),
        "W",
        verified=False,
    ),
    "H": ParcelKind(Text("海域使用权宗海", "sea use"), "WFLQ", at_sea=True),
    "G": ParcelKind(Text("无居民海岛使用权", "uninhabited island use"), "FWLQ", at_sea=True),
    "W": ParcelKind(
        Text("使用权未确定或有争议", "right of use undetermined or in dispute"), "FWLQ"
    ),
    "Y": ParcelKind(Text("其他使用权", "other right of use"), "FWLQ"),
}
"""Second letter of the feature code (宗地类型)."""


FIXTURES: dict[str, Text] = {
    "F": Text("房屋等建筑物、构筑物", "building or structure"),
    "L": Text("森林、林木", "forest or trees"),
    "Q": Text("其他类型定着物", "other fixture"),
    "W": Text("无定着物", "no fixture"),
}
"""Fixture letter (定着物特征码)."""


LETTER_PAIRS: dict[str, tuple[Severity, Text]] = {
    "GA": (
        Severity.ERROR,
        Text(
            "A 是集体土地所有权宗地，不能用于国有（G）", "A is collective ownership, not state (G)"
        ),
    ),
    "JH": (
        Severity.ERROR,
        Text(
            "海域（H）属国家所有，不能用集体（J）", "sea (H) is state-owned, never collective (J)"
        ),
    ),
    "JG": (
        Severity.ERROR,
        Text(
            "无居民海岛（G）属国家所有，不能用集体（J）",
            "uninhabited islands (G) are state-owned, never collective (J)",
        ),
    ),
    "ZH": (
        Severity.ERROR,
        Text(
            "海域（H）属国家所有，不存在所有权未确定（Z）",
            "sea (H) is state-owned, its ownership is never undetermined (Z)",
        ),
    ),
    "GC": (
        Severity.WARNING,
        Text(
            "宅基地（C）一般属集体所有，国有（G）少见", "homesteads (C) are rarely state-owned (G)"
        ),
    ),
    "ZA": (
        Severity.WARNING,
        Text(
            "A 是集体土地所有权宗地，与所有权未确定（Z）矛盾",
            "A states collective ownership, yet Z says that ownership is undetermined",
        ),
    ),
}
"""Pairs of feature letters that cannot be (ERROR) or seldom are right (WARNING)."""


@dataclass(frozen=True, slots=True)
class CityWithoutCounties:
    """A prefecture-level city that has no counties: its own code, ending in 00, stands in units."""

    code: str
    name: Text
    source: str = "GB/T 2260"
    verified: bool = False


CITIES_WITHOUT_COUNTIES: tuple[CityWithoutCounties, ...] = (
    CityWithoutCounties("441900", Text("东莞市", "Dongguan")),
    CityWithoutCounties("442000", Text("中山市", "Zhongshan")),
    CityWithoutCounties("460400", Text("儋州市", "Danzhou")),
    CityWithoutCounties("620200", Text("嘉峪关市", "Jiayuguan")),
)
"""Remembered; an office adds others through the county allow-list of its own."""
