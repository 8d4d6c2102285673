"""``.env.example`` explains exactly the settings that are read."""

import re
import subprocess
import sys
from itertools import pairwise

from tests.architecture.sources import ROOT

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
NAMED = [line.partition("=")[0] for line in EXAMPLE if re.match(r"[A-Z]", line)]
READ = (
    "import os; os.environ.update(CADASTRE_MODE='test', CADASTRE_SECRET_KEY='x', "
    "DATABASE_URL='postgresql:///x'); import cadastre.settings, cadastre.env; "
    "print(*cadastre.env.READ_NAMES)"
)


def test_the_example_names_what_is_read_and_nothing_else():
    asked = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert sorted(NAMED) == sorted(asked.stdout.split())


def test_each_name_is_explained_by_a_comment_above_it():
    bare = [
        line
        for above, line in pairwise(EXAMPLE)
        if re.match(r"[A-Z]", line) and not re.match(r"# \w.{15,}", above)
    ]
    assert bare == []


def test_the_example_gives_away_no_secret():
    assert "CADASTRE_SECRET_KEY=" in EXAMPLE
