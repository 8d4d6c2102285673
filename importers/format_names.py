"""Names of file formats for people, and the marks of those that cannot be read yet.

A file that no reader takes is still told by its name, so that the surveyor learns what to deliver
instead of "unknown file".
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cadastre.domain.findings import Text


@dataclass(frozen=True, slots=True)
class FormatName:
    """What a format is called, and the endings its files have (lower case, with the dot)."""

    title: Text
    endings: tuple[str, ...] = ()


READ: Final[dict[str, FormatName]] = {
    "coordinate_txt": FormatName(Text("勘测定界坐标 TXT", "land-supply coordinate TXT"), (".txt",)),
    "shapefile": FormatName(
        Text("Shapefile（.shp .shx .dbf，同名）", "Shapefile (.shp .shx .dbf of one name)"),
        (".shp",),
    ),
    "geopackage": FormatName(Text("GeoPackage", "GeoPackage"), (".gpkg",)),
    "geojson": FormatName(Text("GeoJSON", "GeoJSON"), (".geojson", ".json")),
    "filegdb": FormatName(
        Text("文件地理数据库 .gdb（ZIP）", "file geodatabase .gdb (in a ZIP)"), (".gdb",)
    ),
    "gml": FormatName(Text("GML", "GML"), (".gml", ".xml")),
    "vct": FormatName(Text("VCT 3.0 交换文件", "VCT 3.0 exchange file"), (".vct",)),
    "dxf": FormatName(Text("CAD 图 DXF（CASS）", "CAD drawing DXF (CASS)"), (".dxf",)),
    "point_table": FormatName(
        Text("界址点表 .csv、CASS .dat", "point table .csv or CASS .dat"), (".csv", ".dat", ".txt")
    ),
    "building_table_xlsx": FormatName(
        Text("楼盘表或界址点表 .xlsx", "building or point table .xlsx"), (".xlsx", ".xlsm")
    ),
    "building_table_xls": FormatName(
        Text("楼盘表或界址点表 .xls", "building or point table .xls"), (".xls",)
    ),
}
"""Names of the formats that readers in this folder state as ``FORMAT``."""

ZIP_TITLE: Final = Text("以上文件的 ZIP 压缩包", "a ZIP of these")


@dataclass(frozen=True, slots=True)
class _Mark:
    """Bytes at a place near the beginning that tell a format that is not read."""

    at: int
    mark: bytes
    title: Text
    advice: Text


_AS_SHAPEFILE: Final = Text(
    "请导出为 Shapefile 后上传。", "Export it as a Shapefile and upload that."
)
_FROM_MDB: Final = Text(
    "请在 ArcGIS 中把其中的图层导出为文件地理数据库（.gdb，打成 ZIP）或 Shapefile；CASS 的 MDB "
    "请在 CASS 中导出 DXF 或 Shapefile。只有表格的，请在 Access 中另存为 .xlsx。",
    "In ArcGIS, export its layers to a file geodatabase (.gdb, packed as a ZIP) or as Shapefiles; "
    "from CASS, export a DXF or Shapefile. Plain tables: save them as .xlsx in Access.",
)
_AS_DXF: Final = Text("请另存为 DXF 后上传。", "Save it as DXF and upload that.")
_AS_XLSX: Final = Text("请另存为 .xlsx 后上传。", "Save it as .xlsx and upload that.")
_AS_ZIP: Final = Text(
    "请解开后上传，或改用普通 ZIP 打包。", "Unpack it, or pack the files as a plain ZIP."
)
_RESULTS_ONLY: Final = Text(
    "这里只收坐标、图形和楼盘表，照片和文书的扫描件不在此上传；请改选测绘成果的文件。",
    "Only coordinates, shapes and building tables are taken here, no photographs and no scanned "
    "papers. Choose the files of the survey instead.",
)

_MARKS: Final = (
    _Mark(4, b"Standard Jet DB", Text("Access 数据库 MDB", "an Access database (MDB)"), _FROM_MDB),
    _Mark(4, b"Standard ACE DB", Text("Access 数据库", "an Access database"), _FROM_MDB),
    _Mark(
        0,
        b"\xd0\xcf\x11\xe0",
        Text("Excel/Word 旧版文件（.xls/.doc）", "an old .xls or .doc"),
        _AS_XLSX,
    ),
    _Mark(0, b"AC10", Text("AutoCAD DWG", "an AutoCAD DWG"), _AS_DXF),
    _Mark(0, b"%PDF-", Text("PDF", "a PDF"), _RESULTS_ONLY),
    _Mark(0, b"\x89PNG", Text("PNG 图片", "a PNG picture"), _RESULTS_ONLY),
    _Mark(0, b"\xff\xd8\xff", Text("JPEG 图片", "a JPEG picture"), _RESULTS_ONLY),
    _Mark(0, b"II*\0", Text("TIFF 影像", "a TIFF image"), _RESULTS_ONLY),
    _Mark(0, b"MM\0*", Text("TIFF 影像", "a TIFF image"), _RESULTS_ONLY),
    _Mark(0, b"Rar!", Text("RAR 压缩包", "a RAR archive"), _AS_ZIP),
    _Mark(0, b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive"), _AS_ZIP),
    _Mark(0, b"\x1f\x8b", Text("GZIP 压缩包", "a GZIP archive"), _AS_ZIP),
    _Mark(257, b"ustar", Text("TAR 归档", "a TAR archive"), _AS_ZIP),
)
_TEXT_MARKS: Final = ((b"<kml", Text("KML", "KML"), _AS_SHAPEFILE),)


def known_but_not_read(path: Path) -> tuple[Text, Text] | None:
    """Return name and advice for a format that is recognised but has no reader, else None."""
    with path.open("rb") as stream:
        beginning = stream.read(4096)
    for mark in _MARKS:
        if beginning[mark.at :].startswith(mark.mark):
            return mark.title, mark.advice
    for word, title, advice in _TEXT_MARKS:
        if word in beginning[:1024]:
            return title, advice
    return None
