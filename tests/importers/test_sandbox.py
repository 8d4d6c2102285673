"""The reading process: same answers as in ours, and no way for a file to do harm through it."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from importers import formats, sandbox
from importers.gdal_door import DRIVERS, FILE_GEODATABASE, SHAPEFILE
from importers.limits import Limits
from importers.records import Delivery
from importers.sandbox import child_environment, read_in_child
from tests.importers.shapefile_maker import Field, write
from tests.importers.test_archive import Entry, raw_zip
from tests.importers.test_coordinate_txt import CORNERS, HEAD, ROWS, assert_the_parcel, text
from tests.importers.test_filegdb import packed
from tests.importers.vct_maker import whole

GOOD = text(HEAD, *ROWS).encode()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "供地坐标.txt"
    path.write_bytes(GOOD)
    return path


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def in_child(code: str, folder: Path, *, driver: str | None = None) -> str:
    """Run a line of Python with the reading process's environment."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment(folder, driver=driver),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a shell script in the place of the reading process."""
    sandbox.drivers_to_skip(SHAPEFILE)  # asked of the real interpreter, before it is replaced
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(path))


def test_same_delivery_as_in_our_own_process(good: Path) -> None:
    steps: list[tuple[int, str]] = []
    delivery = read_in_child(
        [good], office_srid=4547, progress=lambda percent, name: steps.append((percent, name))
    )
    assert_the_parcel(delivery)
    assert repr(delivery) == repr(formats.read_files([good], office_srid=4547))
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == ((0, "供地坐标.txt"), (100, "供地坐标.txt"))


@pytest.mark.parametrize("driver", sorted(DRIVERS))
def test_the_one_driver_is_there_alone(tmp_path: Path, driver: str) -> None:
    code = (
        "import json\nfrom importers.gdal_door import bind_to, pyogrio_for\n"
        f"bind_to({driver!r})\nprint(json.dumps(pyogrio_for({driver!r}).list_drivers()))"
    )
    assert list(json.loads(in_child(code, tmp_path, driver=driver))) == [driver]


@pytest.mark.parametrize(
    ("bound", "asked", "registered"),
    [
        (None, SHAPEFILE, SHAPEFILE),
        (SHAPEFILE, FILE_GEODATABASE, SHAPEFILE),
        (SHAPEFILE, "OGR_VRT", SHAPEFILE),
        (SHAPEFILE, SHAPEFILE, FILE_GEODATABASE),
        (SHAPEFILE, SHAPEFILE, None),
    ],
    ids=["none allowed", "the other", "a virtual one", "other registered", "all registered"],
)
def test_the_door_stays_shut(
    tmp_path: Path, bound: str | None, asked: str, registered: str | None
) -> None:
    code = (
        "from importers import gdal_door as door\n"
        f"door.bind_to({bound!r})\n"
        f"try: door.pyogrio_for({asked!r})\n"
        "except door.DriverNotAllowed: print('shut')"
    )
    assert in_child(code, tmp_path, driver=registered) == "shut"


def test_a_door_is_bound_once(tmp_path: Path) -> None:
    code = (
        "from importers import gdal_door as door\n"
        "for driver in (None, None, 'ESRI Shapefile', 'CSV'):\n"
        "    try: door.bind_to(driver); print('bound')\n"
        "    except door.DriverNotAllowed: print('shut')"
    )
    assert in_child(code, tmp_path).split() == ["bound", "bound", "shut", "shut"]


def child_run(folder: Path, *paths: Path, driver: str | None) -> tuple[str, list[str]]:
    """Run the child's own entry on files; return what it says of GDAL, and the drivers left."""
    request = {
        "paths": [str(path) for path in paths],
        "office_srid": 4547,
        "limits": asdict(Limits()),
        "mapping": {},
        "driver": driver,
        "first": True,
    }
    (folder / "request.json").write_text(json.dumps(request))
    code = (
        "import sys\nfrom importers import child\n"
        "code = child.main('request.json', 'result')\n"
        "gdal = sys.modules.get('pyogrio')\n"
        "print(code, ','.join(gdal.list_drivers()) if gdal else 'no GDAL')"
    )
    said = in_child(code, folder, driver=driver).splitlines()[-1]
    return said, json.loads((folder / "result.left").read_text())


def test_our_own_readers_load_no_gdal(good: Path, tmp_path: Path) -> None:
    assert child_run(tmp_path, good, driver=None) == ("0 no GDAL", [])


def test_a_file_that_needs_a_driver_is_left_to_another_process(tmp_path: Path) -> None:
    path = shapefile_zip(tmp_path)
    assert child_run(tmp_path, path, driver=None) == ("0 no GDAL", [SHAPEFILE])
    assert (tmp_path / "result").read_text() == ""
    assert child_run(tmp_path, path, driver=SHAPEFILE) == (f"0 {SHAPEFILE}", [])


def test_files_of_two_drivers_and_of_none_come_from_one_upload(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "测.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").write_bytes(b"\3\0\0\0")
    paths = [good, packed(folder), shapefile_zip(tmp_path)]
    delivery = read_in_child(paths, office_srid=4547)
    assert [one.file for one in delivery.parcels] == ["供地坐标.txt", "宗地/宗地.SHP"]
    assert [one.file for one in delivery.findings if one.kind == "unreadable_file"] == [
        "成果/测.gdb"
    ]


def test_a_virtual_layer_opens_nothing_even_for_the_driver_that_is_there(tmp_path: Path) -> None:
    for name, body in {
        "vrt.shp": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd",
        "curl.shp": "/vsicurl/http://127.0.0.1:9/a.shp",
    }.items():
        path = tmp_path / name
        path.write_text(body)
        code = (
            "from importers import gdal_door as door\n"
            f"door.bind_to('ESRI Shapefile'); gdal = door.pyogrio_for('ESRI Shapefile')\n"
            f"try: print(gdal.raw.read({str(path)!r}))\n"
            "except gdal.errors.DataSourceError: print('refused')"
        )
        assert in_child(code, tmp_path, driver=SHAPEFILE) == "refused"


def test_a_file_over_the_limits_leaves_no_records(tmp_path: Path) -> None:
    """Chunks that were written before the limit was passed are taken back."""
    path = tmp_path / "many.vct"
    path.write_text(whole(), encoding="gb18030")
    limits = Limits(features=0)
    apart = read_in_child([path], office_srid=4547, limits=limits)
    assert kinds(apart) == ["too_large"]
    assert "nothing was taken in" in apart.findings[0].message.en
    assert apart == formats.read_files([path], office_srid=4547, limits=limits)


def test_a_virtual_layer_named_shp_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name\nCANARY\n")
    path = tmp_path / "a.shp"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        f"<SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    delivery = read_in_child([path], office_srid=4547)
    assert kinds(delivery) == ["unknown_format"]
    assert "CANARY" not in repr(delivery)
    code = (
        "import pyogrio, pyogrio.errors\n"
        f"try: print(pyogrio.raw.read({str(path)!r}))\n"
        "except pyogrio.errors.DataSourceError: print('refused')"
    )
    assert in_child(code, tmp_path, driver=SHAPEFILE) == "refused"


def test_environment_has_no_secrets_and_no_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.invalid")
    monkeypatch.setenv("SECRET_KEY", "CANARY")
    seen = in_child("import json, os; print(json.dumps(dict(os.environ)))", tmp_path)
    names = json.loads(seen).keys() - {"LC_CTYPE"}
    assert names == child_environment(tmp_path).keys()
    assert "GDAL_SKIP" not in names
    assert "CANARY" not in seen
    assert "proxy" not in seen.lower()


def test_no_connection_leaves_the_reading_process(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        code = (
            "import socket\nfrom importers.child import leave_network\n"
            "left = leave_network()\n"
            f"try: socket.create_connection(('127.0.0.1', {canary.getsockname()[1]}), 2)\n"
            "except OSError: print(left, 'refused')\n"
            "else: print(left, 'connected')"
        )
        assert in_child(code, tmp_path) in ("True refused", "False connected")


def test_limits_are_in_force_in_the_child(tmp_path: Path) -> None:
    code = (
        "import json, resource as r\nfrom importers.child import bind\n"
        "from importers.limits import Limits\nbind(Limits())\n"
        "print(json.dumps([r.getrlimit(k)[0] for k in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE,"
        " r.RLIMIT_NOFILE, r.RLIMIT_NPROC, r.RLIMIT_CORE)]))"
    )
    expected = [2 * 1024**3, 60, 500 * 1024**2, 64, 8, 0]
    assert json.loads(in_child(code, tmp_path)) == expected


def test_wall_time(good: Path) -> None:
    started = time.monotonic()
    delivery = read_in_child([good], office_srid=4547, limits=Limits(wall_seconds=0))
    assert kinds(delivery) == ["reader_stopped"]
    assert time.monotonic() - started < 60


def test_computing_time(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    rows = [f"J{n},1,{3898000 + n % 977}.{n:06},38432{n % 997:03}.5" for n in range(400_000)]
    path.write_text(text(HEAD, *rows))
    limits = Limits(child_cpu_seconds=1)
    delivery = read_in_child([path], office_srid=4547, limits=limits)
    assert kinds(delivery) == ["reader_stopped"]
    assert "计算时间" in delivery.findings[0].message.zh
    assert delivery.findings[0].file == "long.txt"


def test_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(GOOD + b"x," * 40_000_000)
    limits = Limits(child_memory_bytes=500 * 1024**2)
    delivery = read_in_child([path], office_srid=4547, limits=limits)
    assert kinds(delivery) == ["reader_stopped"]
    assert "内存" in delivery.findings[0].message.zh


def test_room_on_the_disk(good: Path) -> None:
    """The records are told as lines in a file; the golden parcel takes some hundred bytes."""
    delivery = read_in_child([good], office_srid=4547, limits=Limits(child_file_bytes=400))
    assert kinds(delivery) == ["reader_stopped"]
    assert delivery.parcels == []
    assert "holds or unpacks to more than is allowed" in delivery.findings[0].message.en
    twin = read_in_child([good], office_srid=4547, limits=Limits(child_file_bytes=40_000))
    assert len(twin.parcels) == 1


def test_what_the_caller_would_have_to_hold(good: Path, tmp_path: Path) -> None:
    """Files that are few enough one by one are too much together."""
    more = [tmp_path / f"{number}.txt" for number in range(40)]
    for path in more:
        path.write_bytes(good.read_bytes())
    limits = Limits(result_bytes=20_000)
    assert len(read_in_child(more[:3], office_srid=4547, limits=limits).parcels) == 3
    delivery = read_in_child(more, office_srid=4547, limits=limits)
    assert kinds(delivery) == ["reader_stopped"]
    assert "holds or unpacks to more than is allowed" in delivery.findings[0].message.en


@pytest.mark.parametrize(
    "script",
    [
        "kill -SEGV $$",
        "kill -KILL $$",
        "exit 1",
        "exit 0",
        "echo '{\"totals\": {}}' > result",
        "head -c 1000 /dev/urandom > result",
        "echo nonsense; echo '{\"percent\": \"x\"}'; echo '[1]'; exit 3",
    ],
)
def test_whatever_becomes_of_the_process_is_a_finding(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    delivery = read_in_child([good], office_srid=4547)
    assert kinds(delivery) == ["reader_stopped"]
    finding = delivery.findings[0]
    assert (finding.severity, finding.file) == ("error", "供地坐标.txt")
    assert finding.advice.zh
    assert finding.advice.en
    assert delivery.parcels == []


def test_endless_output_is_cut_off_in_time(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "exec cat /dev/zero")
    delivery = read_in_child([good], office_srid=4547, limits=Limits(wall_seconds=1))
    assert kinds(delivery) == ["reader_stopped"]


def test_what_the_process_started_ends_with_it(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/pid; wait")
    read_in_child([good], office_srid=4547, limits=Limits(wall_seconds=3))
    pid = int((tmp_path / "pid").read_text())
    for _ in range(300):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    os.kill(pid, 0)
    pytest.fail("a process that the reader started is still there")


def test_a_missing_file_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_in_child([tmp_path / "none.txt"], office_srid=4547)


def shapefile_zip(folder: Path) -> Path:
    """A GBK shapefile without .cpg, member names in capitals and GBK, as a Chinese tool packs."""
    source = folder / "source"
    source.mkdir()
    corners = [(float(east), float(north)) for _, north, east in CORNERS]
    fields = [Field(b"ZDDM", width=19), Field(b"ZL", width=60)]
    row = [b"410811001002GB00007", "山阳区示例路１号".encode("gbk")]
    write(source, [[[*corners, corners[0]]]], fields, [row], stem="zd")
    path = folder / "成果.zip"
    entries = [
        Entry(f"宗地/宗地{part.suffix}".upper().encode("gbk"), part.read_bytes())
        for part in sorted(source.iterdir())
    ]
    path.write_bytes(raw_zip(*entries))
    return path


def test_a_zipped_shapefile_of_a_chinese_tool(tmp_path: Path) -> None:
    delivery = read_in_child([shapefile_zip(tmp_path)], office_srid=4547)
    assert [finding.kind for finding in delivery.findings if finding.severity == "error"] == []
    (parcel,) = delivery.parcels
    assert parcel.parcel_code == "410811001002GB00007"
    assert parcel.address == "山阳区示例路１号"
    assert parcel.file == "宗地/宗地.SHP"
    assert sorted((p.northing_m, p.easting_m) for p in parcel.polygons[0].outer.points) == sorted(
        (Decimal(north), Decimal(east)) for _, north, east in CORNERS
    )


def test_a_workbook_is_read_there_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["幢号", "单元", "实际层", "房号", "套内建筑面积", "分摊建筑面积", "建筑面积"])
    sheet.append(["0001", "1", 1, "101", 92.36, 11.02, 103.38])
    path = tmp_path / "楼盘表.xlsx"
    book.save(path)
    delivery = read_in_child([path], office_srid=4547)
    assert [finding.kind for finding in delivery.findings if finding.severity == "error"] == []
    assert [(unit.room, unit.built_m2) for unit in delivery.units] == [("101", Decimal("103.38"))]
