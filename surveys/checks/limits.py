"""Limits of the geometry checks that no standard in ``cadastre.domain.tolerances`` gives.

They are conventions of this system: figures that sound data never come near.
"""

from decimal import Decimal

CONVENTION = "本系统约定 / convention of this system"

SPIKE_ANGLE_DEGREES = 1.0
"""Two sides that fold back at less than this angle are a slip, not a corner."""

SMALLEST_AREA_M2 = Decimal("0.01")
"""A shape must be larger: areas are registered to two decimals."""

OVERLAP_AREA_M2 = Decimal("0.1")
OVERLAP_WIDTH_M = 0.1
"""Common ground counts when it is larger than the one or wider than the other."""

OVERLAP_HALF_WIDTH_M = 0.0500005
"""Half of it, and half a micrometre for doubles: common ground exactly that wide is not wider."""

COSTLIEST_OVERLAY = 1_000_000
"""Overlays of more vertices times vertices than this cannot be stopped once begun."""

AREA_STEP_M2 = Decimal("0.01")
"""Areas are kept to two decimals, so sums may be off by that much for each figure."""

AREA_RATIO_PERCENT = Decimal(3)
"""商品房销售管理办法 第二十条: beyond it a contract on floor areas may be undone."""

GAP_WIDTH_M = Decimal("2.5")
"""Free ground between parcels up to this width is a gap; wider, it is a street or a field."""

SLIVER_LENGTHS = Decimal(5)
"""An open strip less than so many times as long as it is wide is a niche and not left over."""

PASSAGE_WIDTH_M = Decimal("0.10")
"""Open free ground wider than a boundary point of class 1 may be off can be a passage."""

GAP_NEIGHBOURS_NAMED = 12
"""A gap along more parcels names these, and how many there are."""
