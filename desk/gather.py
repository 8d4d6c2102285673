"""From what was named on the command line to the files that are read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text


def gather(named: Iterable[Path]) -> list[Path]:
    """Return the files that are meant: files as named, and all files below the named folders.

    Files whose name begins with a dot are left out of folders. The same file named twice counts
    once.

    Raises
    ------
    InvalidInput
        A path leads nowhere, is no file, must not be read, a folder is empty or is a file
        geodatabase, or two files have the same name: an upload could not hold both either.
    """
    files: dict[Path, None] = {}
    for path in named:
        for file in _below(path) if path.is_dir() else [_file(path)]:
            files[file.resolve()] = None
    by_name: dict[str, Path] = {}
    for file in files:
        other = by_name.setdefault(file.name, file)
        if other != file:
            raise InvalidInput(
                Text(
                    f"有两个文件都叫“{file.name}”：{other} 和 {file}。",
                    f"Two files are called “{file.name}”: {other} and {file}.",
                ),
                advice=Text("请改名，或分两次处理。", "Rename one, or give them apart."),
            )
    return list(files)


def _below(folder: Path) -> Iterator[Path]:
    found = False
    _require_no_geodatabase(folder.resolve())
    for path in sorted(folder.rglob("*")):
        _require_no_geodatabase(path)
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            found = True
            yield _file(path)
    if not found:
        raise InvalidInput(
            Text(f"文件夹“{folder}”里没有文件。", f"There is no file in the folder “{folder}”."),
            advice=Text("请指明存放成果的文件夹。", "Name the folder that holds the results."),
        )


def _require_no_geodatabase(folder: Path) -> None:
    """Ask for the ZIP that an upload would hold, so that the report is the one of the upload."""
    if folder.suffix.lower() == ".gdb" and folder.is_dir():
        raise InvalidInput(
            Text(
                f"“{folder.name}”是文件地理数据库的文件夹，不能逐个文件检查。",
                f"“{folder.name}” is the folder of a file geodatabase and is not checked file by "
                "file.",
            ),
            advice=Text(
                f"请把整个文件夹压缩成 {folder.stem}.zip 后检查，上传时也是如此。",
                f"Pack the whole folder into {folder.stem}.zip and check that; it is uploaded so.",
            ),
        )


def _file(path: Path) -> Path:
    if not path.exists():
        raise InvalidInput(
            Text(f"没有文件“{path}”。", f"There is no file “{path}”."),
            advice=Text("请核对路径。", "Check the path."),
        )
    if not path.is_file():
        raise InvalidInput(
            Text(f"“{path}”不是普通文件。", f"“{path}” is no ordinary file."),
            advice=Text("请指明成果文件。", "Name a file of results."),
        )
    if not os.access(path, os.R_OK):
        raise InvalidInput(
            Text(f"没有权限读取“{path}”。", f"“{path}” must not be read by you."),
            advice=Text("请更改文件权限。", "Change the permissions of the file."),
        )
    return path
