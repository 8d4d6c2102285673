"""Code lists of boundary points and lines: data, kept as files with the edition of the standard."""

import json
from functools import cache
from importlib import resources

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text


@cache
def boundary_codes() -> dict[str, dict[str, Text]]:
    """Return the names of the codes by list: marker, method, line_kind, line_position, …"""
    text = resources.files("parcels").joinpath("data/boundary_codes.json").read_text("utf-8")
    lists = json.loads(text)["lists"]
    return {
        name: {code: Text(*names) for code, names in told["codes"].items()}
        for name, told in lists.items()
    }


def require_code(name: str, code: str, *, where: str) -> None:
    """Refuse a code that its list does not have; an empty one says nothing and is let through.

    Raises
    ------
    InvalidInput
        Naming the list, what was found at ``where``, and the codes there are.
    """
    known = boundary_codes()[name]
    if code and code not in known:
        zh = "、".join(f"{key} {text.zh}" for key, text in known.items())
        en = ", ".join(f"{key} {text.en}" for key, text in known.items())
        raise InvalidInput(
            Text(
                f"{where} 的 {name} 代码“{code[:20]}”不在代码表中；可用：{zh}。",
                f"{where}: {name} has no code '{code[:20]}'; there are {en}.",
            )
        )
