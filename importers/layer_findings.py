"""Sentences about packages of layers (GeoPackage, file geodatabase, GeoJSON, GML)."""

from collections.abc import Sequence
from typing import Final

from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text
from importers import shape_faults
from importers.cell_values import holds_no_finite_number
from importers.reporting import Notes
from importers.wkb_shapes import CHORD_TOLERANCE_M

_EXPORT_AGAIN: Final = Text(
    "请用制图软件重新导出后上传。", "Export it again from the mapping program and upload that."
)


def refused(
    name: str,
    kind: str,
    code: str,
    message: Text,
    *,
    advice: Text = _EXPORT_AGAIN,
    found: str = "",
    expected: str = "",
    line: int | None = None,
) -> FileRefused:
    """Return the refusal of a whole file, to be raised."""
    return FileRefused(
        Finding(
            code=code,
            kind=kind,
            severity=Severity.ERROR,
            message=message,
            advice=advice,
            file=name,
            line=line,
            found=found[:200],
            expected=expected,
        )
    )


def damaged(name: str, form: str, why: Text, *, line: int | None = None) -> FileRefused:
    """The file does not hold what its beginning promises."""
    return refused(
        name,
        "unreadable_file",
        "FI32",
        Text(
            f"“{name}”不是完整的 {form} 文件：{why.zh}。没有读入任何内容。",
            f"“{name}” is no sound {form} file: {why.en}. Nothing of it was read.",
        ),
        line=line,
        found=why.en,
        expected=form,
    )


def external_reference(name: str, form: str, found: str, line: int | None) -> FileRefused:
    """The file wants something to be fetched or expanded that stands elsewhere."""
    place = Text(f"第 {line} 行", f" (line {line})") if line else NO_TEXT
    return refused(
        name,
        "external_reference",
        "FI140",
        Text(
            f"“{name}”{place.zh}引用外部内容或声明实体：{found[:80]}；这样的文件一律不读。",
            f"“{name}”{place.en} refers to something outside or declares entities: {found[:80]}; "
            "such files are not read.",
        ),
        advice=Text(
            f"请导出不含外部引用的 {form} 后上传，所有图形和属性都应在文件之内。",
            f"Export a {form} without outside references: all shapes and values within the file.",
        ),
        line=line,
        found=found,
    )


def too_deep(name: str, form: str, limit: int) -> FileRefused:
    """The nesting is deeper than any survey result needs."""
    return refused(
        name,
        "nested_too_deep",
        "FI141",
        Text(
            f"“{name}”嵌套超过 {limit} 层，不是正常的 {form}；未读入。",
            f"“{name}” is nested deeper than {limit} levels, as no {form} of a survey is; it was "
            "not read.",
        ),
        expected=f"≤ {limit}",
    )


def too_many_rows(name: str, count: int, limit: int) -> TooLarge:
    """More rows than one file may hold."""
    return TooLarge(
        Finding(
            code="FI54",
            kind="too_many_records",
            severity=Severity.ERROR,
            message=Text(
                f"“{name}”有 {count} 条记录，超过一个文件的上限 {limit} 条。",
                f"“{name}” holds {count} records; one file may hold {limit}.",
            ),
            advice=Text("请按地籍子区分成几个文件上传。", "Split it by cadastral sub-district."),
            file=name,
            found=str(count),
            expected=f"≤ {limit}",
        )
    )


def layer_not_read(notes: Notes, name: str, count: int) -> None:
    """Rows of a layer that no record is made of."""
    notes.add(
        "FI120",
        "layer_not_read",
        Text(
            f"层“{name}”的 {count} 条记录不是宗地、自然幢、户、层或界址点，只计数，未读入。",
            f"The {count} rows of layer “{name}” are no parcels, buildings, units, storeys or "
            "boundary points; they were counted and not read.",
        ),
        severity=Severity.INFORMATION,
        field=name,
        found=str(count),
    )


def table_skipped(notes: Notes, name: str, why: Text) -> None:
    """Something in the file that is not opened at all."""
    notes.warn(
        "FI142",
        "table_skipped",
        Text(f"“{name}”{why.zh}，未读入。", f"“{name}” {why.en}; it was not read."),
        advice=Text(
            "请把需要的图层导出为普通图层后上传。",
            "Export the layers that are needed as plain ones.",
        ),
        field=name,
    )


def missing_layer(notes: Notes, name: str) -> None:
    """The contents list a layer that is not there."""
    notes.add(
        "FI143",
        "missing_layer",
        Text(
            f"目录中列有层“{name}”，文件中却没有这张表。",
            f"The contents list the layer “{name}”, but the file has no such table.",
        ),
        advice=_EXPORT_AGAIN,
        field=name,
    )


def several_systems(notes: Notes, words: Sequence[str]) -> None:
    """Layers of one package state different systems."""
    listed = "；".join(word or "（未说明）" for word in words)
    notes.warn(
        "FI144",
        "several_systems",
        Text(
            f"各层说明的坐标系不同：{listed}；各按自己的说明读入。",
            f"The layers state different coordinate systems ({'; '.join(words)}); each was read by "
            "its own.",
        ),
        advice=Text("请统一坐标系后重新导出。", "Export all layers in one system."),
        found=listed[:200],
    )


def wrong_kind(notes: Notes, line: int, key: str, layer: str, found: str) -> None:
    """A parcel or building that is no polygon."""
    notes.add(
        "FI47",
        "wrong_geometry",
        Text(
            f"层 {layer} 第 {line} 条记录 {key} 的图形是 {found}，应为面（Polygon）；图形未读入。",
            f"The shape of record {line} {key} of layer {layer} is a {found}; a polygon is "
            "expected. The shape was not read.",
        ),
        advice=Text("请改为面后重新导出。", "Make it a polygon and export again."),
        object_key=key,
        line=line,
        found=found,
        expected="Polygon",
    )


def unreadable_shape(notes: Notes, line: int, key: str, layer: str, why: str) -> None:
    """The bytes of a geometry make no sense, or are too many."""
    not_finite, told = holds_no_finite_number(why.split()), shape_faults.told(why)
    if shape_faults.is_too_large(why):
        notes.add(
            "FI07",
            "too_large",
            Text(
                f"层 {layer} 第 {line} 条记录 {key} 的图形{told.zh}，未读入。",
                f"The shape of record {line} {key} of layer {layer} has {told.en}; it was not "
                "taken in.",
            ),
            advice=Text("请核对图形，或拆分后上传。", "Check the shape, or upload it in parts."),
            object_key=key,
            line=line,
            found=why,
        )
        return
    notes.add(
        "FI39",
        "non_finite_coordinate" if not_finite else "unreadable_row",
        Text(
            f"层 {layer} 第 {line} 条记录 {key} 的图形无法读取：{told.zh}。",
            f"The shape of record {line} {key} of layer {layer} cannot be read: {told.en}.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=key,
        line=line,
        found=why,
    )


def heights_dropped(notes: Notes, layer: str, count: int) -> None:
    """Heights or measures are not kept."""
    notes.add(
        "FI49",
        "z_dropped",
        Text(
            f"层 {layer} 有 {count} 个图形带有高程或量测值；只取平面坐标。",
            f"{count} shapes of layer {layer} have heights or measures; only plane coordinates are "
            "kept.",
        ),
        severity=Severity.INFORMATION,
        field=layer,
        found=str(count),
    )


def arcs_to_chords(notes: Notes, layer: str, count: int) -> None:
    """Arcs became chords, within a stated distance."""
    notes.warn(
        "FI145",
        "arcs_to_chords",
        Text(
            f"层 {layer} 有 {count} 个图形含圆弧；已按折线读入，与圆弧相距不超过 "
            f"{CHORD_TOLERANCE_M} m。",
            f"{count} shapes of layer {layer} have arcs; they were read as chords no farther than "
            f"{CHORD_TOLERANCE_M} m from them.",
        ),
        advice=Text("请核对弧段处的界址点。", "Check the boundary points along the arcs."),
        field=layer,
        found=str(count),
    )


def labels_missing(notes: Notes, layer: str, count: int) -> None:
    """Vertices of parcels that no boundary point of the package lies on."""
    notes.warn(
        "FI146",
        "missing_label",
        Text(
            f"层 {layer} 的宗地有 {count} 个顶点上没有界址点（JZD），其点号由本系统按顺序编出。",
            f"{count} vertices of the parcels of layer {layer} have no boundary point (JZD) on "
            "them; they were numbered in their order.",
        ),
        advice=Text("请核对界址点层是否完整。", "Check that the layer of points is complete."),
        field=layer,
        found=str(count),
    )


def bad_point(notes: Notes, line: int, layer: str, found: str) -> None:
    """A row of the boundary points that is no point."""
    notes.warn(
        "FI147",
        "bad_boundary_point",
        Text(
            f"界址点层 {layer} 第 {line} 条记录的图形是 {found}，应为点；未用。",
            f"Record {line} of the boundary points {layer} is a {found}, not a point; it was not "
            "used.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        found=found,
        expected="Point",
    )


def no_objects(notes: Notes, names: Sequence[str]) -> None:
    """Not one record in the whole file."""
    listed = ", ".join(names[:40]) or "—"
    notes.add(
        "FI09",
        "no_objects",
        Text(
            f"文件“{notes.file}”中没有读到任何宗地、自然幢或户；有图层：{listed}。",
            f"No parcel, building or unit was found in “{notes.file}”; its layers are: {listed}.",
        ),
        advice=Text(
            "请核对层名和字段名是否按数据库标准（ZDJBXX.ZDDM、ZRZ.ZRZH、H.ZRZH）。",
            "Check that layers and fields are named as the database standard names them "
            "(ZDJBXX.ZDDM, ZRZ.ZRZH, H.ZRZH).",
        ),
        found=listed[:200],
        expected="ZDJBXX, ZRZ, H",
    )


def other_application(notes: Notes, found: str) -> None:
    """The file's mark is not the one of a GeoPackage."""
    notes.warn(
        "FI148",
        "wrong_application_id",
        Text(
            f"文件头的应用标识是 {found}，不是 GeoPackage 的 GPKG；已按其中的目录读入。",
            f"The application id is {found}, not GPKG; it was read by the contents it lists.",
        ),
        advice=_EXPORT_AGAIN,
        found=found,
        expected="GPKG",
    )


def journal_missing(notes: Notes) -> None:
    """The database was copied while a program still wrote beside it."""
    notes.warn(
        "FI149",
        "journal_missing",
        Text(
            "文件处于 WAL 方式，最后的改动可能还在未一同上传的 -wal 文件里。",
            "The file is in WAL mode: the last changes may still be in a -wal file that was not "
            "delivered.",
        ),
        advice=Text(
            "请在制图软件中关闭该文件后重新复制上传。",
            "Close the file in the mapping program, copy it again and upload that.",
        ),
        found="WAL",
    )
