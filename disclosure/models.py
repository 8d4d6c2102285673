"""Read-only rows of the public views: the only tables this room reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicParcel(models.Model):
    """A current parcel as anybody may see it."""

    parcel_code = models.CharField(_("parcel code"), max_length=19, primary_key=True)
    layer = models.CharField(max_length=8)
    address = models.CharField(max_length=200)
    land_use_name = models.CharField(max_length=60)
    area_m2 = models.DecimalField(max_digits=15, decimal_places=2)
    area_stage = models.CharField(max_length=20)
    area_surveyed_on = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "disclosure_parcel_v2"

    def __str__(self) -> str:
        return self.parcel_code


class PublicBuilding(models.Model):
    """A current building as anybody may see it."""

    building_code = models.CharField(_("building code"), max_length=24, primary_key=True)
    parcel_code = models.CharField(max_length=19)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    structure = models.CharField(max_length=40)
    storeys_above = models.PositiveSmallIntegerField()
    storeys_below = models.PositiveSmallIntegerField()
    completed_on = models.DateField(null=True)
    floor_area_m2 = models.DecimalField(max_digits=15, decimal_places=2)
    footprint_area_m2 = models.DecimalField(max_digits=15, decimal_places=2)
    area_stage = models.CharField(max_length=20)
    area_surveyed_on = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "disclosure_building_v2"

    def __str__(self) -> str:
        return self.building_code


class PublicUnit(models.Model):
    """A current unit as anybody may see it who knows its code or full address."""

    unit_code = models.CharField(_("unit code"), max_length=28, primary_key=True)
    kind = models.CharField(max_length=10)
    parcel_code = models.CharField(max_length=19)
    building_code = models.CharField(max_length=24, null=True)  # noqa: DJ001 - a left join
    address = models.CharField(max_length=200)
    storey_label = models.CharField(max_length=50, null=True)  # noqa: DJ001 - a left join
    room = models.CharField(max_length=60)
    use = models.CharField(max_length=60)
    built_m2 = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    inner_m2 = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    shared_m2 = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    area_stage = models.CharField(max_length=20)
    area_surveyed_on = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "disclosure_unit_v2"

    def __str__(self) -> str:
        return self.unit_code


class PublicRestriction(models.Model):
    """A restriction that nobody has lifted: its object and its kind, nothing of whose it is."""

    object_code = models.CharField(max_length=28, primary_key=True)
    kind = models.CharField(max_length=16)

    class Meta:
        managed = False
        db_table = "disclosure_restriction_v1"

    def __str__(self) -> str:
        return f"{self.object_code} {self.kind}"
