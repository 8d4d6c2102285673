"""Signing in and out, and one's own account."""

import pytest
from django.urls import reverse

from accounts.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def sign_in(client, username, password, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_signing_in_leads_home_and_out_again(client):
    factories.account("surveyor", Role.SURVEYOR)
    assert sign_in(client, "surveyor", "right-horse-battery").url == "/"
    assert client.post(reverse("accounts:logout")).url == "/"
    assert "_auth_user_id" not in client.session


def test_signing_in_leads_on_to_where_one_was_going(client):
    factories.account("surveyor", Role.SURVEYOR)
    answer = sign_in(client, "surveyor", "right-horse-battery", next="/accounts/profile/")
    assert answer.url == "/accounts/profile/"


def test_signing_in_never_leads_to_another_site(client):
    factories.account("surveyor", Role.SURVEYOR)
    answer = sign_in(client, "surveyor", "right-horse-battery", next="https://evil.example/")
    assert answer.url == "/"


def test_wrong_password_keeps_the_name_that_was_typed(client):
    factories.account("surveyor", Role.SURVEYOR)
    response = sign_in(client, "surveyor", "wrong")
    assert response.status_code == 200
    html = response.content.decode()
    assert 'value="surveyor"' in html
    assert 'role="alert"' in html


def test_demo_accounts_are_offered_in_the_demo_only(client, settings):
    assert "demo-surveyor-2026" not in client.get(LOGIN).content.decode()
    settings.MODE = "production"
    assert "demo-surveyor-2026" not in client.get(LOGIN).content.decode()
    settings.MODE = "demo"
    html = client.get(LOGIN).content.decode()
    for role in ("surveyor", "reviewer", "registrar", "integrator"):
        assert f"demo-{role}-2026" in html


def test_profile_names_organisation_roles_and_districts(client):
    client.force_login(factories.account("both", Role.SURVEYOR, Role.REGISTRAR))
    html = client.get(reverse("accounts:profile")).content.decode()
    for word in ("示例测绘有限公司", "410811", "为本单位的项目上传测绘成果", "成果登簿"):
        assert word in html


def test_account_without_role_is_told_what_to_do(client):
    client.force_login(factories.account("new", districts=()))
    html = client.get(reverse("accounts:profile")).content.decode()
    assert "角色由本机构管理员设置" in html
    assert "登记簿内容不可见" in html


def test_password_can_be_changed(client):
    account = factories.account("surveyor", Role.SURVEYOR)
    client.force_login(account)
    new = "another-horse-2026"
    answer = client.post(
        reverse("accounts:password"),
        {"old_password": "right-horse-battery", "new_password1": new, "new_password2": new},
    )
    assert answer.url == reverse("accounts:profile")
    account.refresh_from_db()
    assert account.check_password(new)
