"""Changes of parcels in a case: made ready from a file of the new boundaries, shown, registered."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import Account
from cadastre import geometry
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.domain.findings import Severity, Text
from cadastre.domain.rings import polygon_area_m2, rounded
from importers.formats import admit, require_size
from importers.records import Delivery, ParcelRecord, RingRecord
from importers.sandbox import read_in_child
from parcels.domain.balance import Balance
from parcels.domain.publication import ParcelContent
from parcels.domain.requests import AskedChange, change_asked
from parcels.map_features import buildings_layer, collection
from parcels.models import ChangeStatus, Parcel, ParcelChange
from parcels.requests import change_prepare, change_register, change_withdraw
from registration.change_bodies import fixtures
from registration.change_preview import (
    balance_shown,
    contents_after,
    feature_of,
    parcels_before,
)
from registration.domain.case import CaseKind, CaseStatus
from registration.models import Case
from registration.services import case_register
from surveys.upload_limits import Door, limits_for

KINDS = ("split", "merge", "retire")
"""What is made ready from a file; a line, an adjustment, a correction have pages of their own."""
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for; ``file`` holds the new boundaries, None when nothing follows."""

    kind: str
    reason: str
    title: str
    organisation: str
    neighbours: tuple[str, ...]
    file: UploadedFile | None


@dataclass(frozen=True, slots=True)
class PreparedShown:
    """A change with what it would do: areas in m2, buildings by the place they go to.

    ``contents`` is what the parcels would say; ``before`` ends, or is put right.
    """

    change: ParcelChange
    asked: AskedChange
    before: tuple[Parcel, ...]
    contents: tuple[ParcelContent, ...]
    balance: Balance | None
    moves: tuple[tuple[str, int], ...]

    @property
    def results(self) -> list[tuple[int, ParcelContent]]:
        """The parcels after the change, counted from 1."""
        return list(enumerate(self.contents, start=1))


def change_prepare_in(
    case: Case, wanted: Wanted, *, by: Account, now: datetime, request_key: str = ""
) -> dict[str, Any]:
    """Try out a change of the case's parcel and keep it; the same request key does it once.

    Raises
    ------
    InvalidInput, TooLarge, FileRefused
        The file cannot be read, or holds another number of parcels than the act makes.
    Conflict
        The case is no open case of a change or correction, or the register refuses the change.
    """
    _require_changeable(case)
    if wanted.kind not in KINDS:
        raise InvalidInput(
            Text(f"没有“{wanted.kind[:20]}”这种变更。", f"There is no change '{wanted.kind[:20]}'.")
        )
    codes = [case.parcel_code]
    if wanted.kind == "merge":
        codes += [code for code in wanted.neighbours if code != case.parcel_code]
    parcels = list(Parcel.objects.current().filter(parcel_code__in=codes))
    records = [] if wanted.kind == "retire" else _records(wanted, by)
    like = next((row for row in parcels if row.parcel_code == case.parcel_code), None)
    results = [_result(record, like) for record in records]
    body = {
        "kind": wanted.kind,
        "parcels": codes,
        "source": {
            "title": wanted.title or case.number,
            "stage": "change",
            "organisation": wanted.organisation,
            "document_number": case.number,
        },
        "reason": wanted.reason,
        "results": results,
        "fixtures": fixtures(codes, change_parts(results), asked={}) if results else {},
    }
    return change_prepare(body, by=by, now=now, request_key=request_key)


def change_parts(results: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return the shapes of results in the office's system, None for one that has no shape."""
    if not results:
        return []
    asked = change_asked({"kind": "split", "source": "-", "results": list(results)})
    return [geometry.multipolygon(content.parts) for content in asked.results]


def prepared_in(case: Case) -> list[PreparedShown]:
    """Return the prepared changes of the case's parcel, the latest first."""
    return prepared_of(case.parcel_code)


def prepared_of(parcel_code: str) -> list[PreparedShown]:
    """Return the prepared changes in which a parcel takes part, the latest first."""
    rows = ParcelChange.objects.filter(
        status=ChangeStatus.PREPARED, body__parcels__contains=[parcel_code]
    )
    return [_shown(row) for row in rows.order_by("-prepared_at")[:MOST_SHOWN]]


def prepared_one(parcel_code: str, change_id: str) -> PreparedShown:
    """Return one prepared change of a parcel. Raises NotFound when there is none."""
    for one in prepared_of(parcel_code):
        if str(one.change.pk) == change_id:
            return one
    raise NotFound(
        Text(
            f"宗地 {parcel_code} 没有待登簿的变更 {change_id[:40]}。",
            f"Parcel {parcel_code} has no prepared change {change_id[:40]}.",
        )
    )


def change_register_in(case: Case, change_id: str, *, by: Account, now: datetime) -> Case:
    """Register a prepared change and end its case, both or neither.

    Raises
    ------
    NotFound
        The change is not of the case's parcel, or is decided.
    NotAllowed, Conflict
        As :func:`registration.services.case_register`, and what the register refuses.
    """
    shown = prepared_one(case.parcel_code, change_id)
    key = str(shown.change.pk)
    return case_register(case, lambda: change_register(key, by=by, now=now), by=by, now=now)


def prepared_withdraw(parcel_code: str, change_id: str, *, by: Account, now: datetime) -> None:
    """Undo a prepared change of a parcel. Raises NotFound when there is none."""
    shown = prepared_one(parcel_code, change_id)
    change_withdraw(str(shown.change.pk), by=by, now=now)


def layers_of(shown: PreparedShown) -> dict[str, Any]:
    """Return what the map draws: the parcels as they are and as they would be."""
    old = [feature_of(row.parcel_code, row.geom, row.area_m2) for row in shown.before]
    new = [
        feature_of(_("Result %(number)d") % {"number": number}, shape, content.area_m2)
        for number, content in shown.results
        if (shape := geometry.multipolygon(content.parts)) is not None
    ]
    layers = [{"id": "before", "name": _("As it is"), "role": "parcel", "data": collection(old)}]
    if new:
        layers.append(
            {
                "id": "after",
                "name": _("As it would be"),
                "role": "staged",
                "stage": "supply",
                "data": collection(new),
            }
        )
    return {"layers": [*layers, *buildings_layer()]}


def _require_changeable(case: Case) -> None:
    if case.kind == CaseKind.FIRST or case.status != CaseStatus.OPEN:
        raise Conflict(
            Text(
                f"案件 {case.number} 不是办理中的变更、更正案件。",
                f"Case {case.number} is no open case of a change or correction.",
            )
        )


def _records(wanted: Wanted, by: Account) -> list[ParcelRecord]:
    if wanted.file is None:
        raise InvalidInput(
            Text("请上传变更后宗地的界址文件。", "Upload the file of the new boundaries.")
        )
    delivery = _read(wanted.file, by)
    errors = [finding for finding in delivery.findings if finding.severity is Severity.ERROR]
    if errors:
        raise InvalidInput(errors[0].message, advice=errors[0].advice)
    is_right = len(delivery.parcels) == 1 if wanted.kind == "merge" else len(delivery.parcels) >= 2
    if not is_right:
        zh, en = ("一宗", "one parcel") if wanted.kind == "merge" else ("两宗以上", "two or more")
        found = len(delivery.parcels)
        raise InvalidInput(
            Text(
                f"文件应有变更后的{zh}，实有 {found} 宗。",
                f"The file should hold {en} after the change; it holds {found}.",
            )
        )
    return list(delivery.parcels)


def _read(file: UploadedFile, by: Account) -> Delivery:
    limits = limits_for(by, Door.CHECK)
    name = Path(file.name or "").name or "boundaries.txt"
    require_size(name, file.size or 0, limits=limits)
    with tempfile.TemporaryDirectory(prefix="cadastre-change-") as folder:
        path = Path(folder) / f"boundaries{Path(name).suffix[:8]}"
        with path.open("wb") as kept:
            for block in file.chunks():
                kept.write(block)
        admit([path], limits=limits)
        return read_in_child([path], office_srid=settings.SRID, limits=limits)


def _result(record: ParcelRecord, like: Parcel | None) -> dict[str, Any]:
    """Return a result as a request says it; land use is the old parcel's where the file is mute."""
    own = {name: getattr(record, name) for name in ("address", "land_use_code", "land_use_system")}
    kept = {name: value or getattr(like, name, "") for name, value in own.items()}
    area = record.declared_area_m2
    if area is None:
        area = sum(
            (
                polygon_area_m2(part.outer.points, [hole.points for hole in part.holes])
                for part in record.polygons
            ),
            Decimal(0),
        )
    return {
        **kept,
        "area_m2": str(rounded(area)),
        "parts": [[_ring(ring, record.file) for ring in part.rings] for part in record.polygons],
    }


def _ring(ring: RingRecord, file: str) -> list[dict[str, Any]]:
    return [
        {
            "label": point.label or f"J{number}",
            "northing_m": str(point.northing_m),
            "easting_m": str(point.easting_m),
            "source_file": file,
            **({} if point.line is None else {"source_line": point.line}),
        }
        for number, point in enumerate(ring.points, start=1)
    ]


def _shown(change: ParcelChange) -> PreparedShown:
    asked = change_asked(change.body)
    before = parcels_before(asked)
    contents = tuple(contents_after(asked, before))
    moves = tuple((code, place + 1) for code, place in sorted(asked.fixtures.items()))
    return PreparedShown(
        change, asked, before, contents, balance_shown(asked, before, contents), moves
    )
