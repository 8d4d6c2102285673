"""Districts, parcels and their boundaries: one class per row kind."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from cadastre.models import (
    RECORDED_PERIOD,
    VALID_PERIOD,
    Period,  # noqa: F401 - the first migration names it here
    PlanePoint,
    SpatialSource,
    VersionedObject,
)

PARCEL_CODE_KEY = Func(
    F("parcel_code"), Value(0), function="hashtextextended", output_field=models.BigIntegerField()
)
"""The code as a number of 64 bits: in an index over periods it costs a third of the text."""
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
                    (PARCEL_CODE_KEY, RangeOperators.EQUAL),
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


class SharedPoint(models.Model):
    """A place of boundary points with one number in its sub-district (界址点统一编号).

    Neighbours that meet in a corner have a point each, and both are of this one place: equal to the
    millimetre. Points of later versions at the same place keep the number.
    """

    sub_district = models.ForeignKey(
        CadastralSubDistrict, on_delete=models.PROTECT, related_name="shared_points"
    )
    number = models.PositiveIntegerField(_("unified number"))
    northing_mm = models.BigIntegerField(_("X (north), mm"))
    easting_mm = models.BigIntegerField(_("Y (east), mm"))

    class Meta:
        verbose_name = _("shared boundary point")
        verbose_name_plural = _("shared boundary points")
        constraints = (
            models.UniqueConstraint(
                name="shared_point_number_once", fields=("sub_district", "number")
            ),
            models.UniqueConstraint(
                name="shared_point_once_in_its_place",
                fields=("northing_mm", "easting_mm", "sub_district"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sub_district_id}J{self.number}"


class BoundaryPoint(PlanePoint):
    """A boundary point (界址点) of one parcel version."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="points")
    geom = models.PointField(_("place"), srid=settings.SRID)
    shared = models.ForeignKey(
        "SharedPoint", on_delete=models.PROTECT, related_name="uses", null=True, blank=True
    )
    marker = models.CharField(_("marker"), max_length=20, blank=True)
    method = models.CharField(_("method"), max_length=4, blank=True)
    accuracy_class = models.PositiveSmallIntegerField(_("accuracy class"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
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
            models.CheckConstraint(
                name="boundary_point_is_on_the_plane",
                condition=Q(northing_m__range=(-20_000_000, 20_000_000))
                & Q(easting_m__range=(-100_000_000, 100_000_000)),
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
    kind = models.CharField(_("kind of line"), max_length=4, blank=True)
    position = models.CharField(_("position on the line's object"), max_length=4, blank=True)
    quality = models.CharField(_("quality of the line"), max_length=6, blank=True)
    neighbour_code = models.CharField(
        _("neighbour"), max_length=19, blank=True, help_text=_("as the survey stated it")
    )
    geom = models.LineStringField(_("line"), srid=settings.SRID)

    class Meta:
        verbose_name = _("boundary line")
        verbose_name_plural = _("boundary lines")
        ordering = ("start__part", "start__ring", "start__sequence")

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.start_id}-{self.end_id}"


class IssuedParcelCode(models.Model):
    """One parcel code (宗地代码) that was ever in use: never changed, never given again.

    ``series`` is the sub-district and the two feature letters; numbers run on in it and never
    return. ``retired_at`` is the day from which the code names nothing any more.
    """

    code = models.CharField(_("parcel code"), max_length=19, primary_key=True)
    series = models.CharField(_("series"), max_length=14)
    number = models.PositiveIntegerField(_("number"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_for = models.CharField(_("issued for"), max_length=60, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("issued parcel code")
        verbose_name_plural = _("issued parcel codes")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                name="issued_parcel_code_number_once", fields=("series", "number")
            ),
            models.CheckConstraint(
                name="issued_parcel_code_is_well_formed",
                condition=Q(code__regex=PARCEL_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="issued_parcel_code_is_of_its_series",
                condition=Q(code__startswith=models.F("series")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class ChangeKind(models.TextChoices):
    """What may happen to parcels that are registered."""

    SPLIT = "split", _("split")
    MERGE = "merge", _("merger")
    ADJUST = "adjust", _("adjusted boundary")
    CORRECT = "correct", _("correction")
    RETIRE = "retire", _("retirement")


class ChangeStatus(models.TextChoices):
    """A change is prepared, and then registered or withdrawn; both are final."""

    PREPARED = "prepared", _("prepared")
    REGISTERED = "registered", _("registered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ParcelChange(models.Model):
    """One act on parcels: what was asked, who decided, and whether the areas balance.

    A prepared change says what shall be done and has touched nothing yet: it is undone by
    withdrawing it. Areas are those of the register, before and after, in square metres;
    ``area_limit_m2`` is how far they may be apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus.choices)
    body = models.JSONField(_("request"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    prepared_by = models.CharField(_("prepared by"), max_length=150)
    prepared_at = models.DateTimeField(_("prepared at"))
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    at = models.DateTimeField(_("effective from"), null=True, blank=True)
    source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    area_before_m2 = models.DecimalField(
        _("area before (m²)"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    area_after_m2 = models.DecimalField(
        _("area after (m²)"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    area_limit_m2 = models.DecimalField(
        _("limit (m²)"), max_digits=17, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("change of parcels")
        verbose_name_plural = _("changes of parcels")
        ordering = ("-prepared_at",)
        constraints = (
            models.CheckConstraint(
                name="parcel_change_decided_has_who_and_when",
                condition=Q(status="prepared", decided_at__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(status="prepared")),
            ),
            models.CheckConstraint(
                name="parcel_change_registered_has_its_source",
                condition=~Q(status="registered")
                | Q(source__isnull=False, at__isnull=False, at__lte=models.F("decided_at")),
            ),
            models.CheckConstraint(
                name="parcel_change_areas_balance",
                condition=~Q(status="registered", kind__in=["split", "merge", "adjust"])
                | Q(
                    area_before_m2__isnull=False,
                    area_limit_m2__isnull=False,
                    area_after_m2__gte=models.F("area_before_m2") - models.F("area_limit_m2"),
                    area_after_m2__lte=models.F("area_before_m2") + models.F("area_limit_m2"),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ParcelLineage(models.Model):
    """One step of descent: a version that ended, and the version that came of it.

    ``after`` is empty where a parcel was retired and nothing came of it.
    """

    change = models.ForeignKey(ParcelChange, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    at = models.DateTimeField(_("effective from"))
    source = models.ForeignKey(SpatialSource, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    before_code = models.CharField(_("code before"), max_length=19, db_index=True)
    after = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    after_code = models.CharField(_("code after"), max_length=19, blank=True, db_index=True)

    class Meta:
        verbose_name = _("step of lineage")
        verbose_name_plural = _("steps of lineage")
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                name="parcel_lineage_step_once",
                fields=("change", "before", "after"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="parcel_lineage_ends_or_goes_on",
                condition=Q(kind="retire", after__isnull=True, after_code="")
                | (~Q(kind="retire") & Q(after__isnull=False) & ~Q(after_code="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.before_code} → {self.after_code}"
