"""What a supplementary survey is asked for: these points, sides, storeys or units, nothing more.

R-06 (自然资办函〔2019〕753号 附件 二(四)第4项): what cannot be reused is supplemented, limited to
what is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.same_boundary import compare_boundaries
from cadastre.domain.tolerances import BoundaryClass
from surveys.domain.evidence import Rings, SurveyPoint


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a thing has to be measured; ``whole`` for all of it.

    ``points`` are labels of boundary points, ``sides`` pairs of labels such as ``J3-J4``,
    ``storeys`` physical storeys, ``units`` rooms.
    """

    whole: bool = True
    points: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    storeys: tuple[int, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """Return the scope in words, empty for the whole."""
        if self.whole:
            return NO_TEXT
        parts = [
            (self.points, "界址点", "points"),
            (self.sides, "界址线", "sides"),
            (self.storeys, "层", "storeys"),
            (self.units, "户", "units"),
        ]
        told = [(list(map(str, rows)), zh, en) for rows, zh, en in parts if rows]
        return Text(
            "；".join(f"{zh} {'、'.join(rows)}" for rows, zh, _ in told),
            "; ".join(f"{en} {', '.join(rows)}" for rows, _, en in told),
        )


WHOLE = Scope()


@dataclass(frozen=True, slots=True)
class SupplementTask:
    """One task of a supplementary survey, as it is handed to the surveyor.

    ``task_id`` is stable within the decision (kind and building), ``data`` are the data it brings.
    ``commission`` names the rule under which all tasks of the case are one commission (R-15),
    empty where no such rule is in force or there is one task only.
    """

    task_id: str
    kind: str
    building_number: str
    data: tuple[str, ...]
    scope: Scope
    text: Text
    limit: Text
    rule: str
    commission: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A document the office holds and extracts itself; it is not asked from the applicant (R-11).

    What was extracted serves registration only. ``rule`` is empty where no rule of the office
    forbids to ask for it.
    """

    kind: str
    number: str
    rule: str
    source: str = "extracted"
    purpose: str = "registration"
    may_be_demanded: bool = False


def moved_scope(old: Rings, new: Rings, accuracy: BoundaryClass) -> Scope:
    """Return the points that are not where they were, and the sides beside them.

    Parameters
    ----------
    old, new
        The boundary that was to be adopted, and the survey that shows another one.

    Returns
    -------
    Scope
        The whole boundary when single points cannot be named: another number of rings, or a mean
        shift that is too large though no point is.
    """
    moved = _off(old, new, accuracy)
    came = _off(new, old, accuracy)
    before = {point.label for ring in old for point in ring}
    labels = dict.fromkeys(
        [*_labels(old, moved), *(label for label in _labels(new, came) if label not in before)]
    )
    if not labels:
        return WHOLE
    sides = [*_sides(old, moved), *(side for side in _sides(new, came))]
    kept = [side for side in dict.fromkeys(sides) if _known(side, before, labels)]
    return Scope(whole=False, points=tuple(labels), sides=tuple(kept))


def _off(rings: Rings, others: Rings, accuracy: BoundaryClass) -> set[str]:
    comparison = compare_boundaries(rings, others, accuracy=accuracy)
    return {shift.label for shift in comparison.shifts if not shift.within_limit}


def _labels(rings: Rings, wanted: set[str]) -> Iterable[str]:
    return (point.label for ring in rings for point in ring if point.label in wanted)


def _sides(rings: Rings, moved: set[str]) -> list[str]:
    """Return the sides of which an end moved, in the order of the rings."""
    return [
        f"{start.label}-{end.label}"
        for ring in rings
        for start, end in _pairs(ring)
        if start.label in moved or end.label in moved
    ]


def _pairs(ring: Sequence[SurveyPoint]) -> Iterable[tuple[SurveyPoint, SurveyPoint]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _known(side: str, before: set[str], labels: Iterable[str]) -> bool:
    """Tell whether both ends of a side are points of the old boundary, or new ones to be measured.

    A new survey that numbers the same points otherwise must not bring its own names in.
    """
    named = set(before) | set(labels)
    return set(side.split("-", 1)) <= named
