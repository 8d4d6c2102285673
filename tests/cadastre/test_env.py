"""Settings from the environment: typed, named when wrong, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre import env

NAME = "CADASTRE_UNDER_TEST"


@pytest.fixture(autouse=True)
def own_list_of_names(monkeypatch):
    """What is read here is no setting of the product."""
    monkeypatch.setattr(env, "READ_NAMES", set())
    monkeypatch.delenv(NAME, raising=False)


@pytest.fixture
def given_value(monkeypatch):
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.mark.parametrize("value", [None, ""])
def test_a_setting_without_value_or_default_is_named(value, monkeypatch):
    if value is not None:
        monkeypatch.setenv(NAME, value)
    with pytest.raises(env.SettingMissing, match=rf"{NAME} is not set.*\.env\.example"):
        env.text(NAME)


def test_an_empty_value_means_the_default(given_value):
    given_value("")
    assert env.text(NAME, "x") == "x"
    assert env.integer(NAME, 7) == 7
    assert env.flag(NAME, default=True) is True
    assert env.words(NAME, ("a",)) == ["a"]


@pytest.mark.parametrize("value", ["4547 metres", "4547.0", "EPSG:4547", "0x10"])
def test_what_is_no_whole_number_is_refused_with_its_value(given_value, value):
    given_value(value)
    with pytest.raises(env.SettingMalformed, match="a whole number") as refused:
        env.integer(NAME)
    assert NAME in str(refused.value)
    assert repr(value) in str(refused.value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        *((word, True) for word in ("1", "true", "YES", "on")),
        *((word, False) for word in ("0", "False", "no", "off")),
    ],
)
def test_yes_and_no_in_the_usual_words(given_value, value, meant):
    given_value(value)
    assert env.flag(NAME, default=not meant) is meant


@pytest.mark.parametrize("value", ["ja", "2", "enabled", "fasle"])
def test_a_mistyped_flag_is_refused_rather_than_taken_for_no(given_value, value):
    given_value(value)
    with pytest.raises(env.SettingMalformed):
        env.flag(NAME, default=False)


def test_words_are_split_and_trimmed(given_value):
    given_value(" a.example , ,b.example,")
    assert env.words(NAME) == ["a.example", "b.example"]


def test_a_choice_is_one_of_those_offered(given_value):
    given_value("staging")
    with pytest.raises(env.SettingMalformed, match="one of demo, production"):
        env.choice(NAME, ("demo", "production"), "production")


def test_a_database_over_the_network(given_value):
    given_value("postgresql://sur%40vey:p%2Fw%3Ad@db.example:5433/cadastre")
    assert env.database(NAME) == {
        "NAME": "cadastre",
        "USER": "sur@vey",
        "PASSWORD": "p/w:d",
        "HOST": "db.example",
        "PORT": "5433",
    }


def test_a_database_over_a_unix_socket(given_value):
    given_value("postgresql://cadastre@/register?host=/run/postgresql&port=5544")
    assert env.database(NAME) == {
        "NAME": "register",
        "USER": "cadastre",
        "PASSWORD": "",
        "HOST": "/run/postgresql",
        "PORT": "5544",
    }


@pytest.mark.parametrize("value", ["mysql://root@localhost/x", "/var/lib/x", "cadastre"])
def test_an_address_of_another_database_is_refused(given_value, value):
    given_value(value)
    with pytest.raises(env.SettingMalformed, match="expected postgresql://"):
        env.database(NAME)


def test_the_refusal_of_a_database_keeps_its_password_secret(given_value):
    given_value("mysql://root:hunter2@localhost/x")
    with pytest.raises(env.SettingMalformed) as refused:
        env.database(NAME)
    assert "hunter2" not in str(refused.value)


def test_names_asked_for_are_remembered():
    env.text("CADASTRE_ONE", "")
    env.flag("CADASTRE_TWO", default=False)
    assert {"CADASTRE_ONE", "CADASTRE_TWO"} == env.READ_NAMES


def test_a_file_fills_only_what_the_environment_leaves_open(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text(
        "# 注释\nCADASTRE_UNDER_TEST = from=file \nCADASTRE_SET=from file\n"
        "#CADASTRE_OFF=1\nnot a line\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("CADASTRE_SET", "from environment")
    monkeypatch.setattr(env.os, "environ", dict(env.os.environ))
    env.load_env_file(file)
    assert env.text(NAME) == "from=file"
    assert env.text("CADASTRE_SET") == "from environment"
    assert env.text("CADASTRE_OFF", "absent") == "absent"


def test_no_file_is_no_fault(tmp_path):
    env.load_env_file(tmp_path / "absent")


@given(st.integers())
def test_every_whole_number_survives(number):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NAME, str(number))
        assert env.integer(NAME) == number
