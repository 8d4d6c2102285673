"""Tables of the database standard as a VCT declares them; names and lengths are export limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class OutTable:
    """One table: its name, its feature code, and its fields with the types of the standard."""

    name: str
    code: str
    fields: Mapping[str, str]
    has_geometry: bool = True

    def lines(self) -> Iterator[str]:
        """Yield its lines in the section of table structures."""
        yield f"{self.name},{len(self.fields)}{'' if self.has_geometry else ',NoneGeometry'}"
        for name, kind in self.fields.items():
            yield f"{name},{kind}"
        yield "0"

    def row(self, values: Mapping[str, str]) -> list[str]:
        """Return the values in the order of the fields; what is not given is empty.

        Raises
        ------
        KeyError
            When a value belongs to no field: it would be lost.
        """
        for name in values:
            self.fields[name]
        return [values.get(name, "") for name in self.fields]


_AREA: Final = "Float,15,3"
_FACTOR: Final = "Float,15,6"

PARCEL: Final = OutTable(
    "ZDJBXX",
    "6001010000",
    {
        **{"ZDDM": "Char,19", "BDCDYH": "Char,28", "ZDTZM": "Char,2", "ZDMC": "Char,200"},
        **{"ZL": "Char,200", "ZDMJ": "Float,15,4", "MJDW": "Char,2", "YT": "Char,8"},
        **{"DLMC": "Char,60", "QLLX": "Char,2", "QLXZ": "Char,4", "QLSDFS": "Char,2"},
        **{"RJL": "Float,4,2", "JZMD": "Float,3,2", "JZXG": "Float,5,2", "TFH": "Char,50"},
        **{"DJH": "Char,20", "ZT": "Char,2"},
    },
)
BUILDING: Final = OutTable(
    "ZRZ",
    "6001030110",
    {
        **{"BDCDYH": "Char,28", "ZDDM": "Char,19", "ZRZH": "Char,24", "XMMC": "Char,100"},
        **{"JZWMC": "Char,100", "JGRQ": "Char,20", "JZWGD": "Float,15,2", "ZZDMJ": _AREA},
        **{"ZYDMJ": _AREA, "YCJZMJ": _AREA, "SCJZMJ": _AREA, "ZCS": "Int,4", "DSCS": "Int,4"},
        **{"DXCS": "Int,4", "DXSD": "Float,15,2", "GHYT": "Char,20", "FWJG": "Char,20"},
        **{"ZTS": "Int,6", "ZT": "Char,2"},
    },
)
POINT: Final = OutTable("JZD", "6001070000", {"JZDH": "Char,50", "ZDZHDM": "Varchar"})
LINE: Final = OutTable(
    "JZX",
    "6001060000",
    {
        **{"ZDZHDM": "Varchar", "JZXCD": "Float,15,2", "JZXLB": "Char,2", "JZXWZ": "Char,1"},
        # The standard has no field for the ends of a line: these two are of survey programs.
        **{"JXXZ": "Char,6", "QDH": "Char,50", "ZDH": "Char,50"},
    },
)
STOREY: Final = OutTable(
    "C",
    "6001030130",
    {"CH": "Char,20", "ZRZH": "Char,24", "SJC": "Int,3", "MYC": "Char,50"},
    has_geometry=False,
)
_STAGED: Final = {
    **{"JZMJ": _AREA, "TNJZMJ": _AREA, "FTJZMJ": _AREA, "DXBFJZMJ": _AREA, "QTJZMJ": _AREA},
    "FTXS": _FACTOR,
}
UNIT: Final = OutTable(
    "H",
    "6001030140",
    {
        **{"BDCDYH": "Char,28", "ZRZH": "Char,24", "LJZH": "Char,20", "CH": "Char,20"},
        **{"FWBM": "Char,26", "ZL": "Char,100", "HH": "Int,6", "SHBW": "Char,20"},
        **{"HX": "Char,20", "HXJG": "Char,20"},
        **{"FWYT1": "Char,20", "FWYT2": "Char,20", "FWYT3": "Char,20"},
        **{f"{stage}{name}": kind for stage in ("YC", "SC", "") for name, kind in _STAGED.items()},
        **{"GYTDMJ": _AREA, "FTTDMJ": _AREA, "DYTDMJ": _AREA, "FWLX": "Char,2"},
        **{"FWXZ": "Char,2", "JGRQ": "Char,20", "BZ": "Varchar"},
    },
    has_geometry=False,
)
TABLES: Final = (PARCEL, BUILDING, POINT, LINE, STOREY, UNIT)
