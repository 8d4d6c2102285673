"""The small map of a decision sheet: adopted boundary and footprints as SVG, north up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from surveys.domain.report_sketch import Place, Shape, place_of, sketch_svg


def map_svg(decision: Mapping[str, Any]) -> str:
    """Draw what a decision adopts; an empty text where it adopts no shape.

    Parameters
    ----------
    decision
        As :meth:`surveys.domain.decision.Decision.to_dict` gives it: rings are pairs of northing
        and easting in metres, in words.
    """
    adopted = decision["adopted"]
    shapes = []
    if adopted["boundary"]:
        shapes.append(Shape("parcel", decision["parcel_code"], _rings(adopted["boundary"])))
    shapes += [
        Shape("building", footprint["building_number"], _rings(footprint))
        for footprint in adopted["footprint"]
    ]
    return sketch_svg(shapes, [])


def _rings(shape: Mapping[str, Any]) -> tuple[tuple[Place, ...], ...]:
    return tuple(
        tuple(place_of(Decimal(easting), Decimal(northing)) for northing, easting in ring)
        for ring in shape["rings"]
    )
