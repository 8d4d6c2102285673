"""Districts, parcels and their boundaries: one class per row kind."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadastre.models import (
    RECORDED_PERIOD,
    VALID_PERIOD,
    Period,  # noqa: F401 - the first migration names it here
    PlanePoint,
    SpatialSource,
    VersionedObject,
)

PARCEL_CODE_PATTERN = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}$"


class CadastralDistrict(models.Model):
    """A cadastral district (地籍区): nine digits."""

    code = models.CharField(_("code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    geom = models.MultiPolygonField(_("extent"), srid=settings.SRID)

    class Meta:
        verbose_name = _("cadastral district")
        verbose_name_plural = _("cadastral districts")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CadastralSubDistrict(models.Model):
    """A cadastral sub-district (地籍子区): twelve digits."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    district = models.ForeignKey(
        CadastralDistrict, on_delete=models.PROTECT, related_name="sub_districts"
    )
    geom = models.MultiPolygonField(_("extent"), srid=settings.SRID)

    class Meta:
        verbose_name = _("cadastral sub-district")
        verbose_name_plural = _("cadastral sub-districts")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Layer(models.TextChoices):
    """Surface, above and below ground are coverages of their own (B, S, X)."""

    SURFACE = "surface", _("surface")
    ABOVE = "above", _("above ground")
    BELOW = "below", _("below ground")


class Parcel(VersionedObject):
    """One version of a parcel (宗地) in the register."""

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    sub_district = models.ForeignKey(
        CadastralSubDistrict, on_delete=models.PROTECT, related_name="parcels"
    )
    layer = models.CharField(_("layer"), max_length=8, choices=Layer.choices)
    address = models.CharField(_("address"), max_length=200)
    land_use_system = models.CharField(_("land use classification"), max_length=40, blank=True)
    land_use_code = models.CharField(_("land use"), max_length=10, blank=True)
    land_use_name = models.CharField(_("land use name"), max_length=60, blank=True)
    geom = models.MultiPolygonField(_("boundary"), srid=settings.SRID)
    area_m2 = models.DecimalField(_("registered area (m²)"), max_digits=15, decimal_places=2)
    area_rule = models.CharField(_("rule of the area"), max_length=20, blank=True)
    boundary_rule = models.CharField(_("rule of the boundary"), max_length=20, blank=True)
    source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    area_source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("area source")
    )

    class Meta(VersionedObject.Meta):
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ("parcel_code", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            ExclusionConstraint(
                name="parcel_one_version_at_a_time",
                expressions=[
                    ("parcel_code", RangeOperators.EQUAL),
                    (VALID_PERIOD, RangeOperators.OVERLAPS),
                    (RECORDED_PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="parcel_code_is_well_formed",
                condition=Q(parcel_code__regex=PARCEL_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="parcel_code_is_of_its_sub_district",
                condition=Q(parcel_code__startswith=models.F("sub_district_id")),
            ),
            models.CheckConstraint(name="parcel_geom_is_valid", condition=Q(geom__isvalid=True)),
            models.CheckConstraint(name="parcel_area_is_positive", condition=Q(area_m2__gt=0)),
        )

    def __str__(self) -> str:
        return self.parcel_code


class BoundaryPoint(PlanePoint):
    """A boundary point (界址点) of one parcel version."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="points")
    geom = models.PointField(_("place"), srid=settings.SRID)
    marker = models.CharField(_("marker"), max_length=20, blank=True)
    source = models.ForeignKey(SpatialSource, on_delete=models.PROTECT, related_name="+")
    source_file = models.CharField(_("file"), max_length=255, blank=True)

    class Meta(PlanePoint.Meta):
        verbose_name = _("boundary point")
        verbose_name_plural = _("boundary points")
        constraints = (
            models.UniqueConstraint(
                name="boundary_point_once_in_its_ring",
                fields=("parcel", "part", "ring", "sequence"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_id}/{self.label}"


class BoundaryLine(models.Model):
    """A boundary line (界址线) between two consecutive points of one parcel version."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="lines")
    start = models.ForeignKey(BoundaryPoint, on_delete=models.PROTECT, related_name="+")
    end = models.ForeignKey(BoundaryPoint, on_delete=models.PROTECT, related_name="+")
    length_m = models.DecimalField(_("length (m)"), max_digits=15, decimal_places=2)
    side = models.CharField(_("side"), max_length=1, help_text=_("N, E, S or W, seen from inside"))
    geom = models.LineStringField(_("line"), srid=settings.SRID)

    class Meta:
        verbose_name = _("boundary line")
        verbose_name_plural = _("boundary lines")
        ordering = ("start__part", "start__ring", "start__sequence")

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.start_id}-{self.end_id}"
