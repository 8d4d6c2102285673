"""What belongs to another district or firm is answered exactly as what does not exist."""

import re

import pytest

from tests.security.routes import every_route
from tests.security.world import ANONYMOUS, STRANGERS, World

pytestmark = pytest.mark.django_db

NAMES = ("project_id", "result_id", "number", "parcel_code", "building_code", "unit_code", "code")
PUBLIC = {"disclosure:object", "disclosure:verified", "api-public"}
ROUTES = [
    route
    for route in every_route()
    if not route.is_admin and route.name not in PUBLIC and set(route.arguments) & set(NAMES)
]
# What differs between any two answers: tokens made anew, and the minute in the page's footer.
TOKENS = re.compile(
    r"nonce-?=?\"?[\w-]+|csrfmiddlewaretoken\" value=\"\w+|X-CSRFToken[^}]*"
    r"|截至 \d{4}-\d\d-\d\d \d\d:\d\d"
)
DIFFER = {"Content-Length", "Content-Security-Policy", "Set-Cookie", "ETag"}


def told(world: World, who: str, name: str, *, method: str, missing: bool) -> tuple[object, ...]:
    """Return status, headers and body of an answer without what echoes the question."""
    route = next(route for route in ROUTES if route.name == name)
    values = {**world.arguments, **(world.missing if missing else {})}
    answer = world.ask(who, route, method, **values)
    text = TOKENS.sub("", answer.body.decode()).replace(answer.route.address(values), "…")
    longest_first = sorted(values.items(), key=lambda pair: -len(pair[1]))
    for argument, value in longest_first:
        if argument in NAMES:
            text = shown_in_parts(text, value).replace(value, "…")
    headers = {key: value for key, value in answer.headers.items() if key not in DIFFER}
    headers = {
        key: value.replace(answer.route.address(values), "") for key, value in headers.items()
    }
    return answer.status, headers, text.splitlines()


def shown_in_parts(text: str, code: str) -> str:
    """Take out a code that a page shows in its segments, one element each."""
    return re.sub(r"<span class=\"code\">.*?</button>", "", text, flags=re.DOTALL) if code else text


@pytest.mark.parametrize(
    ("who", "method"),
    [*((who, "get") for who in STRANGERS), ("other_registrar", "post"), ("other_firm", "post")],
)
def test_a_stranger_cannot_tell_foreign_from_absent(world, who, method):
    different = {}
    for route in ROUTES:
        foreign = told(world, who, route.name, method=method, missing=False)
        absent = told(world, who, route.name, method=method, missing=True)
        if foreign[0] == 302 and absent[0] == 302:
            continue  # both are sent to sign in, each with its own way back
        if foreign != absent and not its_own(who, route.name):
            different[route.name] = (foreign, absent)
    assert different == {}


def its_own(who: str, name: str) -> bool:
    """Tell whether it is no stranger there: another firm of the district reads its register."""
    return who == "other_firm" and name.startswith(("parcels:", "buildings:", "registration:rest"))


@pytest.mark.parametrize("who", ["other_registrar", "other_reviewer", "other_surveyor"])
def test_nothing_of_another_district_is_in_a_list(world, who):
    """Lists, maps and searches of one's own leave out what one may not open."""
    for address, query in [
        ("/surveys/", {}),
        ("/surveys/", {"q": "DC-2021-007"}),
        ("/cases/", {}),
        ("/register/parcels.json", {"bbox": world.bbox, "layer": "surface"}),
        ("/register/buildings.json", {"bbox": world.bbox}),
        ("/api/v1/parcels/", {"bbox": world.bbox}),
    ]:
        answer = world.client(who).get(address, query)
        text = answer.content.decode().replace("DC-2021-007&quot;", "")
        assert world.arguments["parcel_code"] not in text, address
        assert world.project.name not in text, address


def test_the_same_lists_hold_it_for_ones_own_district(world):
    """The test above can fail."""
    client = world.client("registrar")
    assert world.project.name in client.get("/surveys/").content.decode()
    for address in ("/register/parcels.json?layer=surface&", "/api/v1/parcels/?"):
        answer = client.get(f"{address}bbox={world.bbox}")
        assert world.arguments["parcel_code"] in answer.content.decode()


def test_a_person_of_the_district_does_get_in(world):
    statuses = {
        route.name: world.ask("registrar", route, "get").status
        for route in ROUTES
        if route.name in {"surveys:result", "registration:case", "parcels:detail", "api-unit"}
    }
    assert set(statuses.values()) == {200}
    assert len(statuses) == 4


@pytest.mark.parametrize("who", [ANONYMOUS, "integrator"])
def test_the_public_answer_does_not_tell_foreign_from_absent(world, who):
    client = world.client(who)
    codes = ("410811001002GB88888", "410811001002GB88888F00010001")
    for code in codes:
        answer = client.get(f"/api/v1/public/{code}/")
        assert answer.status_code == 404
        assert code not in answer.content.decode()
