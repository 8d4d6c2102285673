"""ZIP archives whose bytes depend on nothing but their members."""

import io
import zipfile
from collections.abc import Mapping

DAY = (2024, 3, 15, 9, 0, 0)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the members in their order, all dated the same day."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members.items():
            archive.writestr(_entry(name), content)
    return target.getvalue()


def members(archive: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def restamped(archive: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """Return a ZIP again with fixed days and some members replaced."""
    return zipped({**members(archive), **replaced})


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry
