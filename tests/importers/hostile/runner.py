"""Reads many uploads of the catalogue in one process, bound as the reading process is.

``python -m tests.importers.hostile.runner FOLDER DRIVER`` takes uploads from its input, a line of
JSON each, and answers each with a line; the one that ends the process is the one without answer.
"""

import json
import resource
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType

from importers import child, gdal_door
from importers.limits import Limits

SECONDS = 20
LIMITS = Limits()


class TookTooLong(Exception):
    """An upload that took more computing than one may."""


def stop(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


def main(folder: str, driver: str) -> None:
    gdal_door.bind_to(driver)
    child.leave_network()
    child.bind(replace(LIMITS, child_cpu_seconds=900))
    signal.signal(signal.SIGPROF, stop)
    from importers.chunks import joined
    from importers.formats import read_chunks
    from surveys.domain.check import run_checks
    from surveys.domain.check_context import CheckContext, Outcome

    for line in sys.stdin:
        paths = [Path(folder, name) for name in json.loads(line)]
        started = time.process_time()
        answer: dict[str, object] = {}
        try:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            delivery = joined(read_chunks(paths, office_srid=4547, limits=LIMITS))
            report = run_checks(delivery, CheckContext(office_srid=4547))
            signal.setitimer(signal.ITIMER_PROF, 0)
            left_out = [one for one in report.outcomes if one.outcome is Outcome.COULD_NOT_CHECK]
            answer = {
                "findings": [(one.kind, str(one.severity)) for one in report.findings]
                + [(f"{one.code} unchecked", "information") for one in left_out],
                "silent": [
                    one.kind for one in report.findings if not (one.message.zh and one.message.en)
                ]
                + [one.code for one in left_out if not (one.missing.zh and one.missing.en)],
                "objects": len(delivery.parcels) + len(delivery.buildings) + len(delivery.units),
                "shapes": sum(len(one.polygons) for one in delivery.parcels),
                "text": repr(delivery)[:200_000],
            }
        except TookTooLong:
            answer = {"raised": "took too long"}
        except MemoryError:
            answer = {"raised": "memory"}
        except Exception as error:  # what a reader raises is the very thing looked for
            signal.setitimer(signal.ITIMER_PROF, 0)
            answer = {"raised": f"{type(error).__name__}: {error}"[:300]}
        answer["seconds"] = time.process_time() - started
        answer["peak_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
