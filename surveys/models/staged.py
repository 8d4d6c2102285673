"""What was read from a result and is not in the register yet."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from cadastre.fields import ExactDecimalField
from cadastre.models import PlanePoint
from surveys.models.results import SurveyResult


class StagedFeature(models.Model):
    """What staged parcels and buildings share: place in the delivery, and shape."""

    file = models.CharField(_("file"), max_length=255)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    geom = models.MultiPolygonField(_("shape"), srid=settings.SRID, null=True, blank=True)
    computed_area_m2 = ExactDecimalField(_("computed area (m²)"), null=True, blank=True)
    attributes = models.JSONField(_("other fields"), default=dict)

    class Meta:
        abstract = True


class StagedParcel(StagedFeature):
    """A parcel as delivered, not yet in the register."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="parcels")
    parcel_code = models.CharField(_("parcel code"), max_length=60, blank=True)
    declared_area_m2 = ExactDecimalField(_("declared area (m²)"), null=True, blank=True)
    land_use_system = models.CharField(max_length=40, blank=True)
    land_use_code = models.CharField(max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("staged parcel")
        verbose_name_plural = _("staged parcels")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.parcel_code or self.name


class StagedParcelPoint(PlanePoint):
    """A boundary point of a staged parcel."""

    parcel = models.ForeignKey(StagedParcel, on_delete=models.PROTECT, related_name="points")

    class Meta(PlanePoint.Meta):
        verbose_name = _("staged boundary point")
        verbose_name_plural = _("staged boundary points")

    def __str__(self) -> str:
        return self.label


class StagedBuilding(StagedFeature):
    """A building as delivered: footprint, storeys, stated areas."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="buildings")
    building_number = models.CharField(_("building number"), max_length=40)
    parcel_code = models.CharField(_("parcel code"), max_length=60, blank=True)
    storeys_above = models.SmallIntegerField(_("storeys above ground"), null=True, blank=True)
    storeys_below = models.SmallIntegerField(_("storeys below ground"), null=True, blank=True)
    structure = models.CharField(_("structure"), max_length=60, blank=True)
    floor_area_m2 = ExactDecimalField(_("floor area (m²)"), null=True, blank=True)
    footprint_area_m2 = ExactDecimalField(_("stated footprint area (m²)"), null=True, blank=True)

    class Meta:
        verbose_name = _("staged building")
        verbose_name_plural = _("staged buildings")
        ordering = ("building_number", "id")

    def __str__(self) -> str:
        return self.building_number


class StagedBuildingPoint(PlanePoint):
    """A corner of a staged footprint."""

    building = models.ForeignKey(StagedBuilding, on_delete=models.PROTECT, related_name="points")

    class Meta(PlanePoint.Meta):
        verbose_name = _("staged corner")
        verbose_name_plural = _("staged corners")

    def __str__(self) -> str:
        return self.label


class StagedUnit(models.Model):
    """A unit (户) of a delivered building table; areas exactly as delivered."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="units")
    file = models.CharField(_("file"), max_length=255)
    line = models.PositiveIntegerField(_("row"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"))
    building_number = models.CharField(_("building number"), max_length=40)
    section = models.CharField(_("section"), max_length=40, blank=True)
    storey_number = models.SmallIntegerField(_("storey"), null=True, blank=True)
    storey_label = models.CharField(_("name of the storey"), max_length=50, blank=True)
    room = models.CharField(_("room"), max_length=60)
    use = models.CharField(_("use"), max_length=60, blank=True)
    inner_m2 = ExactDecimalField(_("inner area (m²)"), null=True, blank=True)
    shared_m2 = ExactDecimalField(_("shared area (m²)"), null=True, blank=True)
    built_m2 = ExactDecimalField(_("floor area (m²)"), null=True, blank=True)
    coefficient = ExactDecimalField(_("apportionment coefficient"), null=True, blank=True)
    unit_code = models.CharField(_("unit code"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    attributes = models.JSONField(_("other fields"), default=dict)

    class Meta:
        verbose_name = _("staged unit")
        verbose_name_plural = _("staged units")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.building_number}-{self.room}"


class StagedTotal(models.Model):
    """A stated total row of one building in a delivered building table."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="totals")
    file = models.CharField(_("file"), max_length=255)
    line = models.PositiveIntegerField(_("row"))
    building_number = models.CharField(_("building number"), max_length=40)
    inner_m2 = ExactDecimalField(null=True, blank=True)
    shared_m2 = ExactDecimalField(null=True, blank=True)
    built_m2 = ExactDecimalField(null=True, blank=True)

    class Meta:
        verbose_name = _("stated total")
        verbose_name_plural = _("stated totals")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.building_number


class DeliveredHolder(models.Model):
    """A holder's identity found in a delivered file.

    Kept apart from everything that maps and exports read; only registrars may look at it.
    """

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="holders")
    file = models.CharField(max_length=255)
    line = models.PositiveIntegerField(null=True, blank=True)
    object_key = models.CharField(max_length=100, blank=True)
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("holder in a delivered file")
        verbose_name_plural = _("holders in delivered files")

    def __str__(self) -> str:
        return f"{self.result_id} {self.field}"
