"""A parcel or unit through time, for programs: versions with both periods, lineage, acts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account
from buildings.code_api import StepSerializer
from buildings.domain.codes import AnyCode, Level, parse_any_code
from buildings.domain.lineage import Lineage
from buildings.history import FIELDS, code_history
from buildings.models import CodeAct, UnitCode
from buildings.resolving import lineage_seen_by
from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from parcels.api import MAY_READ, SourceSerializer, refusals
from parcels.history import Entry
from parcels.models import ChangeStatus, ParcelChange

MOST_ACTS = 200
LEVELS = ["parcel", "building", "unit"]
STATES = ["unknown", "not_yet", "reserved", "confirmed", "retired"]
PAGED = [
    OpenApiParameter("limit", int, description="versions in one answer: 50, at most 200"),
    OpenApiParameter("offset", int, description="versions to leave out before the first"),
]
REFUSALS = refusals(
    invalid="The code has not the form of GB/T 37346-2019, or is one of another level.",
    absent="Nobody ever gave this code, or it lies outside the account's districts.",
)


class HistoryDifferenceSerializer(serializers.Serializer):
    """What a field said before and after; ``boundary`` says the largest shift, in metres."""

    field = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class HistoryEntrySerializer(serializers.Serializer):
    """One version: when it was so, when the register said so, and what was said."""

    version = serializers.IntegerField()
    way = serializers.CharField(help_text="first, change or correction")
    follows = serializers.IntegerField(allow_null=True)
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)
    recorded_from = serializers.DateTimeField()
    recorded_to = serializers.DateTimeField(allow_null=True)
    area_m2 = serializers.CharField(allow_null=True)
    figures = serializers.DictField(child=serializers.CharField(allow_null=True))
    differences = HistoryDifferenceSerializer(many=True)
    sources = SourceSerializer(many=True)


class LineageNodeSerializer(serializers.Serializer):
    """A code of the lineage: its level, its state today, its dates in the ledger."""

    code = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    state = serializers.ChoiceField(STATES)
    reserved_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class LineageSerializer(serializers.Serializer):
    """What the code became and what it came from, as a graph; the asked code comes first."""

    nodes = LineageNodeSerializer(many=True)
    links = StepSerializer(many=True)


class ActSerializer(serializers.Serializer):
    """An act that touched the code: what, when, on what ground."""

    kind = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    source = SourceSerializer(allow_null=True)


class HistorySerializer(serializers.Serializer):
    """The history of one code; versions in the order in which the register learnt of them."""

    code = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    state = serializers.ChoiceField(STATES)
    lineage = LineageSerializer()
    acts = ActSerializer(many=True)
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = HistoryEntrySerializer(many=True)


class VersionPages(LimitOffsetPagination):
    """Fifty versions an answer."""

    default_limit = 50
    max_limit = 200


class _History(APIView):
    """What both addresses share; ``level`` is the one that the address is for."""

    permission_classes = [MAY_READ]
    level: Level

    def answer(self, request: Request, text: str) -> Response:
        """Answer one page of the history of a code of the account's districts."""
        asked, lineage = history_seen_by(request.user, text, level=self.level)
        pages = VersionPages()
        entries = pages.paginate_queryset(code_history(asked), request, view=self) or []
        body = {
            "code": asked.code,
            "level": asked.level.value,
            "state": lineage.state(),
            "lineage": lineage_as_graph(lineage),
            "acts": acts_on(asked, lineage.codes),
            "count": pages.count,
            "next": pages.get_next_link(),
            "previous": pages.get_previous_link(),
            "results": [entry_as_dict(entry, asked.level) for entry in entries],
        }
        return Response(HistorySerializer(body).data)


class ParcelHistory(_History):
    """The history of a parcel by its 19-character code, current or retired."""

    level = Level.PARCEL

    @extend_schema(
        operation_id="parcel_history",
        parameters=PAGED,
        responses={200: HistorySerializer, **REFUSALS},
    )
    def get(self, request: Request, parcel_code: str) -> Response:
        """Every version with both periods and its sources, the lineage, and the acts."""
        return self.answer(request, parcel_code)


class UnitHistory(_History):
    """The history of a unit by its 28-character code, current or retired."""

    level = Level.UNIT

    @extend_schema(
        operation_id="unit_history",
        parameters=PAGED,
        responses={200: HistorySerializer, **REFUSALS},
    )
    def get(self, request: Request, unit_code: str) -> Response:
        """Every version with both periods and its sources, the lineage, and the acts."""
        return self.answer(request, unit_code)


def history_seen_by(account: Account, text: str, *, level: Level) -> tuple[AnyCode, Lineage]:
    """Return a code of the level and its lineage, if it lies in the account's districts.

    Raises
    ------
    InvalidInput
        The text is no code of this level.
    NotFound
        Nobody gave the code, or the account may not see it: answered alike.
    """
    asked = parse_any_code(text)
    if asked.level is not level:
        wanted = {Level.PARCEL: "19", Level.UNIT: "28"}[level]
        raise InvalidInput(
            Text(
                f"这里查询 {wanted} 位代码的历史，收到“{asked.code}”。",
                f"This address is for codes of {wanted} characters, not '{asked.code}'.",
            )
        )
    if not account.covers(asked.code):
        raise NotFound(
            Text(
                f"没有您可查看的代码 {asked.code}。", f"There is no code {asked.code} you may see."
            )
        )
    return lineage_seen_by(account, asked.code)


def entry_as_dict(entry: Entry, level: Level) -> dict[str, Any]:
    """Return one version as programs receive it; figures are texts with every digit."""
    row = entry.version
    figures = {name: getattr(row, name) for name in FIELDS[level]}
    return {
        "version": row.pk,
        "way": entry.way,
        "follows": entry.follows.pk if entry.follows is not None else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "recorded_from": row.recorded_from,
        "recorded_to": row.recorded_to,
        "area_m2": None if entry.area_m2 is None else str(entry.area_m2),
        "figures": {
            name: None if figure is None else str(figure) for name, figure in figures.items()
        },
        "differences": [
            {"field": name, "before": before, "after": after}
            for name, (before, after) in entry.differences.items()
        ],
        "sources": entry.sources,
    }


def lineage_as_graph(lineage: Lineage) -> dict[str, Any]:
    """Return a lineage as nodes and links: each code once, each step once."""
    return {
        "nodes": [
            {
                "code": code,
                "level": parse_any_code(code).level.value,
                "state": lineage.dates[code].state(),
                "reserved_at": lineage.dates[code].reserved_at,
                "confirmed_at": lineage.dates[code].confirmed_at,
                "retired_at": lineage.dates[code].retired_at,
            }
            for code in lineage.codes
        ],
        "links": [
            {"from_code": step.from_code, "to_code": step.to_code, "kind": step.kind, "at": step.at}
            for step in lineage.steps
        ],
    }


def acts_on(asked: AnyCode, codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the acts that touched the code or a step of its lineage, the earliest first.

    At most 200; who acted is in the office's journal, not here.
    """
    named = list(codes)
    touching = Q(steps__from_code__in=named) | Q(pk__in=_acts_of_its_own(asked))
    steps = Q(steps__before_code__in=named) | Q(steps__after_code__in=named)
    acts = CodeAct.objects.filter(touching)
    changes = ParcelChange.objects.filter(steps, status=ChangeStatus.REGISTERED)
    if asked.level is not Level.PARCEL:
        changes = changes.none()
    found = [
        _act(act, document=getattr(act, "document_number", ""))
        for rows in (acts, changes)
        for act in rows.select_related("source").distinct().order_by("at", "pk")[:MOST_ACTS]
    ]
    return sorted(found, key=lambda act: (act["at"], act["kind"]))[:MOST_ACTS]


def _acts_of_its_own(asked: AnyCode) -> list[int]:
    """Return the acts that gave a unit code, confirmed it and ended it."""
    rows = UnitCode.objects.filter(code=asked.code).values_list(
        "reserved_act", "confirmed_act", "retired_act"
    )
    return [act for row in rows for act in row if act is not None]


def _act(act: CodeAct | ParcelChange, *, document: str) -> dict[str, Any]:
    return {
        "kind": act.kind,
        "at": act.at,
        "reason": act.reason,
        "document_number": document,
        "source": act.source,
    }
