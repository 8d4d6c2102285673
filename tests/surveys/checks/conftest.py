"""Tests against real data are collected where the folder with it lies beside the repository."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

collect_ignore = [] if DATA.is_dir() else ["test_real_data.py"]
