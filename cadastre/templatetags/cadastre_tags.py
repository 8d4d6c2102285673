"""Words, figures and signs as every page shows them: one tag for one kind of thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from cadastre.domain.crs_systems import system
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import CodeMalformed, display_segments
from cadastre.templatetags.signs import SEVERITIES, STAGES, STATUSES, UNKNOWN

register = template.Library()

NOTHING = "—"
NARROW_SPACE = "\u202f"
SQUARE_METRES_OF_15_MU = 10_000
BUILDING_CODE_LENGTH = 24
GROUP_STARTS = frozenset({0, 6, 12, 19})
"""Where a shown code begins a new segment: county, sub-district, parcel, fixture."""


def is_english() -> bool:
    """Tell whether the page is being shown in English."""
    return (get_language() or "").startswith("en")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return a drawing of the sprite; with ``label`` it speaks, without it is decoration."""
    href = f"{static('vendor/icons/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href
    )


@register.filter
def unit_code(code: Any, form: str = "") -> SafeString:
    """Show a code in its segments, each named on hover, with a button that copies it.

    Parameters
    ----------
    code
        28 characters (unit), 24 (building) or 19 (parcel). Anything else is shown as it is.
    form
        ``"plain"`` leaves out the button, for use inside links.
    """
    text = str(code or "")
    if not text:
        return SafeString(NOTHING)
    shown = format_html_join("", "{}", ((group,) for group in _groups(text)))
    if form == "plain":
        return format_html('<span class="code">{}</span>', shown)
    return format_html(
        '<span class="code">{}</span><button type="button" class="copy" data-copy="{}" '
        'aria-label="{}" title="{}">{}</button>',
        shown,
        text,
        _("Copy %(code)s") % {"code": text},
        _("Copy without spaces"),
        icon("copy"),
    )


def _groups(text: str) -> Iterable[SafeString]:
    groups: list[list[tuple[str, str]]] = []
    position = 0
    for segment, name in _segments(text):
        if position in GROUP_STARTS:
            groups.append([])
        groups[-1].append((name, segment))
        position += len(segment)
    for group in groups:
        inner = format_html_join("", '<span title="{}">{}</span>', group)
        yield format_html('<span class="code-part">{}</span>', inner)


def _segments(text: str) -> list[tuple[str, str]]:
    parcel, building = text, ""
    if len(text) == BUILDING_CODE_LENGTH:
        parcel, building = text[:19], text[19:]
    try:
        segments = [(part, said_text(name)) for part, name in display_segments(parcel)]
    except CodeMalformed:
        return [(text, "")]
    return [*segments, (building, _("Building number"))] if building else segments


def said_text(text: Text) -> str:
    """Return the sentence in the language of the page."""
    return text.en if is_english() else text.zh


@register.filter
def said(thing: Any, field: str = "message") -> str:
    """Return ``field`` of a finding, error or outcome in the language of the page.

    Works for objects that hold a :class:`Text` (``message``), for rows that hold two columns
    (``message_zh``, ``message_en``) and for their JSON form (``{"zh": …, "en": …}``).
    """
    language = "en" if is_english() else "zh"
    if thing in (None, ""):
        return ""
    value = thing.get(field) if isinstance(thing, dict) else getattr(thing, field, None)
    if isinstance(value, Text):
        return said_text(value)
    if isinstance(value, dict):
        return str(value.get(language, ""))
    if value is None:
        name = f"{field}_{language}"
        value = thing.get(name) if isinstance(thing, dict) else getattr(thing, name)
    return str(value or "")


@register.filter
def in_language(thing: Any, field: str = "name") -> str:
    """Return ``name_zh`` or ``name_en`` of ``thing``, as the page's language asks."""
    return said(thing, field)


@register.filter
def text(value: Any) -> str:
    """Return a :class:`Text`, or its JSON form, in the language of the page."""
    if isinstance(value, dict):
        return str(value.get("en" if is_english() else "zh", ""))
    return said_text(value) if isinstance(value, Text) else str(value or "")


def _grouped(value: Decimal, places: str) -> str:
    rounded = value.quantize(Decimal(places), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".replace(",", NARROW_SPACE)


@register.filter
def area(value: Any) -> SafeString:
    """Show an area in m2 with two decimals (half up) and narrow groups; nothing shows a dash."""
    if value in (None, ""):
        return SafeString(NOTHING)
    return format_html('<span class="figure">{}</span>', _grouped(Decimal(str(value)), "0.01"))


@register.filter
def mu(value: Any) -> SafeString:
    """Show an area given in m2 in mu (15 mu are a hectare), with its unit."""
    if value in (None, ""):
        return SafeString("")
    in_mu = Decimal(str(value)) * 15 / SQUARE_METRES_OF_15_MU
    return format_html('<span class="figure">{}</span> {}', _grouped(in_mu, "0.01"), _("mu"))


@register.filter
def coordinate(value: Any) -> SafeString:
    """Show a coordinate in metres digit for digit as it is kept."""
    if value in (None, ""):
        return SafeString(NOTHING)
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return format_html('<span class="figure">{}</span>', digits)


@register.simple_tag
def stage_chip(stage: Any) -> SafeString:
    """Show a stage by its shape, word and colour.

    ``stage`` is an office's stage (``base``, ``name_zh``, ``name_en``), the word of a base stage,
    or ``"register"``.
    """
    base = str(getattr(stage, "base", stage) or "legacy")
    own_name = hasattr(stage, "base") and hasattr(stage, "name_zh")
    label = in_language(stage, "name") if own_name else STAGES.get(base, base)
    return format_html('<span class="stage-chip stage-{}">{}</span>', base, label)


@register.simple_tag
def severity(finding: Any) -> SafeString:
    """Show how much a finding (or the outcome of a check) weighs, by shape, word and colour."""
    word = finding
    for name in ("severity", "outcome"):
        word = getattr(word, name, word)
    sign = SEVERITIES.get(str(getattr(word, "value", word)), UNKNOWN)
    return format_html('<span class="sev {}">{} {}</span>', sign.style, icon(sign.icon), sign.label)


@register.simple_tag
def status_chip(status: Any) -> SafeString:
    """Show where a result or a case stands, by shape, word and colour."""
    word = str(getattr(status, "value", status) or "")
    sign = STATUSES.get(word)
    if sign is None:
        return format_html('<span class="status-chip">{}</span>', word or NOTHING)
    return format_html(
        '<span class="status-chip {}">{} {}</span>', sign.style, icon(sign.icon), sign.label
    )


@register.simple_tag
def light(state: str) -> SafeString:
    """Show a time limit: ``ok`` ● in time, ``near`` ▲ near its end, ``over`` ■ over."""
    signs = {
        "ok": ("●", pgettext("time limit", "in time")),
        "near": ("▲", pgettext("time limit", "near")),
        "over": ("■", pgettext("time limit", "over")),
    }
    shape, label = signs[state]
    return format_html('<span class="light light-{}">{} {}</span>', state, shape, label)


@register.simple_tag
def nav_url(name: str, *args: Any) -> str:
    """Return the address of ``name``, or nothing while no app offers it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the navigation; without roles it is for everybody."""

    name: str
    label: str | Promise
    icon: str
    roles: tuple[str, ...] = ()


OFFICE = ("surveyor", "reviewer", "registrar")
DESTINATIONS = (
    Destination("surveys:project_list", pgettext_lazy("navigation", "Surveys"), "layers", OFFICE),
    Destination(
        "surveys:review_queue",
        pgettext_lazy("navigation", "Review"),
        "clipboard-data",
        ("reviewer",),
    ),
    Destination(
        "registration:case_list",
        pgettext_lazy("navigation", "Cases"),
        "journal-check",
        ("registrar",),
    ),
    Destination(
        "parcels:map", pgettext_lazy("the book", "Register"), "map", (*OFFICE, "integrator")
    ),
    Destination("disclosure:search", pgettext_lazy("navigation", "Public look-up"), "eye"),
    Destination("portal:integrators", pgettext_lazy("navigation", "Integrators"), "code-slash"),
)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, Any]]:
    """Return what the signed-in account may go to; ``current`` marks where the page lies."""
    request = context.get("request")
    user = getattr(request, "user", None)
    entries = []
    for place in DESTINATIONS:
        signed_in = user is not None and user.is_authenticated
        if not place.roles or (signed_in and user.has_role(*place.roles)):
            entries.append({"url": reverse(place.name), "label": place.label, "icon": place.icon})
    path = getattr(request, "path", "")
    here = max((e["url"] for e in entries if path.startswith(e["url"])), key=len, default=None)
    return [{**entry, "current": entry["url"] == here} for entry in entries]


@register.simple_tag
def product_version() -> str:
    """Return the version of the product, or nothing when it runs uninstalled."""
    try:
        return version("cadastre")
    except PackageNotFoundError:
        return ""


@register.simple_tag
def office_system() -> dict[str, Any]:
    """Return name, EPSG code and proj4 definition of the office's plane system, for the maps."""
    plane = system(settings.SRID)
    if plane is None or plane.geographic:
        return {"srid": settings.SRID, "name": f"EPSG:{settings.SRID}", "proj4": ""}
    false_easting = 500_000 + (plane.zone * 1_000_000 if plane.prefixed else 0)
    return {
        "srid": plane.srid,
        "name": said_text(plane.name),
        "proj4": f"+proj=tmerc +lat_0=0 +lon_0={plane.central_meridian} +k=1 "
        f"+x_0={false_easting} +y_0=0 +ellps=GRS80 +units=m +no_defs",
    }


@register.simple_tag
def map_data(map_id: str, options: Any) -> SafeString:
    """Return the options of a map as JSON that ``map.js`` reads; nothing given means none."""
    return json_script(options or {}, f"{map_id}-options")
