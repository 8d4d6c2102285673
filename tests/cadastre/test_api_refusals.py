"""Every refusal of the API has one shape, in both languages, whoever refused."""

import pytest

from accounts.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "method", "address", "status", "code"),
    [
        (None, "get", "/api/v1/units/410811001002GB00007F00010001/", 401, "not_signed_in"),
        (Role.SURVEYOR, "get", "/api/v1/parcels/410811001002GB00007/", 403, "not_allowed"),
        (
            Role.INTEGRATOR,
            "post",
            "/api/v1/parcels/410811001002GB00007/",
            405,
            "method_not_allowed",
        ),
        (
            Role.INTEGRATOR,
            "get",
            "/api/v1/units/410811001002GB0007F00010001/",
            400,
            "invalid_input",
        ),
        (Role.INTEGRATOR, "get", "/api/v1/parcels/410811001002GB00099/", 404, "not_found"),
        (Role.SURVEYOR, "post", "/api/v1/survey-results/", 400, "invalid_input"),
    ],
)
def test_a_refusal_says_what_and_why_in_both_languages(client, role, method, address, status, code):
    if role is not None:
        client.force_login(factories.account("somebody", role))
    answer = getattr(client, method)(address)
    body = answer.json()
    assert answer.status_code == status
    assert body["code"] in {code, "unit_code_malformed"}
    assert body["message"]["zh"]
    assert body["message"]["en"]
    assert body["message"]["zh"] != body["message"]["en"]
