"""One unit by its code: through our API, against the bare SQL for the same columns.

The codes are those of the demo county, taken in one random order by all three. "SQL" is a cursor
and a dictionary; "view" is the API view, without HTTP; "API" is the whole stack of middleware,
token and JSON, in process. The first hundred of each are not counted.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks._report import report

LOOK_UPS = 2_000
WARM_UP = 100
SEED = 7
QUERY = """
select u.unit_code, u.kind, u.parcel_code, b.building_code, u.section,
       s.number as storey_number, s.label as storey_label, u.room, u.address, u.use,
       u.built_m2, u.inner_m2, u.shared_m2, u.presale_built_m2, u.land_share_m2,
       u.area_standard, u.area_rule, u.valid_from,
       a.title, a.stage, a.organisation, a.surveyed_on, a.accuracy_class, a.document_number,
       a.result_id, a.files
from buildings_unit u
left join buildings_building b on b.id = u.building_id
left join buildings_storey s on s.id = u.storey_id
join cadastre_spatialsource a on a.id = u.area_source_id
where u.unit_code = %s
  and u.valid_to is null
  and u.recorded_to is null
"""


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 2 when there is no demo county to look things up in."""
    parser = argparse.ArgumentParser(prog="bin/bench lookup", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--look-ups", type=int, default=LOOK_UPS)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    from django.db import ProgrammingError, transaction

    from buildings.selectors import units_current

    try:
        codes = list(units_current().values_list("unit_code_id", flat=True))
    except ProgrammingError:
        codes = []
    if not codes:
        sys.stderr.write("没有可查询的单元：请先运行 bin/demo。 No units: run bin/demo first.\n")
        return 2
    asked = random.Random(SEED).choices(codes, k=chosen.look_ups + WARM_UP)  # noqa: S311 - a sample
    with transaction.atomic():
        measured = {name: _timed(way, asked) for name, way in _ways().items()}
        transaction.set_rollback(True)
    measured["API against SQL"] = {
        "x": measured["API"]["p50_ms"] / measured["SQL"]["p50_ms"],
        "x view": measured["view"]["p50_ms"] / measured["SQL"]["p50_ms"],
    }
    title = f"{chosen.look_ups:,} look-ups among {len(codes):,} units"
    report(measured, as_json=chosen.json, title=title)
    return 0


def _ways() -> dict[str, Callable[[str], object]]:
    from django.db import connection
    from django.test import Client
    from knox.models import AuthToken
    from rest_framework.test import APIRequestFactory, force_authenticate

    from accounts.models import Account
    from buildings.api import UnitDetail

    account = Account.objects.create_user(
        "benchmark", roles=["integrator"], districts=["1", "2", "3", "4", "5", "6"]
    )
    headers = {"authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    host = os.environ.get("CADASTRE_ALLOWED_HOSTS", "localhost").split(",")[0]
    client, view = Client(SERVER_NAME=host), UnitDetail.as_view()

    def by_sql(code: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(QUERY, [code])
            columns = [column.name for column in cursor.description]
            return dict(zip(columns, cursor.fetchone(), strict=True))

    def by_view(code: str) -> object:
        request = APIRequestFactory().get("/")
        force_authenticate(request, account)
        return view(request, unit_code=code).render().content

    def by_api(code: str) -> object:
        answer = client.get(f"/api/v1/units/{code}/", headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"{code}: {answer.status_code}")
        return answer.content

    return {"SQL": by_sql, "view": by_view, "API": by_api}


def _timed(way: Callable[[str], object], codes: Sequence[str]) -> dict[str, float]:
    times = []
    for code in codes:
        started = time.perf_counter()
        way(code)
        times.append((time.perf_counter() - started) * 1000)
    counted = times[WARM_UP:]
    cuts = statistics.quantiles(counted, n=20)
    return {
        "p50_ms": statistics.median(counted),
        "p95_ms": cuts[18],
        "per_s": 1000 * len(counted) / sum(counted),
    }
