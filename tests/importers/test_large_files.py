"""Memory stays flat: a file many times larger needs what a small one does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from importers.sandbox import child_environment
from tests.importers.large_files import write_gpkg, write_shp, write_txt, write_vct

WRITERS = {"vct": write_vct, "gpkg": write_gpkg, "txt": write_txt, "shp": write_shp}
GROWTH_MIB = 60
"""What the peak may grow by from a chunk of a small file to the whole of a large one."""


def measured(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.importers.large_files", "read", str(path)],
        env=child_environment(path.parent),
        capture_output=True,
        text=True,
        check=True,
        timeout=3_600,
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def compared(folder: Path, form: str, small: int, large: int) -> None:
    peaks = []
    for parcels in (small, large):
        path = folder / f"{parcels}.{form}"
        WRITERS[form](path, parcels)
        read = measured(path)
        path.unlink()
        assert (read["parcels"], read["errors"]) == (parcels, 0)
        peaks.append(read["peak_mib"])
    assert peaks[1] - peaks[0] < GROWTH_MIB, peaks


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_of_two_chunks(tmp_path: Path, form: str) -> None:
    compared(tmp_path, form, 2_000, 7_000)


@pytest.mark.deep
@pytest.mark.parametrize("form", WRITERS)
def test_a_file_of_sixty_chunks(tmp_path: Path, form: str) -> None:
    compared(tmp_path, form, 12_000, 300_000)
