"""A whole stock of parcels into the register at once: staged, checked as a set, then entered.

The load promises what single publishes promise, and none of it by trust: docs/bulk-load.md says
for each rule of the register how it is held here. One transaction; nothing is left of a refusal.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from cadastre import audit, sql
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Finding, Text
from cadastre.models import SpatialSource
from parcels import bulk_statements as statements
from parcels.bulk_boundaries import Boundaries, reserved
from parcels.bulk_copy import Copier
from parcels.bulk_findings import finding_of
from parcels.bulk_overlaps import overlaps_of_load
from parcels.bulk_rows import StockRows, copy_text, points_astray, wkb_of
from parcels.bulk_spool import Spool

MOST_FINDINGS = 1000
REBUILT = (
    "parcels_parcel",
    "parcels_sharedpoint",
    "parcels_boundarypoint",
    "parcels_boundaryline",
)
"""Tables whose indexes and foreign keys are made anew when the load is most of the register."""

Progress = Callable[[str, int], None]


class StockRefused(InvalidInput):
    """A stock that breaks rules of the register; ``findings`` name at most a thousand breaches."""

    code = "stock_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            Text(
                f"批量入库被拒绝：{len(findings)} 处错误，未写入任何宗地。",
                f"The load was refused: {len(findings)} errors; no parcel was written.",
            )
        )


@dataclass(slots=True)
class StockLoaded:
    """What a load did, or would do, with the seconds of each step."""

    parcels: int = 0
    points: int = 0
    was_written: bool = False
    rebuilt: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Load:
    cursor: Any
    spool: Spool
    done: StockLoaded
    progress: Progress
    astray: list[dict[str, Any]] = field(default_factory=list)

    def run(self, statement: str, **values: Any) -> None:
        self.cursor.execute(statement, values or None)

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        self.cursor.execute(statement, values or None)
        names = [column.name for column in self.cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self.cursor.fetchall()]

    def step(self, name: str, since: float) -> float:
        now = time.perf_counter()
        self.done.seconds[name] = self.done.seconds.get(name, 0.0) + now - since
        self.progress(name, self.done.parcels)
        return now


def stock_load(
    chunks: Iterable[StockRows],
    *,
    source: SpatialSource,
    now: datetime,
    by: str = "",
    dry_run: bool = False,
    with_boundaries: bool = True,
    progress: Progress = lambda step, parcels: None,
) -> StockLoaded:
    """Enter a stock of parcels that the register has never had.

    Parameters
    ----------
    chunks
        Parcels in the office's system; taken one by one, so memory does not grow with them.
    source
        Where all of it comes from; saved here when it is not yet.
    now
        From when the parcels hold, and when they are recorded.
    dry_run
        Stage and check everything, write nothing.
    with_boundaries
        False leaves points and lines to a later load: only measurements use it.
    progress
        Called with the step and the number of parcels staged so far.

    Raises
    ------
    StockRefused
        Something breaks a rule of the register. Nothing is written.
    NotAllowed
        The connection's role does not own the register's tables.
    Conflict
        The transaction runs under another isolation than read committed.
    """
    with transaction.atomic(), connection.cursor() as cursor, closing(Spool()) as spool:
        load = _Load(cursor, spool, StockLoaded(), progress)
        _require_owner(load)
        _stage(load, chunks)
        _check_itself(load)
        _close_the_register(load)
        _check_against_register(load, now)
        if dry_run:
            transaction.set_rollback(True)
            return load.done
        if source._state.adding:
            source.save(force_insert=True)
        _enter(load, source, now, with_boundaries=with_boundaries)
        audit.record(
            actor=by,
            action="parcel.load",
            objects=[],
            details={"source": str(source.pk), "parcels": load.done.parcels},
            now=now,
        )
        load.done.was_written = True
        return load.done


def _require_owner(load: _Load) -> None:
    (row,) = load.rows(statements.OWNED)
    if not row["owned"]:
        raise NotAllowed(
            Text(
                "批量入库须以登记簿各表所有者的数据库角色进行。",
                "A stock load needs the database role that owns the register's tables.",
            )
        )
    if row["level"] != "read committed":
        raise Conflict(
            Text(
                "批量入库须在 read committed 隔离级别下进行。",
                "A stock load runs under read committed.",
            )
        )


def _stage(load: _Load, chunks: Iterable[StockRows]) -> None:
    load.run("select pg_advisory_xact_lock(19152, -2)")  # one load at a time
    load.run("set local work_mem = '256MB'")
    load.run("set local maintenance_work_mem = '512MB'")
    load.run(statements.STAGE, srid=settings.SRID)
    since = time.perf_counter()
    with Copier(load.cursor) as copier:
        for rows in chunks:
            if not len(rows):
                continue
            wkb = wkb_of(rows.shapes)
            text = copy_text(rows, wkb, after=load.done.parcels, srid=settings.SRID)
            copier.send(statements.COPY, text)
            load.spool.put(rows, wkb)
            load.astray += points_astray(rows)[: MOST_FINDINGS - len(load.astray)]
            load.done.parcels += len(rows)
            since = load.step("stage", since)
    load.run(statements.STAGE_ANALYZED)
    load.step("stage", since)


def _refuse(rows: Iterable[dict[str, Any]]) -> None:
    if findings := [finding_of(row) for row in rows]:
        raise StockRefused(findings)


def _check_itself(load: _Load) -> None:
    """Compare the parcels with each other while the database looks at them one by one."""
    since = time.perf_counter()
    load.spool.seal()
    with ThreadPoolExecutor(1) as thread:
        comparing = thread.submit(overlaps_of_load, load.spool, most=MOST_FINDINGS)
        broken = load.rows(statements.BROKEN, most=MOST_FINDINGS)
        broken += load.rows(statements.OUTSIDE, most=MOST_FINDINGS)
        broken += load.astray
        since = load.step("check rows", since)
    _refuse(broken[:MOST_FINDINGS])
    overlaps = comparing.result()
    seqs = list({seq for each in overlaps for seq in (each.one, each.other)})
    named = {row["seq"]: row for row in load.rows(statements.NAMED, seqs=seqs)} if seqs else {}
    _refuse(
        {
            **named[each.one],
            "kind": "overlap",
            "other": named[each.other]["parcel_code"],
            "measured": each.area_m2,
        }
        for each in overlaps
    )
    load.step("check overlap", since)


def _close_the_register(load: _Load) -> None:
    """Take the locks under which this load alone writes, in the order in which others take them.

    Who numbers parcels holds the series before the table, who publishes holds the source's table.
    """
    since = time.perf_counter()
    load.run(statements.SERIES_LOCKED)
    (register,) = load.rows(statements.LARGER, most=load.done.parcels // 2)
    load.done.rebuilt = not register["is_large"]
    if load.done.rebuilt:
        load.run(statements.LOCK_FOR_REBUILDING)
    load.run(statements.LOCK)
    load.run(statements.SUB_DISTRICTS_LOCKED)
    load.step("wait for writers", since)


def _check_against_register(load: _Load, now: datetime) -> None:
    since = time.perf_counter()
    _refuse(load.rows(statements.KNOWN, most=MOST_FINDINGS))
    _refuse(load.rows(statements.OVERLAPS_REGISTER, most=MOST_FINDINGS, now=now))
    load.step("check against register", since)


def _enter(load: _Load, source: SpatialSource, now: datetime, *, with_boundaries: bool) -> None:
    since = time.perf_counter()
    load.run("set constraints all immediate")
    load.run(statements.GUARDS_OFF)
    kept = load.rows(statements.REBUILT, tables=list(REBUILT)) if load.done.rebuilt else []
    for each in kept:
        load.run(each["taken_off"])
    (had_places,) = load.rows(statements.HAD_PLACES)
    base = reserved(load.cursor, "parcels_parcel", load.done.parcels)
    load.run(statements.PARCELS, base=base, source=source.pk, now=now)
    since = load.step("parcels", since)
    load.run(statements.CODES, now=now)
    since = load.step("codes", since)
    if with_boundaries:
        # The planner takes tables that fill in this transaction for empty ones.
        load.run("set local enable_nestloop = off")
        boundaries = Boundaries(load.cursor, source, base, bool(had_places["exists"]))
        for step in boundaries.write(load.spool):
            since = load.step(step, since)
        load.run("set local enable_nestloop = on")
        load.done.points = boundaries.points
    for each in reversed(kept):
        load.run(each["put_on"])
    since = load.step("indexes and keys", since)
    load.run(statements.GUARDS_ON)
    load.run("drop table parcels_bulkstage")
    load.run(statements.ANALYZE)
    if missing := sql.rows("parcels", "audit/guards_are_there", {}):
        raise RuntimeError(f"guards are not back: {missing}")
    load.step("analyze", since)
