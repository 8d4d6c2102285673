"""Cases over REST: the list with its lights, one case with clock and materials, its moves."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, Role
from accounts.permissions import HasRole
from cadastre.http import both
from registration import selectors, services
from registration.case_rows import CaseRow, case_as_dict, clock_shown, rows_shown
from registration.clocks import office_clock
from registration.domain.case import CaseKind, Move, moves_from
from registration.domain.materials import KINDS
from registration.forms import CaseFilter
from registration.models import Case
from registration.moves import move_asked

MAY_SEE = HasRole.of(Role.REGISTRAR)
KEY = "Idempotency-Key"
FILTER_HELP = {
    "q": "case number, parcel code, project number, name or address",
    "status": "open, adopted, closed, withdrawn",
    "light": "over, near, ok, stands, no_calendar",
    "kind": "first, change, correction",
    "step": "acceptance, examination, entry",
    "who": "mine",
    "sort": "due, opened, number, place, kind, step, who; with - before it the other way round",
}
FILTERS = [OpenApiParameter(name, str, description=told) for name, told in FILTER_HELP.items()]
ONCE = OpenApiParameter(
    KEY, str, OpenApiParameter.HEADER, description="the same key again makes no second case or move"
)
REFUSED = {
    400: OpenApiResponse(description="What was asked cannot be read or breaks a rule."),
    403: OpenApiResponse(description="The account lacks the role or the district."),
    404: OpenApiResponse(description="No such case, or none the account may see."),
    409: OpenApiResponse(description="The case is not where this begins, or was moved meanwhile."),
}


class NewCaseSerializer(serializers.Serializer):
    """A case to open."""

    parcel_code = serializers.CharField(max_length=60)
    building_number = serializers.RegexField(r"^\d{4}$", required=False, default="")
    kind = serializers.ChoiceField(choices=[kind.value for kind in CaseKind], default="first")


class MoveSerializer(serializers.Serializer):
    """A move of a case; which may be made stands in the case under ``moves``."""

    move = serializers.ChoiceField(choices=[m.value for m in Move if m is not Move.ADOPT])
    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    stop = serializers.CharField(required=False, allow_blank=True, max_length=20)
    materials = serializers.ListField(
        child=serializers.ChoiceField(choices=list(KINDS)), required=False
    )
    revision = serializers.IntegerField(required=False, min_value=0)


class Cases(APIView):
    """The cases of the account's districts."""

    permission_classes = [MAY_SEE]

    @extend_schema(
        operation_id="cases_list", parameters=FILTERS, responses={200: OpenApiTypes.OBJECT}
    )
    def get(self, request: Request) -> Response:
        """List cases with light, days left and step, as the page does; ``limit`` and ``offset``."""
        now = timezone.now()
        cases = selectors.cases_listed(
            request.user, CaseFilter(request.query_params).asked(), now=now
        )
        pages = LimitOffsetPagination()
        keys = pages.paginate_queryset(selectors.keys_of(cases), request, view=self) or []
        shown = selectors.cases_of(cases, keys)
        rows = rows_shown(shown, clock=office_clock(), now=now)
        return pages.get_paginated_response([case_as_dict(row) for row in rows])

    @extend_schema(
        request=NewCaseSerializer,
        parameters=[ONCE],
        responses={201: OpenApiTypes.OBJECT, **REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Open a case; its clock starts."""
        form = NewCaseSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        case = services.case_open(
            form.validated_data["parcel_code"],
            building_number=form.validated_data["building_number"],
            kind=CaseKind(form.validated_data["kind"]),
            by=request.user,
            now=timezone.now(),
            request=_key(request),
        )
        told = case_told(case.number, request.user)
        return Response(told, status=status.HTTP_201_CREATED)


class CaseDetail(APIView):
    """One case."""

    permission_classes = [MAY_SEE]

    @extend_schema(responses={200: OpenApiTypes.OBJECT, **REFUSED})
    def get(self, request: Request, number: str) -> Response:
        """Where it stands, its clock with stops, its materials, its history, what may be done."""
        return Response(case_told(number, request.user))


class CaseMoves(APIView):
    """The moves of one case."""

    permission_classes = [MAY_SEE]

    @extend_schema(
        request=MoveSerializer, parameters=[ONCE], responses={200: OpenApiTypes.OBJECT, **REFUSED}
    )
    def post(self, request: Request, number: str) -> Response:
        """Make a move; give ``revision`` to be refused when somebody else moved it meanwhile."""
        form = MoveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        case = selectors.case_seen_by(request.user, number)
        move_asked(case, {**form.validated_data, "request": _key(request)}, by=request.user)
        return Response(case_told(number, request.user))


def _key(request: Request) -> str:
    """Return the caller's key, as long as the history keeps it."""
    return str(request.headers.get(KEY, ""))[:64]


def case_told(number: str, account: Account) -> dict[str, Any]:
    """Return one case as programs receive it. Raises NotFound."""
    case: Case = selectors.case_seen_by(account, number)
    now = timezone.now()
    clock = clock_shown(case, clock=office_clock(), now=now, with_stops=True)
    project = selectors.projects_on([case.parcel_code]).get(case.parcel_code)
    return case_as_dict(CaseRow(case, clock, project)) | {
        "two_persons": case.two_persons,
        "pause": case.pause,
        "moves": [move.value for move in moves_from(case.state)],
        "stops": [
            {
                "reason": stop.row.reason,
                "name": both(stop.name),
                "cites": stop.cites,
                "note": stop.row.note,
                "from": stop.row.started_at.isoformat(),
                "to": stop.row.ended_at.isoformat() if stop.row.ended_at else None,
            }
            for stop in clock.stops
        ],
        "materials": [
            {
                "code": row.kind,
                "name": both(KINDS[row.kind].name),
                "source": row.source,
                "shared_source": row.shared_source,
                "reference": row.reference,
                "there_since": row.there_since.isoformat() if row.there_since else None,
                "demanded_at": row.demanded_at.isoformat() if row.demanded_at else None,
            }
            for row in case.materials.all()
        ],
        "history": [
            {
                "at": event.at.isoformat(),
                "by": str(event.by),
                "what": event.what,
                "note": event.note,
            }
            for event in case.events.select_related("by")
        ],
    }
