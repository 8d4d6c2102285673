"""Codes for programs: one with its lineage, ten thousand at once, and all that lay at a point."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from buildings.domain.codes import parse_any_code
from buildings.domain.lineage import Lineage, Step
from buildings.resolving import (
    MOST_CODES,
    ever_at_point,
    lineage_seen_by,
    lineages_seen_by,
    versions_of,
)
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from parcels.api import MAY_READ, refusals
from parcels.moments import day_asked_for

DAY = OpenApiParameter("at", str, description="A day, 2024-03-15, or a moment with its zone.")


class StepSerializer(serializers.Serializer):
    """One step from a code to the one that followed it."""

    from_code = serializers.CharField()
    to_code = serializers.CharField()
    kind = serializers.ChoiceField(["split", "merge", "renumber", "rebuild", "correct", "adjust"])
    at = serializers.DateTimeField()


class CodeVersionSerializer(serializers.Serializer):
    """What the register says the code was, for a time."""

    version = serializers.IntegerField()
    kind = serializers.CharField()
    address = serializers.CharField()
    area_m2 = serializers.CharField(allow_null=True)
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)


class CodeSerializer(serializers.Serializer):
    """A code: its state and dates, its versions, what it became and what it came from."""

    code = serializers.CharField()
    level = serializers.ChoiceField(["parcel", "building", "unit"])
    state = serializers.ChoiceField(["unknown", "not_yet", "reserved", "confirmed", "retired"])
    reserved_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    stands_for_it = serializers.ListField(child=serializers.CharField())
    forward = StepSerializer(many=True)
    back = StepSerializer(many=True)
    versions = CodeVersionSerializer(many=True)


class ResolveSerializer(serializers.Serializer):
    """Codes to resolve, and the day, by default today."""

    codes = serializers.ListField(
        child=serializers.CharField(max_length=60), allow_empty=False, max_length=MOST_CODES
    )
    at = serializers.CharField(required=False, allow_blank=True, default="")


class ResolvedSerializer(serializers.Serializer):
    """One asked code: its state, and the codes that stand for it."""

    asked = serializers.CharField()
    state = serializers.CharField()
    stands_for_it = serializers.ListField(child=serializers.CharField())


class ResolvedAllSerializer(serializers.Serializer):
    """All asked codes in the order asked; unknown ones and those not to be seen say so alike."""

    count = serializers.IntegerField()
    results = ResolvedSerializer(many=True)


class LaidHereSerializer(serializers.Serializer):
    """A parcel or building that lay over the point, for a time."""

    level = serializers.ChoiceField(["parcel", "building"])
    code = serializers.CharField()
    parcel_code = serializers.CharField()
    address = serializers.CharField()
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)


def code_as_dict(level: str, lineage: Lineage, *, at: datetime | None = None) -> dict[str, Any]:
    """Return a code with its lineage as programs receive it."""
    dates = lineage.dates[lineage.code]
    return {
        "code": lineage.code,
        "level": level,
        "state": lineage.state(at),
        "reserved_at": dates.reserved_at,
        "confirmed_at": dates.confirmed_at,
        "retired_at": dates.retired_at,
        "at": at,
        "stands_for_it": list(lineage.standing(at)),
        "forward": [_step(step) for step in lineage.forward],
        "back": [_step(step) for step in lineage.back],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "from_code": step.from_code,
        "to_code": step.to_code,
        "kind": step.kind,
        "at": step.at,
    }


class CodeDetail(APIView):
    """One code of 19, 24 or 28 characters, old or current: state, versions, forward, back."""

    permission_classes = [MAY_READ]

    @extend_schema(
        parameters=[DAY],
        responses={
            200: CodeSerializer,
            **refusals(
                invalid="The code has not the form of GB/T 37346-2019, or the day is none.",
                absent="Nobody gave this code, or it never touched the account's districts.",
            ),
        },
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with what the ledger knows, on the day asked for."""
        at = day_asked_for(request.query_params.get("at"))
        asked, lineage = lineage_seen_by(request.user, code)
        body = code_as_dict(asked.level.value, lineage, at=at)
        return Response(CodeSerializer(body | {"versions": versions_of(asked)}).data)


class CodesResolved(APIView):
    """Many codes at once, old or current, to those that stand for them."""

    permission_classes = [MAY_READ]

    @extend_schema(
        request=ResolveSerializer,
        responses={
            200: ResolvedAllSerializer,
            **refusals(invalid="A code has not its form; the message names it and its position."),
        },
    )
    def post(self, request: Request) -> Response:
        """Resolve up to 10,000 codes, on the day asked for."""
        wanted = ResolveSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        at = day_asked_for(wanted.validated_data["at"])
        codes = [parse_any_code(text).code for text in wanted.validated_data["codes"]]
        found = lineages_seen_by(request.user, codes)
        results = [
            {
                "asked": code,
                "state": found[code].state(at) if code in found else "unknown",
                "stands_for_it": found[code].standing(at) if code in found else (),
            }
            for code in codes
        ]
        return Response({"count": len(results), "results": results})


class CodesAtPoint(APIView):
    """Every parcel and building that ever lay at a point."""

    permission_classes = [MAY_READ]

    @extend_schema(
        parameters=[
            OpenApiParameter("lon", float, required=True, description="Degrees, EPSG:4490."),
            OpenApiParameter("lat", float, required=True, description="Degrees, EPSG:4490."),
        ],
        responses={
            200: LaidHereSerializer(many=True),
            **refusals(invalid="The place is not given in degrees."),
        },
    )
    def get(self, request: Request) -> Response:
        """Answer with the versions in the account's districts, the earliest first."""
        east, north = (
            _degrees(request, name, limit) for name, limit in (("lon", 180), ("lat", 90))
        )
        return Response(ever_at_point(request.user, east=east, north=north))


def _degrees(request: Request, name: str, limit: int) -> float:
    text = request.query_params.get(name, "")
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not abs(value) <= limit:
        raise InvalidInput(
            Text(
                f"参数 {name} 应为 -{limit} 至 {limit} 之间的度数（EPSG:4490），"
                f"收到“{text[:40]}”。",
                f"{name} must be degrees between -{limit} and {limit} (EPSG:4490), "
                f"not '{text[:40]}'.",
            )
        )
    return value
