"""``bin/bench NAME [--json]``: one benchmark of benchmarks/, with the private database up."""

import sys
from pathlib import Path

from launcher.children import run_attached
from launcher.cluster import ROOT, Cluster
from launcher.console import Refusal, run, say
from launcher.variables import private_settings

CALL = (
    "import sys, importlib; name, *arguments = sys.argv[1:]; "
    "sys.exit(importlib.import_module('benchmarks.' + name).main(arguments))"
)


def main(arguments: list[str]) -> int:
    """Run ``bin/bench``; returns the benchmark's exit code, or lists the names there are."""
    known = names(ROOT / "benchmarks")
    if not arguments or arguments[0].startswith("-"):
        say("用法：bin/bench 名称 [--json]，可用的名称", "Usage: bin/bench NAME [--json]; names")
        print("\n".join(f"  {name}" for name in known))
        return 0
    if arguments[0] not in known:
        listed = ", ".join(known) or "-"
        raise Refusal(
            f"没有名为 {arguments[0]} 的性能测试；可用：{listed}。",
            f"There is no benchmark {arguments[0]}; there are: {listed}.",
            exit_code=2,
        )
    with Cluster(ROOT / "var", "demo").in_use() as url:
        settings = private_settings(ROOT / "var", mode="demo", database_url=url)
        return run_attached([sys.executable, "-c", CALL, *arguments], settings, folder=ROOT)


def names(folder: Path) -> list[str]:
    """Return the benchmarks in ``folder``; empty when there is no such folder."""
    return sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith("_"))


if __name__ == "__main__":
    raise SystemExit(run(main))
