"""Moving points: the same place in every spelling, areas by as much as the plane area."""

from dataclasses import replace
from decimal import Decimal

from parcels.domain.moving import Move, moved, plane_area_m2
from parcels.domain.publication import RegisterPoint
from tests.factories import content, rectangle

CONTENT = replace(content("", (rectangle(100, 0),)), area_m2=Decimal("590.00"))


def to(north: str, east: str, **more) -> RegisterPoint:
    return RegisterPoint("new", Decimal(north), Decimal(east), **more)


def test_the_registered_area_changes_as_the_plane_area_does():
    """A registered 590 m² over a plane 600 m²: 20 m by 5 m more make 690 m²."""
    moves = [
        Move(Decimal("100"), Decimal("30"), to("100", "35")),
        Move(Decimal("80.0"), Decimal("30.000"), to("80", "35")),
    ]
    after = moved(CONTENT, moves)
    assert plane_area_m2(after.parts) == 700
    assert after.area_m2 == Decimal("690.00")


def test_a_moved_point_keeps_its_label_and_what_is_not_stated_anew():
    first = replace(CONTENT.parts[0][0][0], marker="2", line_kind="1")
    before = replace(CONTENT, parts=(((first, *CONTENT.parts[0][0][1:]),),))
    after = moved(before, [Move(Decimal(100), Decimal(0), to("101", "0", line_kind="3"))])
    point = after.parts[0][0][0]
    assert (point.label, point.marker, point.line_kind) == ("J1", "2", "3")
    assert point.northing_m == Decimal("101")
    assert after.parts[0][0][1:] == before.parts[0][0][1:]


def test_no_move_changes_nothing():
    assert moved(CONTENT, []) == CONTENT
