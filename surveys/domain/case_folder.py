"""A case in a folder: ``case.json`` and the files of its stages, read into evidence.

Nothing of a register or a database is asked; whoever has the folder can decide the case again.
The form of ``case.json`` is docs/case-format.md, its JSON Schema lies beside this module.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.domain.case_delivery import boundary_of, buildings_of, parcel_of
from surveys.domain.case_schema import Fault, case_schema, faults
from surveys.domain.decision import Decision
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    IssuedUnitCode,
    ResultEvidence,
    Rings,
    UnitListConfirmed,
)
from surveys.domain.reuse import decide
from surveys.domain.rule_records import Procedure, RuleSet
from surveys.rule_sets import RuleSetUnknown, procedure_for, rule_set_for, rule_set_named

CASE_FILE: Final = "case.json"
MOST_BYTES: Final = 5_000_000
MOST_FAULTS: Final = 50
Words = Mapping[str, Any]


class ReadFiles(Protocol):
    """Reads the files of one upload; ``importers.sandbox.read_in_child`` is one."""

    def __call__(self, paths: list[Path], *, office_srid: int) -> Delivery:
        """Return records and findings; bad content never raises."""


class CaseMalformed(InvalidInput):
    """The folder holds no case that can be decided; ``faults`` names every place."""

    code = "case_malformed"

    def __init__(self, found: Sequence[Fault]) -> None:
        self.faults = tuple(found[:MOST_FAULTS])
        super().__init__(
            Text(
                "\n".join(fault.text.zh for fault in self.faults),
                "\n".join(fault.text.en for fault in self.faults),
            ),
            advice=Text("格式见 docs/case-format.md。", "The form is in docs/case-format.md."),
        )


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """What a folder holds: the evidence, the rules it is decided by, and what the readers said."""

    evidence: CaseEvidence
    rule_set: RuleSet
    findings: tuple[Finding, ...]

    def decide(self) -> Decision:
        """Return the decision of the case."""
        return decide(self.evidence, self.rule_set)


def read_case(folder: Path, *, read_files: ReadFiles) -> CaseFolder:
    """Read a case from its folder.

    Parameters
    ----------
    folder
        Holds ``case.json``; its files lie in it or in a folder beside it.
    read_files
        Reads the delivered files, any format, under the office's EPSG code.

    Raises
    ------
    CaseMalformed
        There is no ``case.json``, it breaks its schema, or a file it names is not there or cannot
        be read. Every fault is named by its path in the JSON, in both languages.
    """
    words = _words(folder)
    found = list(faults(words, case_schema()))
    if found:
        raise CaseMalformed(found)
    return _Reading(folder.resolve(), words, read_files).case()


def _words(folder: Path) -> Words:
    path = folder / CASE_FILE
    if not path.is_file():
        raise CaseMalformed(
            [_fault(CASE_FILE, "文件夹里没有这个文件", "the folder has no such file")]
        )
    if path.stat().st_size > MOST_BYTES:
        raise CaseMalformed(
            [_fault(CASE_FILE, f"超过 {MOST_BYTES} 字节", f"is over {MOST_BYTES} bytes")]
        )
    try:
        words: Words = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, RecursionError) as error:
        place = (
            f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "1:1"
        )
        raise CaseMalformed([_fault(f"{CASE_FILE}:{place}", "不是 JSON", "is no JSON")]) from error
    except UnicodeDecodeError as error:
        raise CaseMalformed([_fault(CASE_FILE, "不是 UTF-8 文字", "is no UTF-8 text")]) from error
    return words


class _Reading:
    """Turns the words of a case, which fit the schema, into evidence; gathers every fault."""

    def __init__(self, folder: Path, words: Words, read_files: ReadFiles) -> None:
        self._folder = folder
        self._words = words
        self._read_files = read_files
        self._faults: list[Fault] = []
        self._findings: list[Finding] = []

    def case(self) -> CaseFolder:
        words, office = self._words, self._words["office"]
        day = date.fromisoformat(words["decided_on"])
        rule_set = self._rule_set(office["code"], day)
        register = words.get("register", {})
        codes = tuple(IssuedUnitCode(**row) for row in _with_section(register))
        procedure = procedure_for(office["code"], on=day) if rule_set else None
        results = tuple(
            result
            for index, row in enumerate(words["results"])
            if procedure and (result := self._result(f"results[{index}]", index, row, procedure))
        )
        boundary = self._register_boundary(register)
        unified = self._unified(office, rule_set)
        self._faults += _same_ids(results)
        settled = tuple(self._settled(results, rule_set))
        if self._faults or rule_set is None or unified is None:
            raise CaseMalformed(self._faults)
        evidence = CaseEvidence(
            parcel_code=words["parcel_code"],
            building_number=words.get("building_number", ""),
            results=results,
            documents=tuple(_document(row) for row in words["documents"]),
            unified_registration_on=unified,
            register_boundary=boundary,
            register_area_m2=_decimal(register.get("area_m2")),
            overlaps=tuple(register.get("overlaps", ())),
            disputed=bool(words.get("disputes")),
            demanded_reasons=tuple(words.get("demanded_grounds", ())),
            issued_unit_codes=codes,
            office=office["code"],
            decided_on=day,
            unit_lists_confirmed=settled,
        )
        return CaseFolder(evidence, rule_set, tuple(self._findings))

    def _rule_set(self, office: str, day: date) -> RuleSet | None:
        named = self._words.get("rule_set")
        try:
            if named:
                return rule_set_named(named["id"], named["version"])
            return rule_set_for(office, on=day)
        except RuleSetUnknown as unknown:
            place = "rule_set" if named else "office.code"
            self._faults.append(_fault(place, unknown.message.zh, unknown.message.en))
            return None

    def _unified(self, office: Words, rule_set: RuleSet | None) -> date | None:
        if "unified_registration_on" in office:
            return date.fromisoformat(office["unified_registration_on"])
        if rule_set is not None and rule_set.unified_registration_on is None:
            self._faults.append(
                _fault(
                    "office.unified_registration_on",
                    "规则集没有统一登记的起始日，须在这里写明",
                    "the rule set does not tell the day unified registration began; state it here",
                )
            )
        return rule_set.unified_registration_on if rule_set else None

    def _result(
        self, path: str, index: int, row: Words, procedure: Procedure
    ) -> ResultEvidence | None:
        base, kind = procedure.base_of(row["stage"]), row.get("kind", "")
        if base is None:
            known = ", ".join(stage.code for stage in procedure.stages)
            self._add(
                f"{path}.stage",
                f"本地没有环节“{row['stage']}”；有：{known}",
                f"the office has no stage '{row['stage']}'; there are: {known}",
            )
            return None
        if kind and procedure.kinds and kind not in {one.code for one in procedure.kinds}:
            known = ", ".join(one.code for one in procedure.kinds)
            self._add(
                f"{path}.kind",
                f"本地没有成果种类“{kind}”；有：{known}",
                f"the office has no kind of result '{kind}'; there are: {known}",
            )
        delivery = self._read(f"{path}.files", row.get("files", ()))
        parcel = parcel_of(delivery, self._words["parcel_code"])
        boundary, flags = boundary_of(parcel), row.get("flags", {})
        stated = _decimal(row.get("stated_area_m2"))
        return ResultEvidence(
            result_id=row.get("id", f"{index + 1}-{row['stage']}"),
            title=row.get("title", f"{row['stage']} {row['surveyed_on']}"),
            stage=BaseStage(base),
            surveyed_on=date.fromisoformat(row["surveyed_on"]),
            audit=Audit(row["audit"]),
            accuracy_class=row.get("accuracy_class", 1),
            area_rule=row.get("area_rule", "GB/T 17986.1-2000"),
            boundary=boundary,
            buildings=buildings_of(delivery),
            has_investigation_form=flags.get("investigation_form", False),
            has_parcel_map=flags.get("parcel_map", False),
            has_coordinates=bool(boundary),
            used_for_supply=flags.get("used_for_supply", False),
            stated_area_m2=stated or (parcel.declared_area_m2 if parcel else None),
            version=row.get("version", 1),
            kind=kind,
        )

    def _settled(
        self, results: Sequence[ResultEvidence], rule_set: RuleSet | None
    ) -> Iterator[UnitListConfirmed]:
        """Yield the confirmed unit lists; a result or rule that is not there is a fault."""
        known = {result.result_id for result in results}
        for index, row in enumerate(self._words.get("unit_lists_confirmed", ())):
            place = f"unit_lists_confirmed[{index}]"
            for side in ("presale", "completion"):
                if row[side] not in known:
                    told = ", ".join(sorted(known))
                    self._add(
                        f"{place}.{side}",
                        f"没有成果“{row[side]}”；有：{told}",
                        f"there is no result '{row[side]}'; there are: {told}",
                    )
            if rule_set is not None and row["rule"] not in rule_set:
                self._add(
                    f"{place}.rule",
                    f"规则集没有“{row['rule']}”",
                    f"the rule set has no '{row['rule']}'",
                )
            yield UnitListConfirmed(**{**row, "on": date.fromisoformat(row["on"])})

    def _register_boundary(self, register: Words) -> Rings:
        files = register.get("boundary_files", ())
        delivery = self._read("register.boundary_files", files)
        boundary = boundary_of(parcel_of(delivery, self._words["parcel_code"]))
        if files and not boundary and not self._faults:
            self._add(
                "register.boundary_files", "没有本宗地的界址", "they hold no boundary of the parcel"
            )
        return boundary

    def _read(self, path: str, names: Sequence[str]) -> Delivery:
        places = [self._place(f"{path}[{index}]", name) for index, name in enumerate(names)]
        found = [place for place in places if place is not None]
        if not found or len(found) < len(places):
            return Delivery()
        delivery = self._read_files(found, office_srid=self._words["office"]["srid"])
        for finding in delivery.findings:
            if finding.severity is Severity.ERROR:
                self._add(path, finding.message.zh, finding.message.en)
        self._findings += delivery.findings
        return delivery

    def _place(self, path: str, name: str) -> Path | None:
        """Return where a file lies; it must be in the folder or in one beside it."""
        pure = PurePosixPath(name)
        place = self._folder.joinpath(pure).resolve()
        if pure.is_absolute() or not place.is_relative_to(self._folder.parent):
            self._add(
                path,
                f"“{name}”须是本文件夹或者相邻文件夹内的相对路径",
                f"'{name}' must be a relative path in this folder or in one beside it",
            )
            return None
        if not place.is_file():
            self._add(path, f"没有文件“{name}”", f"there is no file '{name}'")
            return None
        return place

    def _add(self, path: str, zh: str, en: str) -> None:
        self._faults.append(_fault(path, zh, en))


def _with_section(register: Words) -> list[dict[str, Any]]:
    return [{"section": "", **row} for row in register.get("unit_codes", ())]


def _same_ids(results: Sequence[ResultEvidence]) -> list[Fault]:
    """Return a fault for every result whose id another one has already."""
    seen: dict[str, int] = {}
    return [
        _fault(
            f"results[{index}].id",
            f"与 results[{seen[result.result_id]}] 重复：“{result.result_id}”",
            f"is that of results[{seen[result.result_id]}] already: '{result.result_id}'",
        )
        for index, result in enumerate(results)
        if seen.setdefault(result.result_id, index) != index
    ]


def _document(row: Words) -> DocumentEvidence:
    issued = row.get("issued_on")
    return DocumentEvidence(
        kind=DocumentKind(row["kind"]),
        number=row["number"],
        issued_on=date.fromisoformat(issued) if issued else None,
        area_m2=_decimal(row.get("area_m2")),
        area_rule=row.get("area_rule", ""),
        has_coordinates=row.get("has_coordinates", False),
        building_number=row.get("building_number", ""),
        passed=row.get("passed", False),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _fault(path: str, zh: str, en: str) -> Fault:
    return Fault(path, Text(f"{path}：{zh.rstrip('。')}。", f"{path}: {en.rstrip('.')}."))


__all__ = ["CASE_FILE", "CaseFolder", "CaseMalformed", "ReadFiles", "read_case"]
