"""Has a bound process read the uploads of the catalogue, and starts another when one ends."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from importers.sandbox import child_environment
from tests.importers.hostile.cases import Case

Answer = dict[str, Any]


def answers_of(cases: Iterable[Case], folder: Path) -> dict[str, Answer]:
    """Return the answer to each case by its name; one whose process ended says ``died``."""
    found: dict[str, Answer] = {}
    ordered = sorted(cases, key=lambda case: case.driver)
    for driver, group in groupby(ordered, key=lambda case: case.driver):
        waiting = [(case.id, _laid_out(case, folder)) for case in group]
        while waiting:
            answers = _one_process(waiting, folder, driver)
            found |= {name: answer for (name, _), answer in zip(waiting, answers, strict=False)}
            waiting = waiting[len(answers) :]
            if waiting:  # the next one is what ended the process
                found[waiting[0][0]] = {"died": True}
                waiting = waiting[1:]
    return found


def _laid_out(case: Case, folder: Path) -> list[str]:
    place = folder / case.id
    place.mkdir()
    files = case.made()
    for name, data in files.items():
        (place / name).write_bytes(data)
    return [str((place / name).relative_to(folder)) for name in files]


def _one_process(
    waiting: Sequence[tuple[str, list[str]]], folder: Path, driver: str
) -> list[Answer]:
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.importers.hostile.runner", str(folder), driver],
        input="".join(json.dumps(paths) + "\n" for _, paths in waiting),
        env=child_environment(temporary, driver=driver),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if done.returncode == 1:  # the runner itself is at fault
        raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]
