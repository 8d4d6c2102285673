"""Invented developments with edits that are known, to measure what a comparison finds of them.

A tower is drawn from a seed: standard storeys under a few others, flats of given plans, shops at
the bottom, parking below. Each edit changes the second table and writes down what was changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Flat:
    """A row of a building table; ``ident`` is the truth that the comparison does not see."""

    ident: int
    section: str
    storey_number: int | None
    storey_label: str
    room: str
    use: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal | None
    unit_code: str = ""
    file: str = "table.xlsx"
    line: int | None = None


@dataclass
class Development:
    """Both tables of one building, and what was done to get from one to the other."""

    before: list[Flat]
    after: list[Flat]
    expected: dict[str, set[tuple[frozenset[int], frozenset[int]]]] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    next_ident: int = 100_000

    def expect(self, kind: str, before: set[int], after: set[int]) -> None:
        """Write down one change of units."""
        self.expected.setdefault(kind, set()).add((frozenset(before), frozenset(after)))
        self.touched |= before | after

    def new_ident(self) -> int:
        """Return a number for a unit that was not there before."""
        self.next_ident += 1
        return self.next_ident


def tower(
    seed: int, *, storeys: int = 30, rooms: int = 8, sections: int = 2, parking: int = 20
) -> Development:
    """Return a tower whose second table is the first, measured again (±0.6 %)."""
    dice = Random(seed)
    plans = [Decimal(dice.randrange(6200, 14800)) / 100 for _ in range(rooms)]
    flats: list[Flat] = []
    for storey in range(1, storeys + 1):
        for section in range(1, sections + 1):
            for place in range(1, rooms + 1):
                shop = storey <= 2
                built = plans[place - 1] * (Decimal("0.8") if shop else 1)
                built = (built * (1 + Decimal(section - 1) / 50)).quantize(CENT)
                room, use = f"{storey}{place:02d}", "商业" if shop else "住宅"
                flats.append(_flat(len(flats), str(section), storey, room, use, built))
    for place in range(1, parking + 1):
        built = Decimal(dice.randrange(1250, 1420)) / 100
        flats.append(_flat(len(flats), "", -1, f"B1-{place:03d}", "车位", built))
    return Development(flats, [_measured_again(flat, dice) for flat in flats])


def _flat(ident: int, section: str, storey: int, room: str, use: str, built: Decimal) -> Flat:
    inner = (built * Decimal("0.88")).quantize(CENT)
    return Flat(ident, section, storey, str(storey), room, use, inner, built - inner, built)


def _measured_again(flat: Flat, dice: Random) -> Flat:
    return resized(flat, flat.built_m2 * (1 + Decimal(dice.randrange(-60, 61)) / 10_000))


def resized(flat: Flat, built: Decimal) -> Flat:
    """Return a flat with another area."""
    built = built.quantize(CENT)
    inner = (built * Decimal("0.88")).quantize(CENT)
    return replace(flat, built_m2=built, inner_m2=inner, shared_m2=built - inner)


def _swap(development: Development, old: Flat, *new: Flat) -> None:
    at = development.after.index(old)
    development.after[at : at + 1] = new


def _untouched(development: Development, dice: Random, *, above: int = 0) -> Flat:
    free = [
        flat
        for flat in development.after
        if flat.ident not in development.touched and (flat.storey_number or 0) > above
    ]
    return dice.choice(free)


def _neighbours(development: Development, dice: Random, count: int) -> list[Flat]:
    """Return untouched rooms side by side on one storey of one section."""
    while True:
        first = _untouched(development, dice, above=0)
        storey = [
            flat
            for flat in development.after
            if (flat.section, flat.storey_number) == (first.section, first.storey_number)
        ]
        at = storey.index(first)
        run = storey[at : at + count]
        if len(run) == count and not {flat.ident for flat in run} & development.touched:
            return run


def remove(development: Development, dice: Random) -> None:
    """Take a unit out; its whole storey is left alone from then on."""
    flat = _untouched(development, dice)
    _swap(development, flat)
    development.expect("removed", {flat.ident}, set())
    _leave_alone(development, flat)


def add(development: Development, dice: Random) -> None:
    """Put a unit in, numbered behind the others of its storey."""
    flat = _untouched(development, dice, above=0)
    ident = development.new_ident()
    size = Decimal(dice.randrange(1800, 4500)) / 100
    new = resized(replace(flat, ident=ident, room=f"{flat.storey_number}90"), size)
    _swap(development, flat, flat, new)
    development.expect("added", set(), {ident})
    _leave_alone(development, flat)


def renumber(development: Development, dice: Random) -> None:
    """Give a room a number that its storey has not."""
    flat = _untouched(development, dice, above=0)
    _swap(development, flat, replace(flat, room=f"{flat.storey_number}{dice.randrange(40, 80)}"))
    development.expect("renumbered", {flat.ident}, {flat.ident})


def rename(development: Development, dice: Random) -> None:
    """Give a room a name in place of its number."""
    flat = _untouched(development, dice, above=0)
    _swap(development, flat, replace(flat, room=f"会所{'甲乙丙丁'[dice.randrange(4)]}"))
    development.expect("renamed", {flat.ident}, {flat.ident})


def split(development: Development, dice: Random) -> None:
    """Part a unit in two or three: some numbered with letters, some with numbers of their own."""
    (flat,) = _neighbours(development, dice, 1)
    count = dice.choice((2, 2, 3))
    shares = {2: (Decimal("0.55"), Decimal("0.45")), 3: (Decimal("0.4"),) + (Decimal("0.3"),) * 2}
    lettered = dice.random() < 0.5
    parts = []
    for place, share in enumerate(shares[count]):
        ident = development.new_ident()
        room = f"{flat.room}{'ABC'[place]}" if lettered else flat.room
        if place and not lettered:
            room = f"{flat.storey_number}{80 + place}"
        parts.append(resized(replace(flat, ident=ident, room=room), flat.built_m2 * share))
    _swap(development, flat, *parts)
    development.expect("split", {flat.ident}, {part.ident for part in parts})
    _leave_alone(development, flat)


def merge(development: Development, dice: Random) -> None:
    """Make neighbours one unit under the number of the first, or a number of its own."""
    parts = _neighbours(development, dice, dice.choice((2, 2, 3)))
    ident = development.new_ident()
    room = parts[0].room if dice.random() < 0.7 else f"{parts[0].storey_number}85"
    total = sum(part.built_m2 for part in parts)
    whole = resized(replace(parts[0], ident=ident, room=room), total)
    _swap(development, parts[0], whole)
    for part in parts[1:]:
        _swap(development, part)
    development.expect("merged", {part.ident for part in parts}, {ident})
    _leave_alone(development, parts[0])


def move(development: Development, dice: Random) -> None:
    """Move a parking space to another basement under its number."""
    spaces = [
        flat
        for flat in development.after
        if flat.storey_number == -1 and flat.ident not in development.touched
    ]
    flat = dice.choice(spaces)
    room = f"P{flat.room[3:]}"
    at = development.before.index(
        next(one for one in development.before if one.ident == flat.ident)
    )
    development.before[at] = replace(development.before[at], room=room)
    _swap(development, flat, replace(flat, storey_number=-2, storey_label="-2", room=room))
    development.expect("moved", {flat.ident}, {flat.ident})


def _leave_alone(development: Development, flat: Flat) -> None:
    """Keep other edits off the storey, so that what was done there can be told at all."""
    development.touched |= {
        one.ident
        for one in (*development.before, *development.after)
        if (one.section, one.storey_number) == (flat.section, flat.storey_number)
    }


EDITS: dict[str, Callable[[Development, Random], None]] = {
    "removed": remove,
    "added": add,
    "renumbered": renumber,
    "renamed": rename,
    "split": split,
    "merged": merge,
    "moved": move,
}


def rename_sections(development: Development) -> None:
    """Give every section a letter in place of its number."""
    for at, flat in enumerate(development.after):
        if flat.section:
            letter = "ABCDEFGH"[int(flat.section) - 1]
            development.after[at] = replace(flat, section=f"{letter}单元")


def respell(development: Development, dice: Random) -> None:
    """Write labels in full width, basements and sections another way: nothing has changed."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for at, flat in enumerate(development.after):
        if flat.storey_number == -1:
            front = dice.choice(("-1-", "负1-", "地下一层", "Ｂ１－"))
            room, label = f"{front}{flat.room.split('-')[-1]}", dice.choice(("B1", "负一层"))
            development.after[at] = replace(flat, room=room, storey_label=label)
        elif dice.random() < 0.5:
            development.after[at] = replace(
                flat,
                room=f"{flat.room.translate(wide)}室",
                section=f"{flat.section}单元",
                storey_label=f"第{flat.storey_label}层",
            )


def give_codes(development: Development) -> None:
    """Give every unit that both tables have its code in both."""
    for table in (development.before, development.after):
        for at, flat in enumerate(table):
            if flat.ident < 100_000:
                code = f"410811001002GB00007F0001{flat.ident:04d}"
                table[at] = replace(flat, unit_code=code)


def insert_storey(development: Development, number: int, *, labels_kept: bool) -> None:
    """Put a storey of small offices in at ``number``; all above move up by one.

    With ``labels_kept`` it is a mezzanine: rooms and names of the storeys above stay what they
    were, only the physical storey counts on. Else the rooms above are numbered anew.
    """
    moved = []
    for flat in development.after:
        storey = flat.storey_number or 0
        if storey < number:
            moved.append(flat)
            continue
        label = flat.storey_label if labels_kept else str(storey + 1)
        room = flat.room if labels_kept else f"{storey + 1}{flat.room[len(str(storey)) :]}"
        moved.append(replace(flat, storey_number=storey + 1, storey_label=label, room=room))
        development.expect("storey_shifted", {flat.ident}, {flat.ident})
    front, name = ("M", "夹层") if labels_kept else (str(number), str(number))
    for place in range(1, 6):
        ident = development.new_ident()
        built = Decimal(40 + place)
        new = _flat(ident, "1", number, f"{front}{place:02d}", "办公", built)
        moved.append(replace(new, storey_label=name))
        development.expect("added", set(), {ident})
    development.after = moved
