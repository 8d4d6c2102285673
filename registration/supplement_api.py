"""What is done in a case beside its moves, over REST: disputes, a unit list that changed."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cadastre.idempotency import once
from registration import selectors, services
from registration.api import KEY, MAY_SEE, ONCE, REFUSED
from registration.models import Case
from registration.services.confirming import require_open
from registration.supplements import dispute_of
from surveys.models import BoundaryDispute, UnitListConfirmation
from surveys.services import dispute_end, dispute_enter


class DisputeSerializer(serializers.ModelSerializer):
    """A boundary line of the case's parcel in dispute (争议界), until it ends."""

    entered_by = serializers.CharField(read_only=True)

    class Meta:
        model = BoundaryDispute
        fields = ("id", "line", "about", "since", "ended_on", "entered_by", "entered_at")
        read_only_fields = ("id", "ended_on", "entered_by", "entered_at")


class DisputeEndSerializer(serializers.Serializer):
    """The day on which a dispute ended."""

    on = serializers.DateField(help_text="not before it began, today at the latest")


class UnitListSerializer(serializers.Serializer):
    """A unit list to settle; building and results as the block of the decision names them."""

    building_number = serializers.RegexField(r"^\d{4}$")
    presale = serializers.UUIDField()
    completion = serializers.UUIDField()
    reason = serializers.CharField(max_length=500)


class UnitListShownSerializer(serializers.ModelSerializer):
    """A unit list that was settled: what became of the units, by whom, when, why and under what."""

    confirmed_by = serializers.CharField()

    class Meta:
        model = UnitListConfirmation
        fields = (
            "building_number",
            "presale",
            "completion",
            "changes",
            "rule",
            "clause",
            "reason",
            "confirmed_by",
            "confirmed_at",
        )


class CaseDisputes(APIView):
    """The boundary disputes of a case's parcel."""

    permission_classes = [MAY_SEE]

    @extend_schema(
        operation_id="case_disputes_list", responses={200: OpenApiTypes.OBJECT, **REFUSED}
    )
    def get(self, request: Request, number: str) -> Response:
        """List them by their first day, ended ones too; ``limit`` and ``offset``."""
        case = selectors.case_seen_by(request.user, number)
        rows = BoundaryDispute.objects.filter(parcel_code=case.parcel_code)
        pages = LimitOffsetPagination()
        shown = pages.paginate_queryset(rows.select_related("entered_by"), request, view=self)
        return pages.get_paginated_response(DisputeSerializer(shown, many=True).data)

    @extend_schema(
        request=DisputeSerializer,
        parameters=[ONCE],
        responses={201: DisputeSerializer, **REFUSED},
    )
    def post(self, request: Request, number: str) -> Response:
        """Enter a line in dispute (201): every case of the parcel waits until it ends."""
        case = selectors.case_seen_by(request.user, number)
        form = DisputeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data

        def enter() -> dict[str, Any]:
            require_open(case)
            dispute = dispute_enter(case.parcel_code, **asked, by=request.user, now=timezone.now())
            return dict(DisputeSerializer(dispute).data)

        answer = _once(request, "dispute.enter", {"case": case.number, **asked}, enter)
        return Response(answer, status=status.HTTP_201_CREATED)


class CaseDisputeEnd(APIView):
    """The end of a boundary dispute."""

    permission_classes = [MAY_SEE]

    @extend_schema(request=DisputeEndSerializer, responses={200: DisputeSerializer, **REFUSED})
    def post(self, request: Request, number: str, dispute_id: int) -> Response:
        """End a dispute on a day; one that has ended already is refused (409)."""
        case = selectors.case_seen_by(request.user, number)
        dispute = dispute_of(case, dispute_id)
        form = DisputeEndSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        require_open(case)
        dispute_end(dispute, on=form.validated_data["on"], by=request.user, now=timezone.now())
        return Response(DisputeSerializer(dispute).data)


class CaseUnitLists(APIView):
    """Unit lists of a case that changed between presale and completion, and were settled."""

    permission_classes = [MAY_SEE]

    @extend_schema(
        operation_id="case_unit_lists", responses={200: UnitListShownSerializer(many=True)}
    )
    def get(self, request: Request, number: str) -> Response:
        """List what was settled, the oldest first; what is not stands in the decision's blocks."""
        case = selectors.case_seen_by(request.user, number)
        return Response(UnitListShownSerializer(_settled_in(case), many=True).data)

    @extend_schema(request=UnitListSerializer, responses={200: UnitListShownSerializer, **REFUSED})
    def post(self, request: Request, number: str) -> Response:
        """Settle a unit list for two results; again for the same two changes nothing."""
        case = selectors.case_seen_by(request.user, number)
        form = UnitListSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        confirmation = services.case_units_confirm(
            case,
            building_number=asked["building_number"],
            presale=str(asked["presale"]),
            completion=str(asked["completion"]),
            reason=asked["reason"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(UnitListShownSerializer(confirmation).data)


def _settled_in(case: Case) -> list[UnitListConfirmation]:
    rows = UnitListConfirmation.objects.filter(parcel_code=case.parcel_code)
    if case.building_number:
        rows = rows.filter(building_number=case.building_number)
    return list(rows.select_related("confirmed_by"))


def _once(request: Request, action: str, body: dict[str, Any], act: Any) -> dict[str, Any]:
    """Do it once for the caller's request key."""
    return once(
        act,
        actor=request.user.get_username(),
        key=str(request.headers.get(KEY, "")),
        action=action,
        body=body,
        now=timezone.now(),
    )
