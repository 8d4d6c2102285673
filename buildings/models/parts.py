"""What belongs to buildings and units: shared parts, logical buildings, addresses, code lists.

Fields are those of the real-estate registration database standard (LJZ, and the apportioned parts
behind H); its names stand in the help texts.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buildings.models.ledger import ANY_CODE_PATTERN, BUILDING_CODE_PATTERN
from cadastre.models import RECORDED_PERIOD, VALID_PERIOD, SpatialSource, VersionedObject


def _area(name: object, standard: str = "") -> models.DecimalField:
    return models.DecimalField(
        name, max_digits=15, decimal_places=3, null=True, blank=True, help_text=standard
    )


def _code(name: object, standard: str = "", length: int = 8) -> models.CharField:
    return models.CharField(name, max_length=length, blank=True, help_text=standard)


def _source() -> models.ForeignKey:
    return models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )


def _one_at_a_time(name: str, *keys: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((key, RangeOperators.EQUAL) for key in keys),
            (VALID_PERIOD, RangeOperators.OVERLAPS),
            (RECORDED_PERIOD, RangeOperators.OVERLAPS),
        ],
    )


class SharedPart(VersionedObject):
    """One version of a part shared by units (共有部分): stairs, lift shaft, lobby, outer walls.

    ``serves`` names the units or the zone among whom an apportioned part is shared; empty is the
    whole building. ``area_rule`` is kept, never derived.
    """

    building_code = models.CharField(_("building code"), max_length=24, db_index=True)
    number = models.PositiveSmallIntegerField(_("number in the building"))
    name = models.CharField(_("name"), max_length=100)
    kind = _code(_("kind of part"))
    storey_number = models.SmallIntegerField(_("storey"), null=True, blank=True)
    area_m2 = _area(_("floor area (m²)"), "SCJZMJ")
    presale_area_m2 = _area(_("floor area at presale (m²)"), "YCJZMJ")
    is_apportioned = models.BooleanField(_("apportioned among units"), default=True)
    serves = models.CharField(_("shared among"), max_length=200, blank=True)
    area_standard = models.CharField(_("standard of the area"), max_length=40)
    area_rule = models.CharField(_("rule of the area"), max_length=20, blank=True)
    source = _source()

    class Meta(VersionedObject.Meta):
        verbose_name = _("shared part")
        verbose_name_plural = _("shared parts")
        ordering = ("building_code", "number", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            _one_at_a_time("shared_part_one_version_at_a_time", "building_code", "number"),
            models.CheckConstraint(
                name="shared_part_is_of_a_building",
                condition=Q(building_code__regex=BUILDING_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="shared_part_has_an_area",
                condition=Q(area_m2__gte=0) | Q(presale_area_m2__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.building_code}/{self.number} {self.name}"


class LogicalBuilding(VersionedObject):
    """One version of a logical building (逻辑幢): a part of a building with its own doorplate."""

    logical_code = models.CharField(_("logical building code"), max_length=40, help_text="LJZH")
    building_code = models.CharField(
        _("building code"), max_length=24, db_index=True, help_text="ZRZH"
    )
    doorplate = models.CharField(_("doorplate"), max_length=50, blank=True, help_text="MPH")
    presale_built_m2 = _area(_("floor area at presale (m²)"), "YCJZMJ")
    presale_below_m2 = _area(_("below ground at presale (m²)"), "YCDXMJ")
    presale_other_m2 = _area(_("other area at presale (m²)"), "YCQTMJ")
    built_m2 = _area(_("floor area (m²)"), "SCJZMJ")
    below_m2 = _area(_("below ground (m²)"), "SCDXMJ")
    other_m2 = _area(_("other area (m²)"), "SCQTMJ")
    completed_on = models.DateField(_("completed on"), null=True, blank=True, help_text="JGRQ")
    structure_1 = _code(_("structure"), "FWJG1")
    structure_2 = _code(_("second structure"), "FWJG2")
    structure_3 = _code(_("third structure"), "FWJG3")
    state = _code(_("state of the building"), "JZWZT")
    use_1 = _code(_("use"), "FWYT1")
    use_2 = _code(_("second use"), "FWYT2")
    use_3 = _code(_("third use"), "FWYT3")
    storeys = models.PositiveSmallIntegerField(_("storeys"), default=0, help_text="ZCS")
    storeys_above = models.PositiveSmallIntegerField(
        _("storeys above ground"), default=0, help_text="DSCS"
    )
    storeys_below = models.PositiveSmallIntegerField(
        _("storeys below ground"), default=0, help_text="DXCS"
    )
    presale_permit = models.CharField(_("presale permit"), max_length=100, blank=True)
    planning_permit = models.CharField(_("planning permit"), max_length=100, blank=True)
    planning_acceptance = models.CharField(_("planning acceptance"), max_length=100, blank=True)
    completion_record = models.CharField(_("completion record"), max_length=100, blank=True)
    remark = models.TextField(_("remark"), blank=True, help_text="BZ")
    source = _source()

    class Meta(VersionedObject.Meta):
        verbose_name = _("logical building")
        verbose_name_plural = _("logical buildings")
        ordering = ("logical_code", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            _one_at_a_time("logical_building_one_version_at_a_time", "logical_code"),
            models.CheckConstraint(
                name="logical_building_is_of_a_building",
                condition=Q(building_code__regex=BUILDING_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="logical_building_storeys_add_up",
                condition=Q(storeys=F("storeys_above") + F("storeys_below")),
            ),
        )

    def __str__(self) -> str:
        return self.logical_code


class AddressKind(models.TextChoices):
    """What an address is to its object."""

    LOCATION = "location", _("location")
    DOORPLATE = "doorplate", _("doorplate")
    FORMER = "former", _("former name")


class ObjectAddress(VersionedObject):
    """One version of an address of a parcel, building or unit (坐落, 门牌, 曾用名)."""

    object_code = models.CharField(_("code"), max_length=28, db_index=True)
    kind = models.CharField(_("kind of address"), max_length=10, choices=AddressKind.choices)
    text = models.CharField(_("address"), max_length=200, help_text="ZL")
    source = _source()

    class Meta(VersionedObject.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("object_code", "kind", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            _one_at_a_time("address_one_version_at_a_time", "object_code", "kind", "text"),
            models.CheckConstraint(
                name="address_is_of_a_code", condition=Q(object_code__regex=ANY_CODE_PATTERN)
            ),
            models.CheckConstraint(name="address_says_something", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return self.text


class CodeListEntry(models.Model):
    """One value of a code list, for the years in which its standard was in force.

    ``is_verified`` is False where the meaning was not read in the text of the standard. A value
    that changes is closed and followed by another row: what was written under it keeps its sense.
    """

    list_name = models.CharField(_("list"), max_length=20)
    code = models.CharField(_("code"), max_length=8)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=80)
    standard = models.CharField(_("standard"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("value of a code list")
        verbose_name_plural = _("values of code lists")
        ordering = ("list_name", "code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                name="code_list_entry_once", fields=("list_name", "code", "standard", "valid_from")
            ),
        )

    def __str__(self) -> str:
        return f"{self.list_name} {self.code} {self.name_zh}"
