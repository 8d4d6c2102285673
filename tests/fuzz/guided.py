"""Fuzzing led by what the code does with the bytes: ``python -m tests.fuzz.guided FORMAT FOLDER``.

Further words go to libFuzzer, such as ``-max_total_time=60``. Needs atheris, which is installed
from requirements/fuzz.lock. What it finds is left in FOLDER; keep it as a test.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["importers", "cadastre.domain"]):
    from tests.fuzz.targets import SEEDS, fed, parts


def main(name: str, folder: str, *words: str) -> None:
    """Fuzz the first file of a format's upload; ends the process as libFuzzer does."""
    part = parts(name)[0]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes(SEEDS[name][part])

    def one(data: bytes) -> None:
        fed(name, data, part=part)

    flags = ["-timeout=20", "-rss_limit_mb=2048", f"-artifact_prefix={folder}/", *words]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
