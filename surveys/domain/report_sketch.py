"""A small drawing of what was delivered, with the findings on it, as SVG without a script."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import floor, log10
from typing import Any, Final

from importers.records import Delivery, PolygonRecord
from surveys.domain.report_words import said, word

WIDTH: Final = 720
TALLEST: Final = 480
MARGIN: Final = 24
MOST_SHAPES: Final = 1_500
MOST_POINTS: Final = 40_000
MOST_MARKS: Final = 400
MOST_LABELS: Final = 40
LABEL_SIGNS: Final = 7
FARTHEST_M: Final = 1e8
"""Figures beyond this are no plane coordinates of the country and are left out."""
COLOURS: Final = {"error": "#b42318", "warning": "#b54708", "information": "#667085"}

Place = tuple[float, float]
"""Easting and northing in metres."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One delivered parcel or building as its rings; ``kind`` is ``parcel`` or ``building``."""

    kind: str
    label: str
    rings: tuple[tuple[Place, ...], ...]


def shapes_of(delivery: Delivery) -> list[Shape]:
    """Return what of a delivery can be drawn, parcels first."""
    parcels = (
        Shape("parcel", parcel.parcel_code, rings_of(parcel.polygons))
        for parcel in delivery.parcels
    )
    buildings = (
        Shape("building", building.building_number, rings_of(building.polygons))
        for building in delivery.buildings
    )
    return [shape for shape in (*parcels, *buildings) if shape.rings]


def rings_of(polygons: Iterable[PolygonRecord]) -> tuple[tuple[Place, ...], ...]:
    """Return all rings of polygons as places."""
    return tuple(
        tuple(place_of(point.easting_m, point.northing_m) for point in ring.points)
        for polygon in polygons
        for ring in polygon.rings
        if ring.points
    )


def place_of(easting_m: Decimal, northing_m: Decimal) -> Place:
    """Return exact coordinates as a place to be drawn."""
    return float(easting_m), float(northing_m)


@dataclass(frozen=True, slots=True)
class _Frame:
    """From metres to the drawing: north is up."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def at(self, place: Place) -> tuple[str, str]:
        across = MARGIN + (place[0] - self.west) * self.scale
        down = MARGIN + (self.north - place[1]) * self.scale
        return f"{across:.2f}", f"{down:.2f}"


def sketch_svg(
    shapes: Sequence[Shape], findings: Sequence[Mapping[str, Any]], *, language: str = "zh"
) -> str:
    """Return the drawing; an empty text when there is no place to be shown.

    Parameters
    ----------
    shapes
        What was delivered; the first :data:`MOST_SHAPES` are drawn.
    findings
        The findings of a report; those with a location are marked, the worst on top.
    """
    drawn = list(_drawable(shapes))
    marks = [
        (finding, tuple(finding["location"]))
        for finding in findings
        if finding["location"] and all(abs(figure) < FARTHEST_M for figure in finding["location"])
    ]
    marks = sorted(marks, key=lambda mark: list(COLOURS).index(mark[0]["severity"]))[:MOST_MARKS]
    frame = _frame([*_places(drawn), *(place for _, place in marks)])
    if frame is None:
        return ""
    body = [
        *(_path(shape, frame) for shape in drawn),
        *_labels(drawn, frame),
        *(_mark(finding, place, frame, language) for finding, place in reversed(marks)),
        *_scale_bar(frame, language),
    ]
    return (
        f'<svg class="sketch" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{word("map", language)}" viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" '
        f'width="{frame.width:.0f}" height="{frame.height:.0f}">' + "".join(body) + "</svg>"
    )


def _drawable(shapes: Sequence[Shape]) -> Iterator[Shape]:
    points = 0
    for shape in shapes[:MOST_SHAPES]:
        points += sum(map(len, shape.rings))
        if points > MOST_POINTS:
            return
        if all(abs(figure) < FARTHEST_M for ring in shape.rings for p in ring for figure in p):
            yield shape


def _places(shapes: Iterable[Shape]) -> Iterator[Place]:
    for shape in shapes:
        for ring in shape.rings:
            yield from ring


def _frame(places: Sequence[Place]) -> _Frame | None:
    if not places:
        return None
    eastings, northings = [p[0] for p in places], [p[1] for p in places]
    west, east, south, north = min(eastings), max(eastings), min(northings), max(northings)
    across, up = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / up)
    height = up * scale + 2 * MARGIN + 20
    return _Frame(west, north, scale, max(across * scale + 2 * MARGIN, 260.0), height)


def _path(shape: Shape, frame: _Frame) -> str:
    steps = []
    for ring in shape.rings:
        points = " L".join(",".join(frame.at(place)) for place in ring)
        if points:
            steps.append(f"M{points}Z")
    looks = (
        'fill="#fdf3f2" fill-opacity="0.6" stroke="#c0392b"'
        if shape.kind == "parcel"
        else 'fill="#d0d5dd" stroke="#475467"'
    )
    return f'<path d="{" ".join(steps)}" fill-rule="evenodd" stroke-width="1" {looks}/>'


def _labels(shapes: Sequence[Shape], frame: _Frame) -> Iterator[str]:
    labelled = [shape for shape in shapes if shape.label]
    if len(labelled) > MOST_LABELS:
        return
    for shape in labelled:
        ring = shape.rings[0]
        middle = (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))
        across, down = frame.at(middle)
        yield (
            f'<text x="{across}" y="{down}" font-size="10" text-anchor="middle" fill="#344054">'
            f"{escape(_printable(shape.label[-LABEL_SIGNS:]))}</text>"
        )


def _mark(finding: Mapping[str, Any], place: Place, frame: _Frame, language: str) -> str:
    across, down = frame.at(place)
    colour = COLOURS[finding["severity"]]
    told = escape(_printable(f"{finding['code']} {said(finding['message'], language)}"))
    return (
        f'<circle cx="{across}" cy="{down}" r="5" fill="{colour}" fill-opacity="0.35" '
        f'stroke="{colour}" stroke-width="1.5"><title>{told}</title></circle>'
    )


def _scale_bar(frame: _Frame, language: str) -> Iterator[str]:
    """Yield a bar of a round length of about a quarter of the drawing, and where north is."""
    length_m = _round_length((frame.width / 4) / frame.scale)
    wide = length_m * frame.scale
    down = frame.height - 8
    yield (
        f'<path d="M{MARGIN},{down - 5:.2f} v5 h{wide:.2f} v-5" fill="none" stroke="#344054"/>'
        f'<text x="{MARGIN + wide + 6:.2f}" y="{down:.2f}" font-size="10" fill="#344054">'
        f"{length_m:g} m</text>"
    )
    yield (
        f'<path d="M{frame.width - 14:.2f},{down:.2f} v-16 l-4,7 m4,-7 l4,7" fill="none" '
        f'stroke="#344054"/><text x="{frame.width - 34:.2f}" y="{down:.2f}" font-size="10" '
        f'fill="#344054">{word("north", language)}</text>'
    )


def _round_length(most_m: float) -> float:
    """Return the longest of 1, 2, 5 times a power of ten that is not over ``most_m``."""
    power = 10.0 ** floor(log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m * 1.000001)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in text)
