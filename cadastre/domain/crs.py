"""What coordinate system delivered figures are in, and how to bring them into the office's form.

Surveyors' X is the northing and Y the easting; eastings may carry the zone number in front
(38 432 010.350). Files state their system badly or not at all, so the magnitude of the figures is
looked at too. What is recognised is named in a finding; nothing is ever transformed from one
datum or zone into another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from typing import Final

from cadastre.domain.crs_systems import (
    DATUM_NAMES,
    ZONES,
    Datum,
    GkSystem,
    by_meridian,
    by_zone,
    datum_of_text,
    meridian_form,
    srid_of_wkt,
    system,
    wkt_name,
)
from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text

__all__ = [
    "CHINA",
    "CHINA_WITH_ISLANDS",
    "DATUM_NAMES",
    "ZONES",
    "AxisOrder",
    "Datum",
    "GkSystem",
    "Interpretation",
    "PlaneLimits",
    "by_meridian",
    "by_zone",
    "datum_of_text",
    "interpret",
    "meridian_form",
    "srid_of_wkt",
    "system",
    "wkt_name",
]

_EXACT: Final = Context(prec=400, traps=[InvalidOperation, Inexact])
_ZONE_UNIT_M: Final = Decimal(1_000_000)
_CODES: Final = {
    "axes_swapped": "CR01",
    "axes_mixed": "CR02",
    "wrong_zone": "CR03",
    "zones_mixed": "CR04",
    "datum_refused": "CR05",
    "geographic_coordinates": "CR06",
    "unknown_crs": "CR07",
    "wrong_crs": "CR08",
    "non_finite_coordinate": "CR09",
    "coordinate_out_of_range": "CR10",
    "prefix_unstated": "CR11",
}


class AxisOrder(StrEnum):
    """Which of the two figures comes first in a file."""

    NORTH_EAST = "north_east"
    EAST_NORTH = "east_north"


@dataclass(frozen=True, slots=True)
class PlaneLimits:
    """Where plane figures can lie, in metres, without zone prefix; a setting of the office.

    Eastings may lie ``easting_reach_3_m`` (or ``…_6_m`` in a 6-degree zone) to either side of
    500 000, a little past the zone's edge, since a city may straddle two zones.
    """

    northing_min_m: Decimal = Decimal(1_900_000)
    northing_max_m: Decimal = Decimal(6_000_000)
    easting_reach_3_m: Decimal = Decimal(170_000)
    easting_reach_6_m: Decimal = Decimal(330_000)

    def easting_range_m(self, width: int) -> tuple[Decimal, Decimal]:
        """Return the smallest and largest easting in a zone of 3 or 6 degrees."""
        reach = self.easting_reach_6_m if width == 6 else self.easting_reach_3_m
        return 500_000 - reach, 500_000 + reach


CHINA: Final = PlaneLimits()
CHINA_WITH_ISLANDS: Final = PlaneLimits(northing_min_m=Decimal(300_000))
"""For an office that keeps parcels on the islands of the South China Sea (三沙)."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the figures of one file are, and how to read each pair.

    Parameters
    ----------
    srid
        System of the figures after the zone prefix is off (meridian form, 4547); None when it
        cannot be told.
    zone_prefix
        Zone number found in front of the eastings, or None.
    stated
        What the file says of its system, as text.
    axes_swapped
        True when the figures stand the other way round than the format says.
    refused
        True when the figures must not become geometry; ``findings`` then hold an error.
    """

    srid: int | None
    zone_prefix: int | None
    stated: str
    axes_swapped: bool
    refused: bool
    findings: tuple[Finding, ...]
    order: AxisOrder

    def normalise(self, first: Decimal, second: Decimal) -> tuple[Decimal, Decimal]:
        """Return (northing_m, easting_m) of one pair as it stands in the file.

        The prefix is taken off and a swap undone; every delivered digit stays, zeros too.

        Raises
        ------
        ValueError
            When the interpretation is refused: such figures must not be used.
        """
        if self.refused:
            message = "these figures were refused and must not become geometry"
            raise ValueError(message)
        if (self.order is AxisOrder.EAST_NORTH) != self.axes_swapped:
            first, second = second, first
        if self.zone_prefix is not None:
            second = _EXACT.subtract(second, self.zone_prefix * _ZONE_UNIT_M)
        return first, second


Pair = tuple[Decimal, Decimal]


@dataclass(slots=True)
class _Scan:
    """What one pass over the pairs saw; ``*_prefixes`` hold 0 for "no prefix"."""

    count: int = 0
    not_finite: list[tuple[int, Pair]] = field(default_factory=list)
    degrees: list[tuple[int, Pair]] = field(default_factory=list)
    outside: list[tuple[int, Pair]] = field(default_factory=list)
    straight_only: int = 0
    swapped_only: list[tuple[int, Pair]] = field(default_factory=list)
    straight_prefixes: set[int] = field(default_factory=set)
    swapped_prefixes: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Reader:
    """The office's view while findings are gathered."""

    file: str
    office: GkSystem | None
    office_srid: int
    limits: PlaneLimits
    width: int
    order: AxisOrder
    findings: list[Finding]

    def report(
        self,
        kind: str,
        message: Text,
        *,
        advice: Text = NO_TEXT,
        severity: Severity = Severity.ERROR,
        found: str = "",
        expected: str = "",
    ) -> None:
        self.findings.append(
            Finding(
                code=_CODES[kind],
                kind=kind,
                severity=severity,
                message=message,
                advice=advice,
                file=self.file,
                found=found,
                expected=expected,
            )
        )

    def prefix_of(self, northing: Decimal, easting: Decimal) -> int | None:
        """Return the zone prefix (0 for none) when the pair can be (north, east), else None."""
        if not self.limits.northing_min_m <= northing <= self.limits.northing_max_m:
            return None
        zone, width = 0, self.width
        if easting >= 10 * _ZONE_UNIT_M:
            zone = int(easting // _ZONE_UNIT_M) if easting < 100 * _ZONE_UNIT_M else 0
            width = next((w for w, zones in ZONES.items() if zone in zones), 0)
            if not width:
                return None
        low, high = self.limits.easting_range_m(width)
        return zone if low <= easting - zone * _ZONE_UNIT_M <= high else None

    def scan(self, pairs: Iterable[Pair]) -> _Scan:
        seen = _Scan()
        for seen.count, pair in enumerate(pairs, start=1):
            first, second = pair
            if not (first.is_finite() and second.is_finite()):
                seen.not_finite.append((seen.count, pair))
            elif abs(first) <= 180 and abs(second) <= 180:
                seen.degrees.append((seen.count, pair))
            elif self.office is None:
                if max(abs(first), abs(second)) > 100 * _ZONE_UNIT_M:
                    seen.outside.append((seen.count, pair))
            else:
                self._place(seen, pair)
        return seen

    def _place(self, seen: _Scan, pair: Pair) -> None:
        first, second = pair if self.order is AxisOrder.NORTH_EAST else (pair[1], pair[0])
        straight, swapped = self.prefix_of(first, second), self.prefix_of(second, first)
        if straight is None and swapped is None:
            seen.outside.append((seen.count, pair))
        elif swapped is None:
            seen.straight_only += 1
        elif straight is None:
            seen.swapped_only.append((seen.count, pair))
        if straight is not None:
            seen.straight_prefixes.add(straight)
        if swapped is not None:
            seen.swapped_prefixes.add(swapped)


def interpret(
    pairs: Iterable[Pair],
    *,
    order: AxisOrder,
    office_srid: int,
    file: str,
    stated: str = "",
    stated_zone: int | None = None,
    stated_srid: int | None = None,
    limits: PlaneLimits = CHINA,
) -> Interpretation:
    """Say which system the figures of one file are in, and report what does not fit.

    Parameters
    ----------
    pairs
        All pairs of figures as they stand in the file; none gives an interpretation that rests
        on the stated words alone.
    order
        Order that the format (or the file's header) promises.
    office_srid
        EPSG code of the office's plane system; its prefixed form counts as the same system. For
        a code outside the families of China only finiteness, degrees and the stated code are
        looked at.
    stated
        What the file says: a header text, or the whole text of a .prj.
    stated_zone
        Zone number the header gives (带号), or None.
    stated_srid
        EPSG code the file gives; read from ``stated`` when that is a WKT text.
    limits
        Where plane figures of the country can lie.

    Returns
    -------
    Interpretation
        Refused exactly when a finding is an error.

    Raises
    ------
    ValueError
        When ``office_srid`` is geographic: an office keeps its parcels on a plane.
    """
    office_srid = meridian_form(office_srid)
    office = system(office_srid)
    if office is not None and office.geographic:
        message = f"the office's system must be a plane one, not EPSG:{office_srid}"
        raise ValueError(message)
    name = wkt_name(stated)
    if name is not None and stated_srid is None:
        stated_srid = srid_of_wkt(stated)
    told = system(stated_srid) if stated_srid is not None else None
    datum = told.datum if told else datum_of_text(stated)
    zone = stated_zone if stated_zone is not None else (told.zone or None if told else None)
    width = 6 if zone in ZONES[6] or (zone is None and office and office.width == 6) else 3
    findings: list[Finding] = []
    reader = _Reader(file, office, office_srid, limits, width, order, findings)

    seen = reader.scan(pairs)
    _report_figures(reader, seen)
    swapped = _report_axes(reader, seen)
    prefix = _report_prefixes(reader, seen, swapped=swapped)
    if _report_datum(reader, datum, name=stated if name is None else name):
        srid = None
    elif name is not None and stated_srid is None:
        srid = _report_unreadable_wkt(reader, name)
    elif stated_srid is not None and told is None and stated_srid != office_srid:
        srid = _report_foreign(reader, stated_srid)
    else:
        _report_unstated(reader, datum, zone, prefix, stated_srid=stated_srid)
        _report_prefix_form(reader, told, prefix, count=seen.count)
        srid = _report_zone(reader, zone, prefix)
    return Interpretation(
        srid=srid,
        zone_prefix=prefix,
        stated=stated if name is None else name,
        axes_swapped=swapped,
        refused=any(finding.severity is Severity.ERROR for finding in findings),
        findings=tuple(findings),
        order=order,
    )


def _pair_text(pair: Pair) -> str:
    return ", ".join(str(figure) if len(str(figure)) < 40 else f"{figure:.6E}" for figure in pair)


def _report_figures(reader: _Reader, seen: _Scan) -> None:
    if seen.not_finite:
        index, pair = seen.not_finite[0]
        reader.report(
            "non_finite_coordinate",
            Text(
                f"共 {len(seen.not_finite)} 个点的坐标不是有限数值，"
                f"第一个是文件中的第 {index} 点。",
                f"{len(seen.not_finite)} points have coordinates that are no finite numbers; "
                f"the first is point {index} of the file.",
            ),
            advice=Text(
                "请核对并改正这些点的坐标后重新上传。", "Correct these points and upload again."
            ),
            found=_pair_text(pair),
        )
    if seen.degrees:
        index, pair = seen.degrees[0]
        reader.report(
            "geographic_coordinates",
            Text(
                f"共 {len(seen.degrees)} 个点的数值像经纬度（度），第一个是文件中的第 {index} 点；"
                "地籍成果应为平面坐标（米）。",
                f"{len(seen.degrees)} points look like longitude and latitude in degrees, the "
                f"first is point {index} of the file; plane coordinates in metres are needed.",
            ),
            advice=Text(
                "请按本单位坐标系导出高斯平面坐标后重新上传；系统不会自行投影。",
                "Export plane coordinates in the office's system and upload again; "
                "nothing is projected here.",
            ),
            found=_pair_text(pair),
            expected=_office_text(reader).zh,
        )
    if seen.outside:
        _report_outside(reader, *seen.outside[0], count=len(seen.outside))


def _report_outside(reader: _Reader, index: int, pair: Pair, *, count: int) -> None:
    limits = reader.limits
    low, high = limits.easting_range_m(reader.width)
    expected = (
        f"X {limits.northing_min_m}–{limits.northing_max_m}, Y {low}–{high} "
        f"({'带号' if reader.office else ''}+Y)"
        if reader.office
        else "|X|, |Y| ≤ 100000000"
    )
    reader.report(
        "coordinate_out_of_range",
        Text(
            f"共 {count} 个点的坐标超出可能的范围，"
            f"第一个是文件中的第 {index} 点：{_pair_text(pair)}。",
            f"{count} points lie outside the possible range; the first is point {index} of the "
            f"file: {_pair_text(pair)}.",
        ),
        advice=Text(
            "请核对小数点、单位（米）、加常数和带号后重新上传。",
            "Check the decimal point, the unit (metres), added constants and the zone number, "
            "then upload again.",
        ),
        found=_pair_text(pair),
        expected=expected,
    )


def _report_axes(reader: _Reader, seen: _Scan) -> bool:
    if not seen.swapped_only:
        return False
    index, pair = seen.swapped_only[0]
    north_first = reader.order is AxisOrder.NORTH_EAST
    promised = Text(
        "先 X（北）后 Y（东）" if north_first else "先东后北",
        "northing first" if north_first else "easting first",
    )
    if seen.straight_only:
        reader.report(
            "axes_mixed",
            Text(
                f"同一文件中有 {len(seen.swapped_only)} 个点的 X、Y "
                f"与其余 {seen.straight_only} 个点次序相反，第一个是第 {index} 点。",
                f"{len(seen.swapped_only)} points have X and Y the other way round than the "
                f"remaining {seen.straight_only}; the first is point {index}.",
            ),
            advice=Text("请统一坐标次序后重新上传。", "Use one order throughout and upload again."),
            found=_pair_text(pair),
            expected=promised.zh,
        )
        return False
    reader.report(
        "axes_swapped",
        Text(
            f"X、Y 标反：按格式应{promised.zh}，而第 {index} 点为 {_pair_text(pair)}；"
            "已按数值大小对调读入。",
            f"X and Y are swapped: the format has {promised.en}, but point {index} reads "
            f"{_pair_text(pair)}; they were read the other way round.",
        ),
        advice=Text(
            "请核对地图上的位置；确认无误即可继续，建议改正原文件。",
            "Check the place on the map; if it is right you may go on, but mend the file.",
        ),
        severity=Severity.WARNING,
        found=_pair_text(pair),
        expected=promised.zh,
    )
    return True


def _report_prefixes(reader: _Reader, seen: _Scan, *, swapped: bool) -> int | None:
    prefixes = sorted(seen.swapped_prefixes if swapped else seen.straight_prefixes)
    if len(prefixes) > 1:
        words = ", ".join(str(prefix) if prefix else "—" for prefix in prefixes)
        reader.report(
            "zones_mixed",
            Text(
                f"同一文件的横坐标带号不一致：{words}（— 表示没有带号）。",
                f"Eastings of one file carry different zone numbers: {words} (— means none).",
            ),
            advice=Text(
                "请把所有点换算到同一投影带后重新上传。",
                "Bring all points into one zone and upload again.",
            ),
            found=words,
        )
        return None
    return prefixes[0] or None if prefixes else None


def _office_text(reader: _Reader) -> Text:
    if reader.office is None:
        return Text(f"EPSG:{reader.office_srid}", f"EPSG:{reader.office_srid}")
    name = reader.office.name
    return Text(f"{name.zh}（EPSG:{reader.office_srid}）", f"{name.en} (EPSG:{reader.office_srid})")


def _report_datum(reader: _Reader, datum: Datum | None, *, name: str) -> bool:
    """Report a datum other than the office's; True when it is refused."""
    own = reader.office.datum if reader.office else None
    if datum is None or own is None or datum is own:
        return False
    other, office = DATUM_NAMES[datum], _office_text(reader)
    reader.report(
        "datum_refused",
        Text(
            f"文件的坐标系为{other.zh}（“{name or other.zh}”），与本单位的{office.zh}基准不同；"
            "没有配置转换参数，不作转换。",
            f"The file is in {other.en} (“{name or other.en}”), another datum than the "
            f"office's {office.en}; no parameters are configured, so nothing is transformed.",
        ),
        advice=Text(
            "请由测绘单位转换到本单位坐标系后重新上传；若只是写错，请改正坐标系说明。",
            "Have the surveyor convert it to the office's system; if only the words are wrong, "
            "correct them.",
        ),
        found=name or other.zh,
        expected=office.zh,
    )
    return True


def _report_unreadable_wkt(reader: _Reader, name: str) -> None:
    office = _office_text(reader)
    reader.report(
        "wrong_crs",
        Text(
            f"投影说明“{name}”不是我国的高斯-克吕格 3 度或 6 度带，与本单位的{office.zh}不符。",
            f"The projection “{name}” is no 3- or 6-degree Gauss-Krüger zone of China and not "
            f"the office's {office.en}.",
        ),
        advice=Text(
            "请转换到本单位坐标系后重新上传；若 .prj 写错，请改正它。",
            "Convert to the office's system and upload again; if the .prj is wrong, correct it.",
        ),
        found=name,
        expected=office.zh,
    )


def _report_foreign(reader: _Reader, stated_srid: int) -> None:
    _report_unreadable_wkt(reader, f"EPSG:{stated_srid}")


def _report_unstated(
    reader: _Reader,
    datum: Datum | None,
    zone: int | None,
    prefix: int | None,
    *,
    stated_srid: int | None,
) -> None:
    if stated_srid == reader.office_srid or (datum and (zone or prefix)):
        return
    missing = (
        Text("没有写明坐标系", "does not state its coordinate system")
        if datum is None
        else Text("没有写明带号或中央经线", "does not state its zone or central meridian")
    )
    office = _office_text(reader)
    reader.report(
        "unknown_crs",
        Text(
            f"文件{missing.zh}；数值符合本单位的{office.zh}，按此读入。",
            f"The file {missing.en}; its figures fit the office's {office.en} and were read so.",
        ),
        advice=Text(
            "请在地图上核对位置，并请测绘单位写明坐标系。",
            "Check the place on the map, and have the surveyor state the system.",
        ),
        severity=Severity.WARNING,
        expected=office.zh,
    )


def _report_prefix_form(
    reader: _Reader, told: GkSystem | None, prefix: int | None, *, count: int
) -> None:
    if told is None or told.geographic or not count or told.prefixed == (prefix is not None):
        return
    with_it = prefix is not None
    reader.report(
        "prefix_unstated",
        Text(
            f"坐标系说明（{told.name.zh}）{'不带' if with_it else '带'}带号，"
            f"而横坐标{f'带有带号 {prefix}' if with_it else '没有带号'}；按数值读入。",
            f"The stated system ({told.name.en}) has {'no ' if with_it else ''}zone number in "
            f"its eastings, but the figures {f'carry {prefix}' if with_it else 'carry none'}; "
            "they were read as they are.",
        ),
        advice=Text(
            "请核对位置并改正坐标系说明。", "Check the place and correct the stated system."
        ),
        severity=Severity.WARNING,
        found=str(prefix or ""),
        expected=str(told.zone if told.prefixed else ""),
    )


def _report_zone(reader: _Reader, zone: int | None, prefix: int | None) -> int | None:
    """Report zones that contradict each other or the office; return the figures' system."""
    office = reader.office
    if office is None:
        return reader.office_srid
    stated = next((by_zone(zone, prefixed=False) for zs in ZONES.values() if zone in zs), None)
    shown = by_zone(prefix, prefixed=False) if prefix is not None else stated
    advice = Text(
        "请换算到本单位的投影带后重新上传；若只是带号写错，请改正带号。系统不作换带。",
        "Convert to the office's zone and upload again; if only the number is wrong, correct "
        "it. Nothing is moved between zones here.",
    )
    if stated and shown and stated.central_meridian != shown.central_meridian:
        reader.report(
            "wrong_zone",
            Text(
                f"文件写明的带号为 {zone}，而横坐标前的带号为 {prefix}，两者矛盾。",
                f"The file states zone {zone}, but its eastings begin with {prefix}.",
            ),
            advice=advice,
            found=str(prefix),
            expected=str(zone),
        )
    if shown is None or shown.central_meridian == office.central_meridian:
        return reader.office_srid
    words = _office_text(reader)
    reader.report(
        "wrong_zone",
        Text(
            f"坐标在带号 {shown.zone}（中央经线 {shown.central_meridian}°），"
            f"本单位为{words.zh}：投影带不符。",
            f"The coordinates are in zone {shown.zone} (central meridian "
            f"{shown.central_meridian}°E); the office keeps {words.en}.",
        ),
        advice=advice,
        found=str(shown.zone),
        expected=str(office.zone),
    )
    return by_zone(shown.zone, prefixed=False, datum=office.datum).srid
