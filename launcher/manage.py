"""``bin/manage``: Django's command line, with the private database up unless one is configured."""

import os
import sys

from launcher.children import run_attached
from launcher.cluster import ROOT, Cluster
from launcher.console import run
from launcher.variables import deployment_database, private_settings


def main(arguments: list[str]) -> int:
    """Run ``bin/manage``; returns manage.py's exit code."""
    words = [sys.executable, str(ROOT / "manage.py"), *arguments]
    if deployment_database(ROOT):
        return run_attached(words, os.environ)
    with Cluster(ROOT / "var", "demo").in_use() as url:
        return run_attached(words, private_settings(ROOT / "var", mode="demo", database_url=url))


if __name__ == "__main__":
    raise SystemExit(run(main))
