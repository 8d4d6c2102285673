"""Cases with their clocks and materials, the office's limits and calendar, what lies on objects."""

from registration.models.cases import (
    CASE_KINDS,
    CASE_STATUSES,
    PAUSES,
    Case,
    CaseEvent,
    CaseMaterial,
    CaseStop,
    CaseView,
)
from registration.models.objects import RESTRICTION_KINDS, Holder, Restriction
from registration.models.office import STEPS, OfficeDay, OfficeYear, StepDuty, TimeLimit
from registration.models.sheets import DecisionSheet

__all__ = [
    "CASE_KINDS",
    "CASE_STATUSES",
    "PAUSES",
    "RESTRICTION_KINDS",
    "STEPS",
    "Case",
    "CaseEvent",
    "CaseMaterial",
    "CaseStop",
    "CaseView",
    "DecisionSheet",
    "Holder",
    "OfficeDay",
    "OfficeYear",
    "Restriction",
    "StepDuty",
    "TimeLimit",
]
