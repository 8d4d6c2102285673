"""A DXF opened with ezdxf: its encoding found out, and what is said of a damaged one."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.pace import reached

if TYPE_CHECKING:  # ezdxf takes half a second to load, and is needed for drawings only
    from ezdxf.document import Drawing

BINARY: Final = b"AutoCAD Binary DXF"
_UNICODE_FROM: Final = "AC1021"


def faults() -> tuple[type[Exception], ...]:
    """Return what ezdxf raises on drawings that are damaged in places it does not look for."""
    from ezdxf.lldxf.const import DXFError

    return (DXFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


def opened_drawing(path: Path, name: str) -> tuple["Drawing", str]:
    """Return a drawing and the encoding of its texts. Raises FileRefused for a damaged one."""
    from ezdxf import filemanagement

    data = path.read_bytes()
    try:
        if data.startswith(BINARY):
            drawing = filemanagement.readfile(path)
            return drawing, drawing.encoding
        encoding = _encoding(data)
        with io.TextIOWrapper(_ToldBytes(data), encoding, "surrogateescape") as stream:
            return filemanagement.read(stream), encoding
    except faults() as error:
        raise FileRefused(unreadable(name, str(error))) from error


class _ToldBytes(io.BytesIO):
    """Bytes that are read in blocks, each of which is told as progress."""

    def read1(self, size: int | None = -1, /) -> bytes:
        reached(self.tell(), self.getbuffer().nbytes)
        return super().read1(size)


def _encoding(data: bytes) -> str:
    """Return UTF-8 for drawings from 2007 on; else UTF-8 only where all of it is, else GB18030.

    The code page that a drawing states is often not the one it was written in.
    """
    version = re.search(rb"\$ACADVER\s+1\s+(AC\d{4})", data[:20_000])
    if version is not None and version.group(1).decode() >= _UNICODE_FROM:
        return "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def unreadable(name: str, why: str) -> Finding:
    """Return what is said of a drawing that cannot be read; ``why`` in the words of ezdxf."""
    return Finding(
        code="FI90",
        kind="unreadable_file",
        severity=Severity.ERROR,
        message=Text(
            f"“{name}”是 DXF，但不能读入：{why[:200]}。",
            f"“{name}” is a DXF, but it cannot be read: {why[:200]}.",
        ),
        advice=Text(
            "请在 CAD 中核查（AUDIT）后另存为 DXF 再上传。",
            "Audit the drawing in the CAD program, save it as DXF again and upload that.",
        ),
        file=name,
    )
