"""Every statement kept as a file says what it is, runs, and uses the index it relies on."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import factories
from tests.architecture.sources import named, sql_files, text_of

FILES = sql_files()
PARAMETERS = {
    "after": "",
    "area_m2": Decimal("0.1"),
    "begun": [1],
    "at": None,
    "at_places": '[["410811001002", 3898650000, 432010000]]',
    "boxes": "[[432000, 3898600, 432100, 3898700]]",
    "buildings": ["410811001002GB00007F0001"],
    "code": "410811001002GB00007",
    "codes": ["410811001002"],
    "costliest": 1_000_000,
    "east": 113.26,
    "easting_m": 432010.0,
    "eastings_m": [Decimal("432010.000")],
    "ended": [1],
    "except_code": "",
    "from_at": "2020-01-01",
    "from_known": "2020-01-01",
    "half_width_m": 0.05,
    "known": "infinity",
    "kinds": ["new"],
    "layer": "surface",
    "layers": ["surface"],
    "minimum_m2": 0.1,
    "most": 500,
    "near_miss_m": Decimal("0.05"),
    "north": 35.21,
    "northing_m": 3898650.0,
    "northings_m": [Decimal("3898650.000")],
    "own_codes": [""],
    "parcels": ["410811001002GB00007"],
    "parcel_id": 1,
    "places": [0],
    "prefixes": ["410811"],
    "same_m": Decimal("0.001"),
    "south": 35.2,
    "srid": settings.SRID,
    "sub_districts": ["410811001002"],
    "to_at": "2030-01-01",
    "to_known": "2030-01-01",
    "tolerance_m": 0.05,
    "west": 113.25,
}
"""A value for every parameter that statements take; a new name is added here once."""


def header_of(path: Path) -> str:
    """Return the comment lines a statement begins with."""
    lines = []
    for line in text_of(path).splitlines():
        if not line.startswith("--"):
            break
        lines.append(line[2:])
    return "\n".join(lines)


def section(header: str, name: str) -> str:
    """Return what a header says under ``name``, up to the next section or sentence."""
    found = re.search(
        rf"^ {name}:(.*?)(?=^ (?:[a-z][a-z ]*:|[A-Z])|\Z)", header + "\n", re.S | re.M
    )
    return found[1] if found else ""


def words_of(told: str) -> set[str]:
    """Return the names a section lists: what stands outside brackets, before a colon or comma."""
    outside = re.sub(r"\([^()]*\)", "", told)
    return set(re.findall(r"\b[a-z][a-z0-9_]*\b", outside))


def asked_for(path: Path) -> set[str]:
    body = "\n".join(x for x in text_of(path).splitlines() if not x.startswith("--"))
    return set(re.findall(r"%\((\w+)\)s", body))


@pytest.fixture
def square(db):
    """One parcel's shape as the statements take it, in WKB and EWKB (hex)."""
    shape = factories.parcel().geom
    return {"shapes": [shape.wkb.hex()], "shape": shape.hexewkb.decode()}


def every(test):
    return pytest.mark.parametrize("path", FILES, ids=named)(test)


def test_there_are_statements():
    assert FILES


@every
def test_its_header_says_purpose_parameters_columns_and_what_it_relies_on(path):
    header = header_of(path)
    assert re.match(r" [A-Z].{20,}", header), "the first line says what the rows are"
    for name in ("parameters", "columns", "relies on"):
        assert section(header, name).strip(), f"the header has no line “{name}:”"


@every
def test_its_header_lists_the_parameters_it_takes(path):
    told = words_of(section(header_of(path), "parameters"))
    assert asked_for(path) - told == set()
    assert asked_for(path) - {*PARAMETERS, "shapes", "shape"} == set()


@every
def test_it_runs_and_gives_the_columns_its_header_lists(path, square):
    with connection.cursor() as cursor:
        cursor.execute(text_of(path), PARAMETERS | square)
        given = [column.name for column in cursor.description]
    told = words_of(section(header_of(path), "columns"))
    assert set(given) - told == set()


INDEX_OF = """
select c.relname
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_am m on m.oid = c.relam
where i.indrelid = %(relation)s::regclass
  and (%(column)s is null
      and i.indkey = (select k.indkey from pg_index k
                      where k.indrelid = i.indrelid and k.indisprimary)
       or m.amname = 'gist'
      and %(column)s = (select attname from pg_attribute
                        where attrelid = i.indrelid and attnum = any(i.indkey) limit 1))
"""
"""The names of the indexes that serve. A key of text has a second one, for patterns, of the same
cost to a planner, which takes either."""


def indexes_named(header: str) -> list[tuple[str, str | None]]:
    """Return table and column of each index a header names; no column means the primary key."""
    told = " ".join(section(header, "relies on").split())
    gist = [
        (table, column or "geom") for table, column in re.findall(r"index of (\w+)\.?(\w+)?", told)
    ]
    key = [(gist[0][0], None)] if "primary key" in told and gist else []
    return gist + key


def plan_of(statement: str, parameters: dict[str, object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + statement, parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


@every
def test_its_plan_uses_the_index_it_relies_on(path, square):
    """Two thousand parcels are there, so that the planner has something to choose between."""
    indexes = indexes_named(header_of(path))
    factories.fill_the_tables()
    plan = plan_of(text_of(path), PARAMETERS | square)
    for table, column in indexes:
        with connection.cursor() as cursor:
            cursor.execute(INDEX_OF, {"relation": table, "column": column})
            names = [row[0] for row in cursor.fetchall()]
        assert names, f"{table} has no such index on {column or 'its key'}"
        assert any(name in plan for name in names), f"{names} not in the plan:\n{plan}"


def test_a_statement_without_the_box_is_seen_not_to_use_the_index(square):
    """The test above can fail: comparing by distance alone looks at every row."""
    plan = plan_of(
        "select 1 from parcels_parcel p where st_distance(p.geom, %(shape)s::geometry) < 1", square
    )
    assert "Index" not in plan
