"""From refusals to answers: one table from error class to HTTP status, for pages and API."""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cadastre.domain.errors import (
    CadastreError,
    Conflict,
    FileRefused,
    InvalidInput,
    KeyReused,
    NotAllowed,
    NotFound,
    TooLarge,
)
from cadastre.domain.findings import NO_TEXT, Finding, Text

STATUS: dict[type[CadastreError], int] = {
    TooLarge: 413,
    FileRefused: 400,
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    KeyReused: 422,
}


def status_of(error: CadastreError) -> int:
    """Return the HTTP status of a refusal; an unlisted kind is 400."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def said(text: Text) -> str:
    """Return the sentence in the language of the request."""
    return text.en if (get_language() or "").startswith("en") else text.zh


def both(text: Text) -> dict[str, str]:
    """Return the sentence in both languages, as answers to programs carry it."""
    return {"zh": text.zh, "en": text.en}


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding as programs receive it: figures as decimal strings."""
    return {
        "code": finding.code,
        "kind": finding.kind,
        "severity": finding.severity.value,
        "message": both(finding.message),
        "advice": both(finding.advice),
        "object": finding.object_key,
        "file": finding.file,
        "line": finding.line,
        "field": finding.field,
        "found": finding.found,
        "expected": finding.expected,
        "measured": None if finding.measured is None else str(finding.measured),
        "limit": None if finding.limit is None else str(finding.limit),
        "unit": finding.unit,
        "location": finding.location,
        "cites": finding.cites,
    }


def refusal_as_dict(error: CadastreError) -> dict[str, Any]:
    """Return the one JSON shape of a refusal: code, message, advice and, for files, the finding."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": both(error.message),
        "advice": both(error.advice),
    }
    if isinstance(error, FileRefused):
        body["finding"] = finding_as_dict(error.finding)
    return body


SAID_BY_FRAMEWORK: dict[int, tuple[str, Text, Text]] = {
    400: (
        "invalid_input",
        Text("请求中的数据不符合要求。", "The request does not hold what is asked for."),
        Text("请按 detail 中列出的字段改正。", "Correct the fields named in detail."),
    ),
    401: (
        "not_signed_in",
        Text("请求没有有效的令牌。", "The request carries no valid token."),
        Text(
            "请加上请求头 Authorization: Token …。",
            "Add the header Authorization: Token ….",
        ),
    ),
    403: (
        "not_allowed",
        Text("您的账号没有办理此事的角色。", "Your account does not have the role for this."),
        Text("请联系本机构管理员。", "Ask the office's administrator."),
    ),
    404: ("not_found", Text("没有这个地址。", "There is no such address."), NO_TEXT),
    405: (
        "method_not_allowed",
        Text("该地址不支持这种请求方法。", "This address does not take that method."),
        NO_TEXT,
    ),
    415: (
        "unsupported_media_type",
        Text("不支持这种内容类型。", "This content type is not taken."),
        Text("请用 multipart/form-data 提交文件。", "Send files as multipart/form-data."),
    ),
    429: (
        "too_many_requests",
        Text("请求过于频繁。", "There were too many requests."),
        Text("请按 Retry-After 等待后再试。", "Wait as Retry-After says, then try again."),
    ),
}
"""What Django REST framework refuses by itself, in our words and shape, by HTTP status."""


def api_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer every refusal under an API view in one shape, whoever refused."""
    if isinstance(error, CadastreError):
        return Response(refusal_as_dict(error), status=status_of(error))
    response = exception_handler(error, context)
    if response is not None and response.status_code in SAID_BY_FRAMEWORK:
        code, message, advice = SAID_BY_FRAMEWORK[response.status_code]
        response.data = {
            "code": code,
            "message": both(message),
            "advice": both(advice),
            "detail": response.data,
        }
    return response


class TextMiddleware:
    """Refuses a NUL in an address or form: no text of the register can hold one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address; a refusal is the page of status 400."""
        if "\x00" in request.path_info or any(map(_holds_nul, request.GET.lists())):
            raise BadRequest("NUL in the address")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> None:
        """Look at the fields of a form; API views check their own input."""
        is_page = not getattr(view, "csrf_exempt", False)
        if is_page and any(map(_holds_nul, request.POST.lists())):
            raise BadRequest("NUL in a form")


def _holds_nul(field: tuple[str, list[Any]]) -> bool:
    name, values = field
    return "\x00" in name or any("\x00" in str(value) for value in values)


class RefusalMiddleware:
    """Turns a refusal raised by a page into an answer with the right status, never a traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a CadastreError; let everything else go its way to the error page."""
        if not isinstance(error, CadastreError):
            return None
        status = status_of(error)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(refusal_as_dict(error), status=status)
        context = {"message": said(error.message), "advice": said(error.advice), "status": status}
        fragment = request.headers.get("HX-Request") == "true"
        template = "cadastre/refusal_fragment.html" if fragment else "cadastre/refusal.html"
        return render(request, template, context, status=status)


class ContentSecurityMiddleware:
    """Allows the browser to load from this server only, and inline scripts only with the nonce."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request a nonce and the answer its policy."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
            "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
            "form-action 'self'; frame-ancestors 'none'",
        )
        return response
