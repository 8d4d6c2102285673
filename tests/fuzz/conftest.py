"""Guided fuzzing is there where atheris is installed, and nowhere else."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("atheris") else ["test_guided.py"]
