"""A stock is read in a process of its own, chunk by chunk, and its end is told."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from importers import sandbox, sandbox_chunks
from importers.formats import read_files
from importers.limits import DEFAULT_LIMITS, Limits
from importers.records import Delivery
from importers.sandbox_chunks import read_chunks_in_child


def squares(path: Path, count: int) -> Path:
    shapes = [
        shapely.box(432_000 + 20 * at, 3_898_630, 432_020 + 20 * at, 3_898_650)
        for at in range(count)
    ]
    codes = np.array([f"410811001002GB{at + 1:05d}" for at in range(count)], dtype=object)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes)),
        [codes],
        fields=["ZDDM"],
        driver={".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix],
        geometry_type="Polygon",
        crs="EPSG:4547",
    )
    return path


def read(*paths: Path, limits: Limits = DEFAULT_LIMITS) -> list[Delivery]:
    return list(read_chunks_in_child(list(paths), office_srid=4547, limits=limits))


@pytest.mark.parametrize("ending", [".gpkg", ".shp"])
def test_chunks_joined_are_what_reading_here_gives(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(sandbox_chunks, "_LINES", 2)
    path = squares(tmp_path / f"a{ending}", 5)
    paths = sorted(tmp_path.iterdir()) if ending == ".shp" else [path]
    chunks = read(*paths)
    assert len(chunks) > 2
    here = read_files(paths, office_srid=4547)
    assert [each for chunk in chunks for each in chunk.parcels] == list(here.parcels)
    kinds = {each.kind for chunk in chunks for each in chunk.findings}
    assert kinds == {each.kind for each in here.findings}


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (replace(DEFAULT_LIMITS, wall_seconds=0), "took longer"),
        (replace(DEFAULT_LIMITS, child_memory_bytes=60_000_000), "stopped early|stopped|memory"),
    ],
)
def test_a_process_that_is_stopped_is_the_last_finding(tmp_path, limits, why):
    last = read(squares(tmp_path / "a.gpkg", 2), limits=limits)[-1]
    (finding,) = last.findings
    assert finding.kind == "reader_stopped"
    assert finding.file == "a.gpkg"
    assert any(word in finding.message.en for word in why.split("|"))


def test_something_else_than_records_is_not_taken(tmp_path, monkeypatch):
    def other(request: object, place: Path) -> subprocess.Popen[bytes]:
        (place / "errors").write_bytes(b"")
        return subprocess.Popen(
            ["/bin/sh", "-c", "yes '{\"parcels\": 1}' | head -n 5000 > result; exec sleep 60"],
            cwd=place,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    monkeypatch.setattr(sandbox, "start", other)
    (last,) = read(squares(tmp_path / "a.gpkg", 1))
    assert [each.kind for each in last.findings] == ["reader_stopped"]


def test_who_stops_asking_ends_the_process(tmp_path, monkeypatch):
    processes = []
    started = sandbox.start
    monkeypatch.setattr(
        sandbox, "start", lambda *words: processes.append(started(*words)) or processes[0]
    )
    monkeypatch.setattr(sandbox_chunks, "_LINES", 1)
    chunks = read_chunks_in_child(
        [squares(tmp_path / "a.gpkg", 3)], office_srid=4547, limits=DEFAULT_LIMITS
    )
    next(chunks)
    chunks.close()
    assert processes[0].poll() is not None
