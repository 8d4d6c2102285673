"""The ledger of codes: every number that was given, what became of it, and by which act."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.utils.translation import gettext_lazy as _

from cadastre.models import SpatialSource

models.CharField.register_lookup(Length)

UNIT_CODE_PATTERN = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}(W0{8}|[FLQ]\d{8})$"
BUILDING_CODE_PATTERN = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}F\d{4}$"
ANY_CODE_PATTERN = r"^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}(F\d{4}|W0{8}|[FLQ]\d{8})?$"


class UnitKind(models.TextChoices):
    """What a unit is; stored, because the code cannot tell a whole building from its first flat."""

    LAND = "land", _("land without fixtures")
    BUILDINGS = "buildings", _("several buildings")
    BUILDING = "building", _("whole building")
    STOREY = "storey", _("storey")
    ROOM = "room", _("flat or room")


class ActKind(models.TextChoices):
    """What was done to codes in one act."""

    RESERVE = "reserve", _("reserved")
    PUBLISH = "publish", _("registered")
    COMPLETE = "complete", _("presale list settled by completion")
    SPLIT = "split", _("split")
    MERGE = "merge", _("merged")
    STOREY = "storey", _("storey added")
    REBUILD = "rebuild", _("rebuilt")
    RETIRE = "retire", _("retired")
    CORRECT = "correct", _("corrected")
    RENUMBER = "renumber", _("renumbered")


class LineageKind(models.TextChoices):
    """Why a code was followed by another."""

    SPLIT = "split", _("split")
    MERGE = "merge", _("merged")
    RENUMBER = "renumber", _("renumbered")
    REBUILD = "rebuild", _("rebuilt")
    CORRECT = "correct", _("corrected")


class Origin(models.TextChoices):
    """Who chose the number: this ledger, or a system before it whose numbers were taken over."""

    ALLOCATED = "allocated", _("numbered here")
    DELIVERED = "delivered", _("taken over as delivered")


class CodeAct(models.Model):
    """One act on codes: what, when, by whom, on which ground. A final row.

    ``at`` is when it took effect, ``recorded_at`` when the ledger learnt it. An act of thousands
    of codes (a building table, the renumbering of a district) is one row.
    """

    kind = models.CharField(_("act"), max_length=10, choices=ActKind.choices)
    at = models.DateTimeField(_("in effect from"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    actor = models.CharField(_("done by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document_number = models.CharField(_("document"), max_length=200, blank=True)
    source = models.ForeignKey(
        SpatialSource,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("source"),
    )
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("act on codes")
        verbose_name_plural = _("acts on codes")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="code_act_has_its_ground",
                condition=Q(source__isnull=False)
                | ~Q(document_number="")
                | ~Q(reason="")
                | Q(kind__in=["reserve", "publish"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


def _act(name: object) -> models.ForeignKey:
    return models.ForeignKey(
        CodeAct,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=name,
    )


class LedgerRow(models.Model):
    """What every given code carries: its three dates, the acts behind them, who numbered it."""

    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    reserved_at = models.DateTimeField(_("reserved at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    origin = models.CharField(
        _("numbered by"), max_length=10, choices=Origin.choices, db_default=Origin.DELIVERED
    )
    reserved_act = _act(_("act that reserved it"))
    confirmed_act = _act(_("act that confirmed it"))
    retired_act = _act(_("act that retired it"))

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """``reserved``, ``confirmed`` or ``retired``."""
        if self.retired_at is not None:
            return "retired"
        return "reserved" if self.confirmed_at is None else "confirmed"


class UnitCodeQuerySet(models.QuerySet["UnitCode"]):
    """Questions that are asked of the ledger of unit codes."""

    def in_use(self, parcel_code: str, building_number: str) -> Self:
        """Narrow to the codes of a building that were not retired, reserved ones too."""
        return self.filter(
            parcel_code=parcel_code, building_number=building_number, retired_at__isnull=True
        )


class UnitCode(LedgerRow):
    """One issued unit code (不动产单元代码): reserved, confirmed, retired, never reused.

    ``section`` and ``room`` say which room of the building table the code was reserved for, so that
    presale and completion of the same room keep the same code.
    """

    code = models.CharField(_("unit code"), max_length=28, primary_key=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    section = models.CharField(_("section"), max_length=40, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)
    kind = models.CharField(
        _("kind of unit"), max_length=10, choices=UnitKind.choices, blank=True, db_default=""
    )

    objects = UnitCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit code")
        verbose_name_plural = _("unit codes")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="unit_code_is_well_formed", condition=Q(code__regex=UNIT_CODE_PATTERN)
            ),
            models.CheckConstraint(
                name="unit_code_begins_with_its_parcel",
                condition=Q(code__startswith=F("parcel_code")),
            ),
            models.UniqueConstraint(
                name="unit_code_one_for_a_room",
                fields=("parcel_code", "building_number", "section", "room"),
                condition=Q(retired_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.code


class BuildingCode(LedgerRow):
    """One given code of a natural building (自然幢号): parcel code, F, building number."""

    code = models.CharField(_("building code"), max_length=24, primary_key=True)

    class Meta:
        verbose_name = _("building code")
        verbose_name_plural = _("building codes")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="building_code_is_well_formed", condition=Q(code__regex=BUILDING_CODE_PATTERN)
            ),
            models.CheckConstraint(
                name="building_code_is_of_its_parcel",
                condition=Q(code__startswith=F("parcel_code")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class CodeCounter(models.Model):
    """The highest number ever given within one scope; it rises only.

    ``scope`` is a building code (24: numbers of its units), or a parcel code and a fixture letter
    (20: F numbers buildings, L and Q their fixtures). Giving numbers locks this row.
    """

    scope = models.CharField(_("scope"), max_length=24, primary_key=True)
    last_number = models.PositiveIntegerField(_("highest number given"), default=0)

    class Meta:
        verbose_name = _("code counter")
        verbose_name_plural = _("code counters")
        ordering = ("scope",)

    def __str__(self) -> str:
        return f"{self.scope}: {self.last_number}"


class CodeLineage(models.Model):
    """One step from a code to a code that followed it. A final row."""

    from_code = models.CharField(_("from"), max_length=28, db_index=True)
    to_code = models.CharField(_("to"), max_length=28, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=LineageKind.choices)
    at = models.DateTimeField(_("in effect from"))
    act = models.ForeignKey(CodeAct, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        verbose_name = _("step of a code's lineage")
        verbose_name_plural = _("steps of codes' lineage")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="code_lineage_once", fields=("from_code", "to_code", "act")
            ),
            models.CheckConstraint(
                name="code_lineage_leads_elsewhere", condition=~Q(from_code=F("to_code"))
            ),
            models.CheckConstraint(
                name="code_lineage_is_of_codes",
                condition=Q(from_code__regex=ANY_CODE_PATTERN) & Q(to_code__regex=ANY_CODE_PATTERN),
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"
