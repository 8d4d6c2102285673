"""What anybody may be told about surveys: what the office reuses, what is measured already.

No file, no holder, no coordinate and nothing that has not been accepted leaves through here.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.gis.geos import Point

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input
from cadastre.geometry import GEOGRAPHIC_SRID
from parcels.models import CadastralSubDistrict, Parcel
from parcels.selectors import parcels_current
from registration.workbench import DATUM_NAMES
from surveys.domain.decision import Decision, State
from surveys.domain.evidence import BaseStage
from surveys.domain.rule_records import Rule, RuleSet
from surveys.models import ResultStatus, StagedParcel, SurveyProject, SurveyResult
from surveys.rule_sets import rule_set_for
from surveys.selectors import reuse_decision

PARCEL_CODE_LENGTH = 19
WGS84 = 4326
NOTHING_ON_RECORD = Text(
    "没有可以公开的测绘成果记录。", "There is no accepted survey on record for this."
)
HOW_TO_ASK = Text(
    "请输入完整的宗地代码（19 位）或不动产单元代码（28 位），或完整的坐落，或在图上点选位置。",
    "Enter a complete parcel code (19 characters) or unit code (28), a complete address, or point "
    "at the place on the map.",
)
SOURCES = {
    "supply": BaseStage.SUPPLY.value,
    "supply_document": BaseStage.SUPPLY.value,
    "computed": BaseStage.SUPPLY.value,
    "planning": BaseStage.PLANNING.value,
    "presale": BaseStage.PRESALE.value,
    "completion": BaseStage.COMPLETION.value,
    "legacy": BaseStage.LEGACY.value,
    "legacy_map": BaseStage.LEGACY.value,
    "register": "register",
}
"""Kinds of source in a rule set's precedence, and the stage that the public knows them by."""
BUILDING_DATA = ("footprint", "floor_area", "unit_areas")
STAGES = (*(stage.value for stage in BaseStage), "register")


@dataclass(frozen=True, slots=True)
class ReusedDatum:
    """What one stage supplies for one datum: the rule that says so, and how early it is asked."""

    name: str
    rule: Rule
    place: int


@dataclass(frozen=True, slots=True)
class StageReuse:
    """What the office reuses of one stage; nothing where its results only serve comparison."""

    stage: str
    data: tuple[ReusedDatum, ...]


def office_reuse(*, on: date) -> tuple[RuleSet, tuple[StageReuse, ...]]:
    """Return the office's rule set of a day, and stage by stage what is reused under which rule.

    Source: 自然资办函〔2019〕753号 附件 二(四)第4项, which has each office publish what it reuses.
    """
    rule_set = rule_set_for(settings.COUNTY_CODE, on=on)
    found: dict[str, dict[tuple[str, str], ReusedDatum]] = {stage: {} for stage in STAGES}
    for datum, rows in rule_set.precedence.items():
        for place, (source, rule_id) in enumerate(rows, start=1):
            for name in BUILDING_DATA if datum == "building" else (datum,):
                reused = ReusedDatum(str(DATUM_NAMES[name]), rule_set[rule_id], place)
                found[SOURCES[source]].setdefault((name, rule_id), reused)
    return rule_set, tuple(StageReuse(stage, tuple(found[stage].values())) for stage in STAGES)


@dataclass(frozen=True, slots=True)
class StageOnRecord:
    """One stage of a place: since when its result is accepted, and which data it supplies."""

    stage: str
    accepted_on: date | None
    reused_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Whether a place has been measured, what of it may be reused, and what is still needed."""

    parcel_code: str
    is_registered: bool
    stages: tuple[StageOnRecord, ...]
    reused: int
    data: int
    still_needed: tuple[Text, ...]
    needs_a_person: bool


def already_surveyed(question: str) -> Surveyed:
    """Answer for an exact parcel code, unit code or address.

    Raises
    ------
    NotFound
        Nothing accepted is on record: the same answer for what is not there and for what is not
        yet accepted.
    """
    code = _code_asked(question)
    accepted = _accepted_on(code)
    registered = parcels_current().filter(parcel_code=code).exists()
    if not accepted and not registered:
        raise NotFound(NOTHING_ON_RECORD, advice=HOW_TO_ASK)
    return _answer(code, accepted, registered, reuse_decision(code))


def surveyed_at(*, longitude: float, latitude: float) -> str:
    """Return the code of the parcel at a place: of the register, else of an accepted survey.

    Parameters
    ----------
    longitude, latitude
        Degrees, CGCS2000 or WGS 84: they name the same place to a metre, and a finger is wider.

    Raises
    ------
    NotFound
        As :func:`already_surveyed`.
    """
    place = Point(longitude, latitude, srid=WGS84)
    place.transform(settings.SRID)
    registered: Parcel | None = parcels_current().filter(geom__contains=place).first()
    if registered is not None:
        return registered.parcel_code
    staged = (
        StagedParcel.objects.filter(result__status=ResultStatus.ACCEPTED, geom__contains=place)
        .select_related("result__project")
        .first()
    )
    if staged is None:
        raise NotFound(NOTHING_ON_RECORD, advice=HOW_TO_ASK)
    return staged.result.project.parcel_code


def place_map() -> dict[str, Any]:
    """Return the options of a map to point at: outlines and names of sub-districts, no parcel."""
    outlines = CadastralSubDistrict.objects.annotate(
        outline=AsGeoJSON(Transform("geom", GEOGRAPHIC_SRID), precision=5)
    )
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "geometry": json.loads(row.outline),
            "properties": {"key": row.code, "name": row.name},
        }
        for row in outlines
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return {"layers": [{"id": "places", "role": "district", "data": collection}]}


def _code_asked(question: str) -> str:
    code = normalise_input(question)[:PARCEL_CODE_LENGTH]
    by_code = parcels_current().filter(parcel_code=code)
    if by_code.exists() or SurveyProject.objects.filter(parcel_code=code).exists():
        return code
    address = question.strip()
    parcel = parcels_current().filter(address=address).exclude(address="").first()
    if parcel is not None:
        return parcel.parcel_code
    project = SurveyProject.objects.filter(address=address).exclude(address="").first()
    if project is None:
        raise NotFound(NOTHING_ON_RECORD, advice=HOW_TO_ASK)
    return project.parcel_code


def _accepted_on(parcel_code: str) -> dict[str, date]:
    """Return the day of the newest accepted result of each stage."""
    results = SurveyResult.objects.filter(
        project__parcel_code=parcel_code, status=ResultStatus.ACCEPTED
    ).order_by("reviewed_at")
    return {
        result.stage.base: result.reviewed_at.date() for result in results.select_related("stage")
    }


def _answer(code: str, accepted: dict[str, date], registered: bool, decision: Decision) -> Surveyed:
    taken = [row for row in decision.data if row.state is State.ADOPTED and row.source]
    used: dict[str, list[str]] = {}
    for row in taken:
        name = str(DATUM_NAMES[row.datum.value])
        names = used.setdefault(row.source.stage if row.source else "", [])
        if name not in names:
            names.append(name)
    return Surveyed(
        parcel_code=code,
        is_registered=registered,
        stages=tuple(
            StageOnRecord(stage.value, accepted.get(stage.value), tuple(used.get(stage.value, ())))
            for stage in BaseStage
            if stage is not BaseStage.LEGACY or stage.value in accepted
        ),
        reused=len(taken),
        data=len(decision.data),
        still_needed=() if registered else tuple(item.name for item in decision.missing),
        needs_a_person=not registered and bool(decision.blocks),
    )
