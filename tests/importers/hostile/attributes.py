"""Class T: values, each in every format whose table can hold it."""

from collections.abc import Iterator, Mapping

from tests.importers.hostile.cases import CODE, EAST, NORTH, Case, bad, good, numbered
from tests.importers.hostile.writers import WRITERS, Parcel, square

ALL = ("txt", "vct", "geojson", "gml", "gpkg", "shp", "csv")
WITH_AREA = ("txt", "vct", "geojson", "gml", "gpkg", "shp")
WITH_ADDRESS = ("vct", "geojson", "gml", "gpkg", "shp")
FULL_WIDTH = CODE.translate({ord("0") + n: ord("０") + n for n in range(10)})
MALFORMED = ("malformed_parcel_code",)

CODES: Mapping[str, str] = {
    "short": CODE[:-1],
    "long": CODE + "1",
    "full-width": FULL_WIDTH,
    "lower-case": CODE.lower(),
    "blank-inside": f"{CODE[:6]} {CODE[6:]}",
    "no-break-space": f"{CODE[:6]}\u00a0{CODE[6:]}",
    "letter-o": CODE.replace("0", "O", 1),
    "mark-of-nothing": CODE.replace("GB", "ZZ"),
    "script": "<script>alert(1)</script>",
    "statement": "'; drop table parcels; --",
    "formula": "=cmd|' /C calc'!A1",
    "path": "../../etc/passwd",
}
AREAS: Mapping[str, tuple[str, ...]] = {
    "-1.00": ("area_mismatch", "bad_number", "area_not_positive", "unreadable_head"),
    "NaN": ("bad_number", "area_mismatch"),
    "1e999": ("bad_number", "area_mismatch"),
    "很大": ("bad_number", "area_mismatch"),
    "3600.02": ("area_mismatch",),
    "36000.00": ("area_mismatch",),
}
INVISIBLE: Mapping[str, str] = {
    "right-to-left": "示例\u202e路1号",
    "zero-width": "示例\u200b路1号",
    "bell": "示例\u0007路1号",
}
HONEST: Mapping[str, str] = {
    "rare-letter": "𠮷祥路1号",
    "extension-b": "𠀀𠀁巷2号",
    "quoted": "“示例”路1号（东）",
    "ampersand": "甲乙与丙丁路1号",
    "long": "示例路" * 20,
    "minus": "-1号",
}


def one(*, code: str = CODE, area: str = "", address: str = "示例路1号") -> list[Parcel]:
    return [Parcel([square()], code=code, area=area, address=address)]


def twice(code: str) -> list[Parcel]:
    return [Parcel([square()]), Parcel([square(EAST + 100, NORTH)], code=code)]


def _escaped(name: str, text: str) -> str:
    if name == "gml":
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _codes() -> Iterator[Case]:
    for name in ALL:
        for fault, code in CODES.items():
            if name == "txt" and not code.isalnum():
                continue  # the number of a plot there, which may be any word
            kinds = {*MALFORMED, "missing_field", "unreadable_head"}
            yield bad(f"code-{fault}-{name}", WRITERS[name](one(code=_escaped(name, code))), *kinds)
        if name not in ("txt", "csv"):  # a plot without a number, rows of one parcel
            yield bad(f"no-code-{name}", WRITERS[name](one(code="")), "missing_field", *MALFORMED)
        if name != "csv":
            yield bad(f"code-twice-{name}", WRITERS[name](twice(CODE)), "duplicate_parcel_code")
        yield good(f"two-codes-{name}", WRITERS[name](twice(CODE[:-1] + "2")), objects=2)


def _areas() -> Iterator[Case]:
    for area, kinds in AREAS.items():
        for name in WITH_AREA:
            # In hectares that is one in the last digit, and SQLite keeps NaN as nothing.
            if (name, area) not in (("txt", "3600.02"), ("gpkg", "NaN")):
                label = {"很大": "words"}.get(area, area)
                yield bad(f"area-{label}-{name}", WRITERS[name](one(area=area)), *kinds, warns=True)


def _texts() -> Iterator[Case]:
    for name in WITH_ADDRESS:
        write = WRITERS[name]
        for fault, address in INVISIBLE.items():
            xml = name == "gml" and fault == "bell"  # no XML may hold it
            kind = "unreadable_file" if xml else "control_characters"
            yield bad(f"{fault}-{name}", write(one(address=address)), kind, warns=True)
        for twin, address in HONEST.items():
            yield good(f"{twin}-{name}", write(one(address=_escaped(name, address))), objects=1)


def _bytes() -> Iterator[Case]:
    for name in ("vct", "geojson", "gml", "gpkg"):
        long = WRITERS[name](one(address="长" * 65_536))
        yield bad(f"65536-letters-{name}", long, "text_too_long")
    no_text = (*("unreadable_encoding", "encoding_uncertain", "unreadable_file", "unknown_format"),)
    for name in ("txt", "vct", "geojson", "gml", "shp"):
        files = WRITERS[name](one(code=CODE + "\udcff\udcfe\udcff"))
        yield bad(f"bytes-of-no-text-{name}", files, *no_text, warns=True)
    for name in ("txt", "vct", "geojson", "gml"):
        code = CODE[:8] + "\0" + CODE[8:]
        kinds = ("control_characters", *no_text)
        yield bad(f"nul-{name}", WRITERS[name](one(code=code)), *kinds, warns=True)


def cases() -> list[Case]:
    """Return all cases of the class."""
    return numbered("T", [*_codes(), *_areas(), *_texts(), *_bytes()])
