"""Rows of a parcel or building layer as records in our own names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from cadastre.domain.crs import Interpretation
from cadastre.domain.findings import Finding, Text
from importers import field_codes
from importers import shapefile_shape_findings as say_shape
from importers import shapefile_table_findings as say_table
from importers.cell_values import decimal_of, scaled, text_of, whole_of
from importers.records import BuildingRecord, HolderRecord, ParcelRecord, PolygonRecord
from importers.shapefile_rings import FloatRing, Subject, polygons_from
from importers.shapefile_table import Table

_PARCEL_EXTRAS = (
    *("unit_code", "parcel_feature", "right_kind_code", "right_nature_code"),
    *("right_setting_code", "floor_area_ratio", "building_density", "height_limit_m"),
    *("map_sheet", "old_parcel_number", "state_code", "land_use_name"),
)
_BUILDING_EXTRAS = (
    *("total_storeys", "site_area_m2", "unit_count", "height_m", "basement_depth_m"),
    *("completed_on", "project_name", "unit_code", "state_code"),
)
_REGISTERED_DECIMALS = 2
_MOST_DECIMALS = 4
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Feature:
    """One record of the layer: its one-based number, its values in field order, its rings."""

    line: int
    values: Sequence[object]
    rings: tuple[FloatRing, ...]
    has_shape: bool
    is_damaged: bool = False


@dataclass(slots=True)
class LayerReader:
    """Reads the features of one layer.

    Parameters
    ----------
    places
        Our names to the positions of their fields, as ``field_codes.match_fields`` gives them.
    interpretation
        How the figures are read; refused ones become no geometry.
    """

    file: str
    table: Table
    places: Mapping[str, tuple[int, ...]]
    interpretation: Interpretation
    findings: list[Finding] = field(default_factory=list)
    holders: list[HolderRecord] = field(default_factory=list)
    _holder_places: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._holder_places = tuple(
            place
            for place, name in enumerate(self.table.names)
            if field_codes.is_holder_field(name)
        )

    def parcel(self, feature: Feature) -> ParcelRecord:
        """Give the parcel of one record; what cannot be read is a finding and left empty."""
        code = self._text(feature, "parcel_code")
        if not code:
            name = self._name("parcel_code")
            self.findings.append(say_table.missing_parcel_code(self.file, feature.line, field=name))
        subject = self._subject(feature, "宗地", "parcel", code)
        area_m2, step_m2 = self._declared_area(feature, subject)
        land_use = self._text(feature, "land_use_code")
        attributes = self._extras(feature, _PARCEL_EXTRAS)
        if land_use and not land_use.isdigit():
            attributes.setdefault("land_use_name", land_use)
            land_use = ""
        self._take_holders(feature, code)
        return ParcelRecord(
            file=self.file,
            line=feature.line,
            parcel_code=code,
            name=self._text(feature, "name"),
            polygons=self._polygons(feature, subject),
            declared_area_m2=area_m2,
            declared_area_step_m2=step_m2,
            land_use_code=land_use,
            address=self._text(feature, "address"),
            attributes=attributes,
        )

    def building(self, feature: Feature) -> BuildingRecord:
        """Give the natural building of one record, its number in four digits."""
        number, parcel_code = self._building_number(feature)
        key = f"{parcel_code}F{number}" if parcel_code and number else number
        subject = self._subject(feature, "自然幢", "building", key)
        below = self._number(feature, "storeys_below", subject, whole_of, "整数 / whole number")
        attributes = self._extras(feature, _BUILDING_EXTRAS)
        area_m2 = self._floor_area(feature, subject, attributes)
        use = self._text(feature, "use")
        if use:
            attributes["use"] = field_codes.use_word(use)
        self._take_holders(feature, key)
        return BuildingRecord(
            file=self.file,
            line=feature.line,
            building_number=number,
            parcel_code=parcel_code,
            name=self._text(feature, "name"),
            polygons=self._polygons(feature, subject),
            storeys_above=self._number(
                feature, "storeys_above", subject, whole_of, "整数 / whole number"
            ),
            storeys_below=None if below is None else abs(below),
            structure=field_codes.structure_word(self._text(feature, "structure")),
            floor_area_m2=area_m2,
            footprint_area_m2=self._area(feature, "footprint_area", subject),
            attributes=attributes,
        )

    def _text(self, feature: Feature, role: str) -> str:
        """Give the first value of a role that is not empty."""
        texts = (text_of(feature.values[place]) for place in self.places.get(role, ()))
        return next((text for text in texts if text), "")

    def _name(self, role: str) -> str:
        places = self.places.get(role, ())
        return self.table.names[places[0]] if places else ""

    def _subject(self, feature: Feature, zh: str, en: str, key: str) -> Subject:
        if key:
            thing = Text(f"{zh} {key} ", f"{en} {key}")
        else:
            thing = Text(f"第 {feature.line} 条记录的{zh}", f"the {en} of record {feature.line}")
        return Subject(self.file, feature.line, thing, key)

    def _extras(self, feature: Feature, roles: Sequence[str]) -> dict[str, str]:
        found = {role: self._text(feature, role) for role in roles}
        return {role: text for role, text in found.items() if text}

    def _number(
        self,
        feature: Feature,
        role: str,
        subject: Subject,
        parse: Callable[[object], _Value | None],
        expected: str,
    ) -> _Value | None:
        """Parse the first value of a role that is not empty; a bad one is a finding and None."""
        for place in self.places.get(role, ()):
            value = feature.values[place]
            try:
                number = parse(value)
            except ValueError:
                self.findings.append(
                    say_table.bad_number(
                        self.file,
                        feature.line,
                        subject.thing,
                        subject.key,
                        field=self.table.names[place],
                        found=text_of(value),
                        expected=expected,
                    )
                )
                return None
            if number is not None:
                return number
        return None

    def _area(self, feature: Feature, role: str, subject: Subject) -> Decimal | None:
        """Give an area; 0 is what a table writes for an empty cell and states nothing."""
        number = self._number(feature, role, subject, decimal_of, "面积 / area")
        return number or None

    def _declared_area(
        self, feature: Feature, subject: Subject
    ) -> tuple[Decimal | None, Decimal | None]:
        """Give the stated area in m2 and the weight of its last digit.

        A table pads its figures to the decimals of the field; areas are registered to two
        decimals, so fewer digits than that are taken as trailing zeros and no more than four
        (ZDMJ) as meant.
        """
        area = self._area(feature, "declared_area", subject)
        if area is None:
            return None, None
        shown = max(0, -int(area.as_tuple().exponent))
        places = self.places["declared_area"]
        room = max(self.table.decimals[place] for place in places)
        decimals = min(max(shown, min(room, _REGISTERED_DECIMALS)), _MOST_DECIMALS)
        unit = field_codes.normalise_header(self._text(feature, "area_unit"))
        numerator, denominator = field_codes.AREA_UNITS_M2.get(unit, (1, 1))
        step = Decimal(1).scaleb(-decimals)
        return (
            scaled(area, numerator=numerator, denominator=denominator),
            scaled(step, numerator=numerator, denominator=denominator),
        )

    def _floor_area(
        self, feature: Feature, subject: Subject, attributes: dict[str, str]
    ) -> Decimal | None:
        """Give the measured floor area, else the one of no stage, else the presale one."""
        areas = {
            role: self._area(feature, role, subject)
            for role in ("floor_area_completion", "floor_area", "floor_area_presale")
        }
        presale = areas["floor_area_presale"]
        if presale is not None:
            attributes["presale_floor_area_m2"] = str(presale)
        return next((area for area in areas.values() if area is not None), None)

    def _building_number(self, feature: Feature) -> tuple[str, str]:
        """Give the four-digit number and the parcel code, reporting what does not agree."""
        delivered = self._text(feature, "building_number")
        number = field_codes.building_number(delivered)
        if number is None:
            name = self._name("building_number")
            self.findings.append(
                say_table.bad_building_number(self.file, feature.line, field=name, found=delivered)
            )
        stated = self._text(feature, "parcel_code")
        in_number = field_codes.parcel_code_of(delivered)
        if stated and in_number and stated != in_number:
            self.findings.append(
                say_table.parcel_code_mismatch(
                    self.file, feature.line, stated=stated, in_number=in_number
                )
            )
        return number or "", stated or in_number

    def _polygons(self, feature: Feature, subject: Subject) -> tuple[PolygonRecord, ...]:
        if self.interpretation.refused:
            return ()
        if feature.is_damaged:  # which was said where the records were counted
            return ()
        if not feature.has_shape:
            finding = say_shape.missing_geometry(
                self.file, feature.line, subject.thing, subject.key
            )
            self.findings.append(finding)
            return ()
        polygons, findings = polygons_from(feature.rings, self.interpretation, subject)
        self.findings += findings
        return polygons

    def _take_holders(self, feature: Feature, key: str) -> None:
        for place in self._holder_places:
            text = text_of(feature.values[place])
            if text:
                name = self.table.names[place]
                self.holders.append(HolderRecord(self.file, feature.line, key, name, text))
