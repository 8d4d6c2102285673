"""The office's stages and kinds of result to begin with; an office then changes them as data."""

from datetime import date
from typing import Any

from django.apps import apps
from django.apps.registry import Apps

STAGES = (
    ("supply", "供地", "Land supply", "supply", 1),
    ("planning", "规划", "Planning", "planning", 2),
    ("presale", "预售", "Presale", "presale", 3),
    ("completion", "竣工", "Completion", "completion", 4),
    ("legacy", "统一登记前", "Before unified registration", "legacy", 5),
)
KINDS = (
    # code, stage, Chinese, English, boundary, footprint, building table
    ("demarcation", "supply", "勘测定界", "Land demarcation", True, False, False),
    ("parcel-survey", "supply", "宗地测量", "Parcel survey", True, False, False),
    ("allocation-survey", "planning", "拨地测量", "Allocation survey", True, False, False),
    ("planning-layout", "planning", "规划放线", "Planning layout", False, True, False),
    (
        "presale-floor-area",
        "presale",
        "房产预测绘",
        "Floor areas from drawings",
        False,
        False,
        True,
    ),
    (
        "planning-verification",
        "completion",
        "规划核实测量",
        "Planning verification",
        False,
        True,
        False,
    ),
    ("completion-survey", "completion", "竣工实测", "Survey as built", True, True, True),
    ("legacy-house", "legacy", "房产测量（历史）", "House survey (legacy)", False, True, True),
    ("legacy-land", "legacy", "地籍测量（历史）", "Land survey (legacy)", True, False, False),
)


IN_FORCE_FROM = date(2016, 8, 8)


def fill_empty_office(*, apps: Apps = apps, **_: Any) -> None:
    """Put the first stages and kinds into an office that has none (signal post_migrate).

    ``apps`` are the models as they stand after the migration: there is no table of stages after
    its migration was taken back.
    """
    try:
        Stage = apps.get_model("surveys", "Stage")
        ResultKind = apps.get_model("surveys", "ResultKind")
    except LookupError:
        return
    if Stage.objects.exists():
        return
    for code, name_zh, name_en, base, position in STAGES:
        Stage.objects.create(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            base=base,
            position=position,
            valid_from=IN_FORCE_FROM,
        )
    for code, stage, name_zh, name_en, boundary, footprint, units in KINDS:
        ResultKind.objects.create(
            code=code,
            stage_id=stage,
            name_zh=name_zh,
            name_en=name_en,
            expects_boundary=boundary,
            expects_footprint=footprint,
            expects_units=units,
        )
