"""How a benchmark says what it measured: a few lines for people, JSON for programs."""

import json
import sys
from pathlib import Path
from typing import Any


def report(measured: dict[str, dict[str, Any]], *, as_json: bool, title: str) -> None:
    """Print what was measured, a row for each thing and its figures beside it.

    Parameters
    ----------
    measured
        Figures by the name of what was measured; whole numbers are printed whole.
    """
    if as_json:
        sys.stdout.write(json.dumps(measured, ensure_ascii=False, indent=2) + "\n")
        return
    sys.stdout.write(f"{title}\n")
    width = max(len(name) for name in measured)
    for name, figures in measured.items():
        shown = "  ".join(f"{unit} {_figure(value)}" for unit, value in figures.items())
        sys.stdout.write(f"  {name:<{width}}  {shown}\n")


def _figure(value: Any) -> str:
    return f"{value:,.3g}" if isinstance(value, float) and value < 100 else f"{value:,.0f}"


def peak_mib() -> float:
    """Return the most memory this process ever had; getrusage counts what its parent had, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
