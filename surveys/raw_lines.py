"""The line of a delivered text file that a point or a finding comes from."""

import re

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from importers.text_encoding import decode
from surveys import file_store
from surveys.models import DeliveredFile, SurveyResult

LINE_END = re.compile(r"\r\n|\r|\n")
"""As the reader counts lines."""
LARGEST_FILE_BYTES = 8 << 20
LONGEST_LINE = 500
TEXT_FORMATS = ("coordinate_txt",)


def files_with_lines(result: SurveyResult) -> dict[str, int]:
    """Return the key of each delivered file whose lines can be shown, by its name."""
    read = result.read_files.filter(format__in=TEXT_FORMATS).values_list("name", flat=True)
    files = result.files.filter(name__in=list(read), size__lte=LARGEST_FILE_BYTES)
    return dict(files.values_list("name", "pk"))


def raw_line(file: DeliveredFile, number: int) -> str:
    """Return a line as it stands in the file, the first one is number 1; long ones are cut.

    Raises
    ------
    NotFound
        The file is too large to be looked into, or has no such line.
    FileRefused
        The file is no text.
    """
    if file.size <= LARGEST_FILE_BYTES:
        data = file_store.path_of(file.sha256).read_bytes()
        lines = LINE_END.split(decode(data, file=file.name)[0])
        if 1 <= number <= len(lines):
            return lines[number - 1][:LONGEST_LINE]
    raise NotFound(
        Text(
            f"“{file.name}”没有第 {number} 行可供查看。",
            f"“{file.name}” has no line {number} to look at.",
        )
    )
