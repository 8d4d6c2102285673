"""The calls that integrators copy, with codes that this register really holds."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.selectors import Examples


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it is for, its command, and its path where a browser can show it."""

    purpose: str
    command: str
    path: str = ""


def example_calls(origin: str, held: Examples) -> list[Call]:
    """Return the calls for this server.

    Parameters
    ----------
    origin
        Scheme, host and port under which the visitor reached the site.
    held
        Codes of the register; where it has none, the call names what belongs there.
    """
    unit = held.unit_code or "UNIT_CODE"
    parcel = held.parcel_code or "PARCEL_CODE"
    building = held.building_code or "BUILDING_CODE"
    bbox = held.bbox or "WEST,SOUTH,EAST,NORTH"
    reads = (
        (_("One unit by its 28-character code"), f"/api/v1/units/{unit}/"),
        (_("One parcel by its 19-character code"), f"/api/v1/parcels/{parcel}/"),
        (_("The units of a parcel"), f"/api/v1/parcels/{parcel}/units/"),
        (_("The units of a building"), f"/api/v1/buildings/{building}/units/"),
        (
            _("Parcels in a box as GeoJSON, in degrees of CGCS2000 (EPSG:4490)"),
            f"/api/v1/parcels/?bbox={bbox}",
        ),
    )
    calls = [
        Call(
            purpose,
            f'curl -H "Authorization: Token $TOKEN" \\\n  "{origin}{path}"',
            path if held.parcel_code else "",
        )
        for purpose, path in reads
    ]
    deliver = (
        'curl -H "Authorization: Token $TOKEN" \\\n  -F project=PROJECT_NUMBER -F stage=supply '
        "-F surveyed_on=2026-11-02 -F files=@boundary.txt \\\n"
        f'  "{origin}/api/v1/survey-results/"'
    )
    return [*calls, Call(_("Deliver a survey result (needs the surveyor's role)"), deliver)]
