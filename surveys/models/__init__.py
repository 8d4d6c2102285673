"""Survey projects, results by stage, what was delivered, and what the checks found."""

from surveys.models.office import ResultKind, Stage
from surveys.models.projects import StageDocument, SurveyProject
from surveys.models.reports import CheckOutcome, ResultFinding
from surveys.models.results import DeliveredFile, ReadFile, ResultStatus, SurveyResult
from surveys.models.staged import (
    DeliveredHolder,
    StagedBuilding,
    StagedBuildingPoint,
    StagedParcel,
    StagedParcelPoint,
    StagedTotal,
    StagedUnit,
)

__all__ = [
    "CheckOutcome",
    "DeliveredFile",
    "DeliveredHolder",
    "ReadFile",
    "ResultFinding",
    "ResultKind",
    "ResultStatus",
    "Stage",
    "StageDocument",
    "StagedBuilding",
    "StagedBuildingPoint",
    "StagedParcel",
    "StagedParcelPoint",
    "StagedTotal",
    "StagedUnit",
    "SurveyProject",
    "SurveyResult",
]
