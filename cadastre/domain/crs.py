"""What coordinate system delivered figures are in, and how to bring them into the office's form.

Surveyors' X is the northing and Y the easting; eastings may carry the zone number in front
(38 432 010.350). Files state their system badly or not at all, so the magnitude of the figures is
looked at too. What is recognised is named in a finding; nothing is ever transformed from one
datum or zone into another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from cadastre.domain import crs_findings as say
from cadastre.domain.crs_figures import (
    CHINA,
    CHINA_WITH_ISLANDS,
    ZONE_UNIT_M,
    AxisOrder,
    FigureScan,
    Pair,
    PlaneLimits,
    scan_figures,
)
from cadastre.domain.crs_systems import (
    DATUM_NAMES,
    ZONES,
    Datum,
    GkSystem,
    by_meridian,
    by_zone,
    meridian_form,
    system,
)
from cadastre.domain.crs_texts import datum_of_text, srid_of_wkt, wkt_name
from cadastre.domain.findings import Finding, Severity, Text

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
        What the file says of its system: the header's text, or the name in a .prj.
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
            second = _EXACT.subtract(second, self.zone_prefix * ZONE_UNIT_M)
        return first, second


@dataclass(frozen=True, slots=True)
class _Statement:
    """The file's words on its system beside the office's; ``name`` is for people."""

    office: GkSystem | None
    office_srid: int
    name: str
    is_wkt: bool
    srid: int | None
    zone: int | None

    @property
    def told(self) -> GkSystem | None:
        return system(self.srid) if self.srid is not None else None

    @property
    def datum(self) -> Datum | None:
        return self.told.datum if self.told else datum_of_text(self.name)

    @property
    def zone_told(self) -> int | None:
        if self.zone is not None:
            return self.zone
        return self.told.zone or None if self.told else None

    @property
    def width(self) -> int:
        """Degrees of zone that bound an easting without prefix."""
        if self.zone_told is None and self.office:
            return self.office.width
        return 6 if self.zone_told in ZONES[6] else 3

    @property
    def office_text(self) -> Text:
        code = f"EPSG:{self.office_srid}"
        if self.office is None:
            return Text(code, code)
        return Text(f"{self.office.name.zh}（{code}）", f"{self.office.name.en} ({code})")


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
    lines: Sequence[int] = (),
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
    lines
        Line of the file for each pair, so that findings can name it; empty for binary formats.

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
    words = _Statement(
        office=office,
        office_srid=office_srid,
        name=stated if name is None else name,
        is_wkt=name is not None,
        srid=stated_srid,
        zone=stated_zone,
    )
    bounds = limits if office is not None else None
    seen = scan_figures(pairs, order=order, limits=bounds, width=words.width)
    findings = list(_figure_findings(seen, words, bounds, order))
    swapped = bool(seen.swapped_only.count) and not seen.straight_only
    prefixes = sorted(seen.swapped_prefixes if swapped else seen.straight_prefixes)
    prefix = (prefixes[0] or None) if len(prefixes) == 1 else None
    if len(prefixes) > 1:
        findings.append(say.zones_mixed(prefixes))
    srid, more = _system_of(seen, words, prefix)
    # "Taken as the office's" is no comfort beside figures that were refused anyway.
    sound = not any(finding.severity is Severity.ERROR for finding in findings)
    findings += [finding for finding in more if sound or finding.severity is Severity.ERROR]
    return Interpretation(
        srid=srid,
        zone_prefix=prefix,
        stated=words.name,
        axes_swapped=swapped,
        refused=any(finding.severity is Severity.ERROR for finding in findings),
        findings=tuple(replace(f, file=file, line=_line(f, lines)) for f in findings),
        order=order,
    )


def _line(finding: Finding, lines: Sequence[int]) -> int | None:
    return lines[finding.line - 1] if finding.line and lines else None


def _figure_findings(
    seen: FigureScan, words: _Statement, limits: PlaneLimits | None, order: AxisOrder
) -> Iterator[Finding]:
    if seen.not_finite.count:
        yield say.non_finite(seen.not_finite)
    if seen.degrees.count:
        yield say.geographic(seen.degrees, words.office_text)
    if seen.outside.count:
        yield say.out_of_range(seen.outside, limits, words.width)
    if seen.swapped_only.count and seen.straight_only:
        yield say.axes_mixed(seen.swapped_only, seen.straight_only, order)
    elif seen.swapped_only.count:
        yield say.axes_swapped(seen.swapped_only, order)


def _system_of(
    seen: FigureScan, words: _Statement, prefix: int | None
) -> tuple[int | None, list[Finding]]:
    """Weigh the stated words, the prefix and the office's system against each other."""
    office, datum = words.office, words.datum
    if office is not None and datum not in (None, office.datum):
        return None, [say.datum_refused(datum, words.name, words.office_text)]
    unread = words.is_wkt and words.srid is None and office is not None
    other = words.srid not in (None, words.office_srid) and not (words.told and office)
    if unread or other:
        return None, [say.wrong_crs(words.name or f"EPSG:{words.srid}", words.office_text)]
    findings = []
    if words.srid != words.office_srid and not (datum and (words.zone_told or prefix)):
        findings.append(say.unknown_crs(datum_known=bool(datum), office=words.office_text))
    told = words.told
    if told and not told.geographic and seen.count and told.prefixed != (prefix is not None):
        findings.append(say.prefix_unstated(told, prefix))
    if office is None:
        return words.office_srid, findings
    srid, zones = _zone_findings(words, office, prefix)
    return srid, findings + zones


def _zone_findings(
    words: _Statement, office: GkSystem, prefix: int | None
) -> tuple[int, list[Finding]]:
    findings = []
    stated = _zone(words.zone_told)
    shown = _zone(prefix) or stated
    if stated and shown and stated.central_meridian != shown.central_meridian:
        findings.append(say.zone_contradicted(stated.zone, shown.zone))
    if shown is None or shown.central_meridian == office.central_meridian:
        return words.office_srid, findings
    findings.append(say.wrong_zone(shown, office, words.office_text))
    return by_zone(shown.zone, prefixed=False, datum=office.datum).srid, findings


def _zone(number: int | None) -> GkSystem | None:
    """Return the system of a zone number; None for no number and for one outside China."""
    if not any(number in zones for zones in ZONES.values()):
        return None
    return by_zone(int(number or 0), prefixed=False)
