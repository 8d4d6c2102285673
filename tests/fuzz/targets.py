"""What is fuzzed: a reader, its good files to start from, and what it may answer.

An answer is a delivery or a refusal, in both languages; anything else that is raised is a finding.
"""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from importers.chunks import joined
from importers.formats import read_chunks
from importers.limits import Limits
from importers.records import Delivery
from tests.importers import vct_maker
from tests.importers.hostile.writers import WRITERS, Parcel, square

PARCELS = [Parcel([square(), square(432_010, 3_898_610, 20, turned=True)])]
LIMITS = Limits(features=10_000, vertices_per_file=200_000)


def _workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["幢号", "单元", "实际层", "房号", "套内建筑面积", "建筑面积"])
    made.active.append(["0001", "1", 1, "101", 92.36, 103.38])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("成果/a.txt", WRITERS["txt"](PARCELS)["a.txt"])
    return out.getvalue()


SEEDS: Mapping[str, Mapping[str, bytes]] = {
    **{name: write(PARCELS) for name, write in WRITERS.items()},
    "vct-lines": {"a.vct": vct_maker.whole().encode("gb18030")},
    "dat": {"a.dat": b"1,,432010.35,3898650.12,95.1\n2,,432070.41,3898652.48,95.2\n3,,432071.58,"
            b"3898622.51,95.0\n"},
    "xlsx": {"a.xlsx": _workbook()},
    "zip": {"a.zip": _archive()},
}  # fmt: skip
"""A good upload of each format."""
WORDS = (
    *(b"", b"0", b"-1", b"NaN", b"1e308", b"\0", b"\xff", b"\n", b",", b"@", b"[", b"{", b"<"),
    b"9" * 40,
)
"""What a byte may be replaced by."""


def fed(name: str, data: bytes, *, part: str = "") -> Delivery:
    """Read one upload of a format with one of its files replaced; a refusal gives its finding."""
    files = dict(SEEDS[name])
    files[part or next(iter(files))] = data
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        paths = []
        for file, content in files.items():
            paths.append(Path(folder) / file)
            paths[-1].write_bytes(content)
        delivery = joined(read_chunks(paths, office_srid=4547, limits=LIMITS))
    for finding in delivery.findings:
        assert finding.code and finding.message.zh and finding.message.en, finding
    return delivery


def parts(name: str) -> list[str]:
    """Return the files of an upload that are worth changing."""
    return [file for file in SEEDS[name] if not file.endswith((".prj", ".cpg"))]
