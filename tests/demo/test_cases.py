"""The invented cases: each shows another light, and loading them twice opens none."""

import pytest

from accounts.models import Role
from demo.cases import CASES, load_cases
from registration.clocks import light_shown
from registration.models import Case
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_cases_show_every_light_and_load_once():
    factories.account("registrar", Role.REGISTRAR)
    factories.account("registrar2", Role.REGISTRAR)
    assert load_cases(now=factories.NOW) == len(CASES)
    assert load_cases(now=factories.NOW) == 0
    lights = {light_shown(case, now=factories.NOW) for case in Case.objects.all()}
    assert {"ok", "over", "stands"} <= lights
    assert not Case.objects.filter(backup=None).exists()
