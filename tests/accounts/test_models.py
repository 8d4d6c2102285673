"""Roles, and the districts an account works in."""

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from accounts.models import Account, Organisation, Role
from accounts.selectors import in_districts
from parcels.models import CadastralSubDistrict
from tests import factories


def account(*, roles=(), districts=(), **fields) -> Account:
    """Return an account that is not stored."""
    return Account(username="somebody", roles=list(roles), districts=list(districts), **fields)


def test_an_account_has_the_roles_it_was_given():
    both = account(roles=["reviewer", "registrar"])
    assert both.has_role(Role.REVIEWER)
    assert both.has_role(Role.SURVEYOR, Role.REGISTRAR)
    assert not both.has_role(Role.SURVEYOR)
    assert not both.has_role()
    assert not account().has_role(*Role)


def test_who_has_left_has_no_role():
    assert not account(roles=["registrar"], is_active=False).has_role(Role.REGISTRAR)


def test_an_administrator_is_no_registrar():
    assert not account(is_superuser=True, is_staff=True).has_role(*Role)


@pytest.mark.parametrize(
    ("prefix", "code", "covered"),
    [
        ("410811", "410811001002GB00007", True),
        ("410811001", "410811001002GB00007", True),
        ("410811001002", "410811001002GB00007F00010001", True),
        ("410811002", "410811001002GB00007", False),
        ("410802", "410811001002GB00007", False),
        ("410811001002", "410811001", False),
    ],
)
def test_an_account_covers_what_begins_with_its_districts(prefix, code, covered):
    assert account(districts=[prefix]).covers(code) is covered


def test_without_districts_nothing_is_covered():
    assert not account().covers("410811001002GB00007")
    assert not account().covers("")


@pytest.mark.django_db
def test_rows_are_chosen_by_the_same_rule_as_codes():
    codes = ["410811001002", "410811001003", "410811002001"]
    for code in codes:
        factories.sub_district(code)
    for districts in ([], ["410811"], ["410811001"], ["410811001003", "410811002"], ["4"]):
        somebody = account(districts=districts)
        seen = CadastralSubDistrict.objects.filter(in_districts(somebody, "code"))
        assert {row.code for row in seen} == {code for code in codes if somebody.covers(code)}


@pytest.mark.django_db
def test_an_organisation_is_named_once_and_stays_while_people_belong_to_it():
    somebody = factories.account("surveyor", Role.SURVEYOR)
    with pytest.raises(ProtectedError):
        somebody.organisation.delete()
    with pytest.raises(IntegrityError):
        Organisation.objects.create(name=somebody.organisation.name)


def test_an_account_is_called_by_its_name_or_its_user_name():
    assert str(account()) == "somebody"
    assert str(account(first_name="演示一号")) == "演示一号"
