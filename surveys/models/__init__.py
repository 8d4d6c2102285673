"""Survey projects, results by stage, what was delivered, and what the checks found."""

from surveys.models.mappings import FieldMapping
from surveys.models.office import ResultKind, Stage
from surveys.models.projects import StageDocument, SurveyProject
from surveys.models.reports import CheckOutcome, ResultFinding
from surveys.models.results import (
    DeliveredFile,
    ReadFile,
    ReadingStep,
    ResultStatus,
    SurveyResult,
)
from surveys.models.staged import (
    DeliveredHolder,
    StagedBuilding,
    StagedBuildingPoint,
    StagedParcel,
    StagedParcelPoint,
    StagedTotal,
    StagedUnit,
)
from surveys.models.supplements import BoundaryDispute, RefusedDemand, SupplementOrder
from surveys.models.unit_lists import UnitListConfirmation
from surveys.models.uploads import PartialUpload
from surveys.models.waivers import FindingWaiver

__all__ = [
    "BoundaryDispute",
    "CheckOutcome",
    "DeliveredFile",
    "DeliveredHolder",
    "FieldMapping",
    "FindingWaiver",
    "PartialUpload",
    "ReadFile",
    "ReadingStep",
    "RefusedDemand",
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
    "SupplementOrder",
    "SurveyProject",
    "SurveyResult",
    "UnitListConfirmation",
]
