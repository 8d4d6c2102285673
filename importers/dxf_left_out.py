"""What is said of a drawing's parts that are not read: where they lie, and what to do."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from cadastre.domain.findings import Severity, Text
from importers.dxf_entities import DEEPEST_BLOCK, MOST_FROM_BLOCKS, LeftOut, Outline
from importers.reporting import Notes

_BIND: Final = Text(
    "请在 CAD 中绑定（XREF 绑定）或插入被引用的图形，分解后重新上传。",
    "Bind the referenced drawing (XREF, Bind) or insert it, then upload again.",
)
_BLOCKS: Final = {
    "external_reference": (
        "FI96",
        Text("是外部参照，其内容不在本图中", "is an external reference; its content is elsewhere"),
        _BIND,
    ),
    "block_missing": (
        "FI97",
        Text("所引用的块在图中没有定义", "refers to a block that the drawing does not define"),
        Text("请在 CAD 中核查（AUDIT）后重新上传。", "Audit the drawing, then upload it again."),
    ),
    "block_too_deep": (
        "FI97",
        Text(
            f"嵌套超过 {DEEPEST_BLOCK} 层",
            f"lies more than {DEEPEST_BLOCK} blocks deep",
        ),
        Text("请分解该块后重新上传。", "Explode the block, then upload again."),
    ),
    "too_large": (
        "FI97",
        Text(
            f"使块中的图元超过 {MOST_FROM_BLOCKS} 个，其余未读入",
            f"brings the entities of blocks over {MOST_FROM_BLOCKS}; the rest was not read",
        ),
        Text("请只保留宗地图形后重新上传。", "Keep the parcels only, then upload again."),
    ),
}
"""Code, what is the matter and what to do, by kind."""
_NOT_AN_OUTLINE: Final = "unread_entity"


def say_left_out(notes: Notes, left: Sequence[LeftOut]) -> None:
    """Warn of references and blocks that were not read, and of lines that are no outline."""
    for each in left:
        if each.kind in _BLOCKS:
            _block(notes, each)
    others = sorted(
        (each for each in left if each.kind == _NOT_AN_OUTLINE),
        key=lambda each: (each.layer, each.name),
    )
    for (layer, name), some in groupby(others, key=lambda each: (each.layer, each.name)):
        _lines(notes, layer, name, [each.handle for each in some])


def _block(notes: Notes, each: LeftOut) -> None:
    code, matter, advice = _BLOCKS[each.kind]
    notes.warn(
        code,
        each.kind,
        Text(
            f"图层 {each.layer} 上的块参照“{each.name}”（句柄 {each.handle}）{matter.zh}；未读入。",
            f"The block reference “{each.name}” on layer {each.layer} (handle {each.handle}) "
            f"{matter.en}. It was not read.",
        ),
        advice=advice,
        field=each.layer,
        found=each.name,
    )


def _lines(notes: Notes, layer: str, name: str, handles: Sequence[str]) -> None:
    shown = ", ".join(handles[:5]) + (" …" if len(handles) > 5 else "")
    notes.warn(
        "FI98",
        _NOT_AN_OUTLINE,
        Text(
            f"图层 {layer} 上有 {len(handles)} 个 {name}（句柄 {shown}）"
            "不是多段线，未作为宗地读入。",
            f"Layer {layer} has {len(handles)} {name} (handle {shown}) that are no polylines; they "
            "were not read as parcels.",
        ),
        advice=Text(
            "如为宗地界址线，请在 CAD 中合并（PEDIT）为闭合多段线后重新上传。",
            "If they bound a parcel, join them into a closed polyline (PEDIT) and upload again.",
        ),
        field=layer,
        found=name,
        expected="LWPOLYLINE / POLYLINE",
    )


def say_heights_dropped(notes: Notes, outlines: Iterable[Outline]) -> None:
    """Tell of each 3D polyline that its plane outline was taken."""
    for outline in outlines:
        if outline.is_3d:
            notes.add(
                "FI49",
                "z_dropped",
                Text(
                    f"图层 {outline.layer} 上的三维多段线（句柄 {outline.handle}）只取平面坐标，"
                    "高程 Z 未读入。",
                    f"Of the 3D polyline on layer {outline.layer} (handle {outline.handle}) only "
                    "plane coordinates were taken; its heights Z were left out.",
                ),
                severity=Severity.INFORMATION,
                object_key=outline.parcel_number,
                field=outline.layer,
                found=outline.handle,
            )
