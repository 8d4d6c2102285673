"""Large files in pieces over REST: begin, send pieces, ask how far it is, finish, give up.

The drop zone of the project's page and survey software use the same addresses.
"""

import re
from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import BaseParser, FormParser, JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from accounts.permissions import HasRole
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from surveys import services
from surveys.models import PartialUpload
from surveys.selectors import project_to_deliver_for

MAY_DELIVER = HasRole.of(Role.SURVEYOR, Role.REGISTRAR)
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class PieceParser(BaseParser):
    """Takes the bytes of a piece, which are no form; a piece too long is cut one too late.

    A connection that breaks gives fewer bytes than the range says, or none: nothing is written.
    """

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the bytes."""
        return stream.read(services.MOST_CHUNK_BYTES + 1)


class UploadSerializer(serializers.Serializer):
    """A file that will come in piece by piece."""

    project = serializers.CharField(help_text="project number")
    name = serializers.CharField(max_length=1000, trim_whitespace=False)
    size = serializers.IntegerField(min_value=0, max_value=2**62, help_text="bytes")
    sha256 = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="digest in hex, where it is known"
    )


def upload_as_dict(upload: PartialUpload) -> dict[str, Any]:
    """Return how far an upload is, as programs receive it."""
    return {
        "id": str(upload.pk),
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "finished": upload.is_finished,
        "sha256": upload.sha256,
        "chunk_bytes": services.CHUNK_BYTES,
        "most_chunk_bytes": services.MOST_CHUNK_BYTES,
    }


class Uploads(APIView):
    """Uploads in pieces."""

    permission_classes = [MAY_DELIVER]
    parser_classes = [JSONParser, FormParser]

    @extend_schema(
        operation_id="upload_begin", request=UploadSerializer, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request: Request) -> Response:
        """Open an upload (201); a file that a whole upload would refuse at the door is refused."""
        form = UploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        project = project_to_deliver_for(request.user, data["project"])
        upload = services.upload_begin(
            project,
            name=data["name"],
            size=data["size"],
            sha256=data["sha256"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(upload_as_dict(upload), status=status.HTTP_201_CREATED)


class UploadPieces(APIView):
    """One upload in pieces."""

    permission_classes = [MAY_DELIVER]
    parser_classes = [PieceParser]

    @extend_schema(operation_id="upload_state", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, upload_id: UUID) -> Response:
        """Return how far it is: go on at ``received``."""
        return Response(upload_as_dict(services.upload_of(request.user, upload_id)))

    @extend_schema(
        operation_id="upload_piece",
        request={"application/octet-stream": OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(
                "Content-Range",
                location=OpenApiParameter.HEADER,
                required=True,
                description="bytes FIRST-LAST/SIZE of this piece",
            )
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def put(self, request: Request, upload_id: UUID) -> Response:
        """Take in the next piece; 409 when it does not begin at ``received``."""
        upload = services.upload_of(request.user, upload_id)
        first, last, total = _range(request.headers.get("Content-Range", ""))
        data = request.data if isinstance(request.data, bytes) else b""
        if len(data) != last - first + 1:
            raise InvalidInput(
                Text(
                    f"Content-Range 说这一段有 {last - first + 1} 字节，收到 {len(data)} 字节。",
                    f"Content-Range says {last - first + 1} bytes; {len(data)} came in.",
                ),
                advice=Text("请重传这一段。", "Send the piece again."),
            )
        upload = services.chunk_put(
            upload, offset=first, total=total, data=data, now=timezone.now()
        )
        return Response(upload_as_dict(upload))

    @extend_schema(operation_id="upload_give_up", responses={204: None})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Give the upload up; its bytes are removed."""
        services.uploads_forget([services.upload_of(request.user, upload_id)])
        return Response(status=status.HTTP_204_NO_CONTENT)


class UploadFinish(APIView):
    """The end of an upload in pieces."""

    permission_classes = [MAY_DELIVER]
    parser_classes = [JSONParser, FormParser]

    @extend_schema(operation_id="upload_finish", request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, upload_id: UUID) -> Response:
        """Close an upload that is whole; name its id under ``uploads`` of a delivery."""
        upload = services.upload_of(request.user, upload_id)
        return Response(upload_as_dict(services.upload_finish(upload, now=timezone.now())))


def _range(header: str) -> tuple[int, int, int]:
    found = _RANGE.fullmatch(header.strip())
    first, last, total = map(int, found.groups()) if found else (0, -1, 0)
    if last < first:
        raise InvalidInput(
            Text(
                "缺少 Content-Range，或格式不对。", "Content-Range is missing or not of its form."
            ),
            advice=Text(
                "例如 Content-Range: bytes 0-4194303/10000000。",
                "For example Content-Range: bytes 0-4194303/10000000.",
            ),
        )
    return first, last, total
