"""People in the administration: roles are ticked, districts are prefixes that can exist."""

import pytest
from django.urls import reverse

from accounts.models import Account, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(Account.objects.create_superuser("root", password="right-horse-battery"))


def change(client, account, **values):
    address = reverse("admin:accounts_account_change", args=[account.pk])
    form = {"username": account.username, "is_active": "on", **values}
    return client.post(address, form), address


def test_roles_and_districts_are_kept(client, administrator):
    account = factories.account("new", districts=())
    answer, _ = change(
        client,
        account,
        roles=[Role.REVIEWER.value, Role.REGISTRAR.value],
        districts="410811001,410811002001",
    )
    assert answer.status_code == 302
    account.refresh_from_db()
    assert account.roles == ["reviewer", "registrar"]
    assert account.districts == ["410811001", "410811002001"]


@pytest.mark.parametrize("prefix", ["4108", "41081100", "4108110010021", "abcdef", ""])
def test_prefix_that_is_no_district_is_refused(client, administrator, prefix):
    account = factories.account("new", districts=("410811",))
    answer, _ = change(client, account, roles=[], districts=f"410811,{prefix}")
    assert answer.status_code == 200
    account.refresh_from_db()
    assert account.districts == ["410811"]


def test_unknown_role_is_refused(client, administrator):
    account = factories.account("new", Role.SURVEYOR)
    answer, _ = change(client, account, roles=["king"], districts="410811")
    assert answer.status_code == 200
    account.refresh_from_db()
    assert account.roles == ["surveyor"]


def test_accounts_and_organisations_are_listed(client, administrator):
    factories.account("surveyor", Role.SURVEYOR, Role.REVIEWER)
    html = client.get(reverse("admin:accounts_account_changelist")).content.decode()
    assert "测绘, 成果审核" in html
    for name in ("accounts_account_add", "accounts_organisation_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_administration_is_closed_to_office_roles(client):
    client.force_login(factories.account("registrar", Role.REGISTRAR))
    assert client.get(reverse("admin:index")).status_code == 302
