"""The console command ``cadastre``."""

import argparse
import sys
from importlib.metadata import version


def main(argv: list[str] | None = None) -> int:
    """Run the console command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="cadastre",
        description="Cadastral and survey-results tools for the desk. The verbs that check files "
        "come with the check engine; the server's commands are run with bin/manage.",
    )
    parser.add_argument("--version", action="version", version=f"cadastre {version('cadastre')}")
    parser.parse_args(argv)
    parser.print_help(sys.stdout)
    return 0
