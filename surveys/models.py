"""Survey projects, results by stage, what was delivered, and what the checks found."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cadastre.fields import ExactDecimalField
from cadastre.models import PlanePoint
from surveys.domain.evidence import BaseStage, DocumentKind

BASE_STAGES = [
    (BaseStage.SUPPLY.value, _("Land supply")),
    (BaseStage.PLANNING.value, _("Planning")),
    (BaseStage.PRESALE.value, _("Presale")),
    (BaseStage.COMPLETION.value, _("Completion")),
    (BaseStage.LEGACY.value, _("Before unified registration")),
]
DOCUMENT_KINDS = [
    (DocumentKind.LAND_CONTRACT.value, _("Land contract")),
    (DocumentKind.ALLOCATION_DECISION.value, _("Allocation decision")),
    (DocumentKind.PLANNING_PERMIT.value, _("Planning permit")),
    (DocumentKind.PRESALE_PERMIT.value, _("Presale permit")),
    (DocumentKind.ACCEPTANCE_RECORD.value, _("Acceptance record")),
]


class Stage(models.Model):
    """A stage of the office's procedure: data, mapped to one of the rules' base stages."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    base = models.CharField(_("base stage"), max_length=12, choices=BASE_STAGES)
    position = models.PositiveSmallIntegerField(_("position"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name_zh


class ResultKind(models.Model):
    """A kind of result (勘测定界, 房产预测绘 …) of the office, and what it should hold."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="kinds")
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    expects_boundary = models.BooleanField(_("expects a boundary"), default=False)
    expects_footprint = models.BooleanField(_("expects a footprint"), default=False)
    expects_units = models.BooleanField(_("expects a building table"), default=False)

    class Meta:
        verbose_name = _("kind of result")
        verbose_name_plural = _("kinds of result")
        ordering = ("stage__position", "code")

    def __str__(self) -> str:
        return self.name_zh


class SurveyProject(models.Model):
    """One development, measured several times (多测合一): all stages hang on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("project number"), max_length=40, unique=True)
    name = models.CharField(_("project name"), max_length=200)
    parcel_code = models.CharField(_("parcel code"), max_length=19, db_index=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name=_("surveying organisation"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("survey project")
        verbose_name_plural = _("survey projects")
        ordering = ("-created_at", "number")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StageDocument(models.Model):
    """An official document of a project: contract, permit, acceptance record of a building."""

    project = models.ForeignKey(SurveyProject, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DOCUMENT_KINDS)
    number = models.CharField(_("number"), max_length=100)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    building_number = models.CharField(_("building number"), max_length=4, blank=True)
    area_m2 = models.DecimalField(
        _("area (m²)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    area_standard = models.CharField(_("standard of the area"), max_length=40, blank=True)
    has_coordinates = models.BooleanField(_("contains coordinates"), default=False)
    passed = models.BooleanField(_("acceptance passed"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("issued_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="stage_document_once",
                fields=("project", "kind", "number", "building_number"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class ResultStatus(models.TextChoices):
    """Where a result stands. ACCEPTED never changes again."""

    RECEIVED = "received", _("waiting to be read")
    READING = "reading", _("being read")
    CHECKED = "checked", _("checked")
    SUBMITTED = "submitted", _("in review")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")


class SurveyResult(models.Model):
    """One delivery for one stage of a project; a re-upload is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(SurveyProject, on_delete=models.PROTECT, related_name="results")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="results")
    kind = models.ForeignKey(
        ResultKind, on_delete=models.PROTECT, related_name="results", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=10, choices=ResultStatus.choices, default=ResultStatus.RECEIVED
    )
    surveyed_on = models.DateField(_("surveyed on"))
    surveyor_organisation = models.CharField(_("surveying organisation"), max_length=200)
    accuracy_class = models.PositiveSmallIntegerField(
        _("accuracy class of boundary points"), default=1, choices=[(1, "1"), (2, "2"), (3, "3")]
    )
    area_standard = models.CharField(
        _("standard of the floor areas"), max_length=40, default="GB/T 17986.1-2000"
    )
    has_investigation_form = models.BooleanField(_("investigation form present"), default=False)
    has_parcel_map = models.BooleanField(_("parcel map present"), default=False)
    used_for_supply = models.BooleanField(_("used for land supply"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    progress_note = models.CharField(_("what is being done"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    review_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("survey result")
        verbose_name_plural = _("survey results")
        ordering = ("project", "stage__position", "-version")
        constraints = (
            models.UniqueConstraint(
                name="survey_result_version_once", fields=("project", "stage", "version")
            ),
            models.CheckConstraint(
                name="survey_result_reviewer_is_another_person",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="survey_result_decision_has_its_reviewer",
                condition=~Q(status__in=["accepted", "returned"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project.number} {self.stage} v{self.version}"


class DeliveredFile(models.Model):
    """One file of a result as delivered, kept under its SHA-256."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("delivered file")
        verbose_name_plural = _("delivered files")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="delivered_file_digest_is_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        )

    def __str__(self) -> str:
        return self.name


class ReadFile(models.Model):
    """What the reader understood of one file: format, encoding, system, counts."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="read_files")
    name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(_("format"), max_length=30)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    srid = models.PositiveIntegerField(_("coordinate system"), null=True, blank=True)
    zone_prefix = models.PositiveSmallIntegerField(_("zone prefix"), null=True, blank=True)
    stated_system = models.CharField(_("system as stated"), max_length=300, blank=True)
    axes_swapped = models.BooleanField(_("axes swapped"), default=False)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("file as read")
        verbose_name_plural = _("files as read")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


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


class ResultFinding(models.Model):
    """One finding of the readers or checks, as ``cadastre.domain.findings.Finding`` says it."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=40)
    severity = models.CharField(
        _("severity"),
        max_length=11,
        choices=[
            ("error", _("error")),
            ("warning", _("warning")),
            ("information", _("information")),
        ],
    )
    message_zh = models.TextField()
    message_en = models.TextField()
    advice_zh = models.TextField(blank=True)
    advice_en = models.TextField(blank=True)
    object_key = models.CharField(_("object"), max_length=100, blank=True)
    file = models.CharField(_("file"), max_length=255, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=100, blank=True)
    found = models.TextField(_("found"), blank=True)
    expected = models.TextField(_("expected"), blank=True)
    measured = ExactDecimalField(_("measured"), null=True, blank=True)
    limit = ExactDecimalField(_("limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    location = models.PointField(_("place"), srid=settings.SRID, null=True, blank=True)
    cites = models.CharField(_("rule"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.code} {self.object_key}"


class CheckOutcome(models.Model):
    """What became of one check on one result, so that the report lists what passed too."""

    result = models.ForeignKey(SurveyResult, on_delete=models.PROTECT, related_name="outcomes")
    code = models.CharField(_("code"), max_length=10)
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=[
            ("passed", _("passed")),
            ("error", _("error")),
            ("warning", _("warning")),
            ("information", _("information")),
            ("not_applicable", _("not applicable")),
            ("could_not_check", _("could not be checked")),
        ],
    )
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    missing = models.CharField(_("missing"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("outcome of a check")
        verbose_name_plural = _("outcomes of checks")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(name="check_outcome_once", fields=("result", "code")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
