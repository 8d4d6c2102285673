"""Buildings, storeys and units: versions with their sources."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buildings.models.ledger import UnitCode, UnitKind
from cadastre.fields import ExactDecimalField
from cadastre.models import RECORDED_PERIOD, VALID_PERIOD, SpatialSource, VersionedObject
from parcels.models import PARCEL_CODE_PATTERN


def _measure(name: str, standard: str) -> models.DecimalField:
    """Return a figure of two decimals that a file may state; ``standard`` is its column there."""
    return models.DecimalField(
        name, max_digits=15, decimal_places=2, null=True, blank=True, help_text=standard
    )


def _words(name: str, standard: str, *, longest: int = 40) -> models.CharField:
    """Return a code of a list, or the words of the file where they are no code of it."""
    return models.CharField(
        name, max_length=longest, blank=True, db_default="", default="", help_text=standard
    )


class Building(VersionedObject):
    """One version of a natural building (自然幢). ``building_code`` is parcel code + F + number."""

    building_code = models.CharField(_("building code"), max_length=24, db_index=True)
    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building_number = models.CharField(_("building number"), max_length=4)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    geom = models.MultiPolygonField(_("footprint"), srid=settings.SRID)
    footprint_area_m2 = models.DecimalField(
        _("footprint area (m²)"), max_digits=15, decimal_places=2
    )
    floor_area_m2 = models.DecimalField(_("floor area (m²)"), max_digits=15, decimal_places=2)
    area_standard = models.CharField(_("standard of the area"), max_length=40)
    storeys_above = models.PositiveSmallIntegerField(_("storeys above ground"), default=0)
    storeys_below = models.PositiveSmallIntegerField(_("storeys below ground"), default=0)
    structure = models.CharField(_("structure"), max_length=40, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    project_name = _words(_("name of the project"), "XMMC", longest=200)
    use = _words(_("planned use"), "GHYT", longest=60)
    presale_floor_area_m2 = _measure(_("floor area at presale (m²)"), "YCJZMJ")
    site_area_m2 = _measure(_("land of the building (m²)"), "ZYDMJ")
    height_m = _measure(_("height (m)"), "JZWGD")
    basement_depth_m = _measure(_("depth below ground (m)"), "DXSD")
    area_rule = models.CharField(_("rule of the area"), max_length=20, blank=True)
    footprint_rule = models.CharField(_("rule of the footprint"), max_length=20, blank=True)
    outside_parcel = models.CharField(
        _("why it stands outside its parcel"), max_length=200, blank=True, db_default=""
    )
    source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    area_source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("area source")
    )

    class Meta(VersionedObject.Meta):
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ("building_code", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            ExclusionConstraint(
                name="building_one_version_at_a_time",
                expressions=[
                    ("building_code", RangeOperators.EQUAL),
                    (VALID_PERIOD, RangeOperators.OVERLAPS),
                    (RECORDED_PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="building_parcel_code_is_well_formed",
                condition=Q(parcel_code__regex=PARCEL_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="building_code_begins_with_its_parcel",
                condition=Q(building_code__startswith=F("parcel_code")),
            ),
            models.CheckConstraint(name="building_geom_is_valid", condition=Q(geom__isvalid=True)),
        )

    def __str__(self) -> str:
        return self.building_code


class Storey(models.Model):
    """A storey (层) of one building version; ``number`` is physical, negative for a basement."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="storeys")
    number = models.SmallIntegerField(_("storey"))
    label = models.CharField(_("name of the storey"), max_length=50)
    floor_area_m2 = models.DecimalField(_("floor area (m²)"), max_digits=15, decimal_places=2)
    inner_m2 = _measure(_("inner area (m²)"), "CTNJZMJ")
    shared_m2 = _measure(_("shared area (m²)"), "CFTJZMJ")
    height_m = _measure(_("height of the storey (m)"), "CG")

    class Meta:
        verbose_name = _("storey")
        verbose_name_plural = _("storeys")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                name="storey_once_in_a_building", fields=("building", "number")
            ),
        )

    def __str__(self) -> str:
        return f"{self.building_id}/{self.label}"


class Unit(VersionedObject):
    """One version of a real-estate unit (不动产单元)."""

    unit_code = models.ForeignKey(
        UnitCode,
        on_delete=models.PROTECT,
        related_name="versions",
        db_column="unit_code",
        verbose_name=_("unit code"),
    )
    kind = models.CharField(_("kind of unit"), max_length=10, choices=UnitKind.choices)
    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, related_name="units", null=True, blank=True
    )
    storey = models.ForeignKey(
        Storey, on_delete=models.PROTECT, related_name="units", null=True, blank=True
    )
    section = models.CharField(_("section"), max_length=40, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    use = models.CharField(_("use"), max_length=60, blank=True)
    built_m2 = models.DecimalField(
        _("floor area (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    inner_m2 = models.DecimalField(
        _("inner area (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    shared_m2 = models.DecimalField(
        _("shared area (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    presale_built_m2 = models.DecimalField(
        _("floor area at presale (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    land_share_m2 = models.DecimalField(
        _("share of the land (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    house_code = _words(_("house code"), "FWBM")
    use_2 = _words(_("second use"), "FWYT2", longest=60)
    use_3 = _words(_("third use"), "FWYT3", longest=60)
    layout = _words(_("layout"), "HX")
    layout_form = _words(_("form of the layout"), "HXJG")
    house_type = _words(_("type of house"), "FWLX")
    house_nature = _words(_("nature of the house"), "FWXZ")
    basement_m2 = _measure(_("part below ground (m²)"), "SCDXBFJZMJ")
    other_m2 = _measure(_("other floor area (m²)"), "SCQTJZMJ")
    coefficient = ExactDecimalField(
        _("apportionment coefficient"), null=True, blank=True, help_text="SCFTXS"
    )
    shared_land_m2 = _measure(_("land used in common (m²)"), "GYTDMJ")
    exclusive_land_m2 = _measure(_("land used alone (m²)"), "DYTDMJ")
    area_standard = models.CharField(_("standard of the area"), max_length=40, blank=True)
    area_rule = models.CharField(_("rule of the area"), max_length=20, blank=True)
    area_source = models.ForeignKey(
        SpatialSource, on_delete=models.PROTECT, related_name="+", verbose_name=_("area source")
    )

    class Meta(VersionedObject.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("unit_code", "-valid_from")
        constraints = (
            *VersionedObject.Meta.constraints,
            ExclusionConstraint(
                name="unit_one_version_at_a_time",
                expressions=[
                    ("unit_code", RangeOperators.EQUAL),
                    (VALID_PERIOD, RangeOperators.OVERLAPS),
                    (RECORDED_PERIOD, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="unit_room_has_its_building",
                condition=Q(kind__in=["land", "buildings"]) | Q(building__isnull=False),
            ),
            models.CheckConstraint(
                name="unit_area_is_inner_and_shared",
                condition=Q(inner_m2__isnull=True)
                | Q(shared_m2__isnull=True)
                | Q(built_m2=F("inner_m2") + F("shared_m2")),
            ),
        )

    def __str__(self) -> str:
        return self.unit_code_id
