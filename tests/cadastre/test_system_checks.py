"""A deployment that cannot be right does not start, and says what to change."""

import pytest

from cadastre.system_checks import office_system_is_known, production_has_no_demo_secret
from tests.cadastre import production


@pytest.fixture
def office(settings):
    """Settings of an office in which nothing is wrong."""
    settings.MODE = "production"
    settings.SECRET_KEY = production.GOOD["CADASTRE_SECRET_KEY"]
    settings.ALLOWED_HOSTS = ["cadastre.example.org"]
    settings.DEBUG = False
    return settings


def ids(problems) -> list[str]:
    return [problem.id for problem in problems]


def test_a_proper_office_passes(office):
    assert production_has_no_demo_secret() == []


@pytest.mark.parametrize("secret", ["demo-" + "x" * 60, "k" * 49, "secret"])
def test_demo_and_short_secrets_are_refused(office, secret):
    office.SECRET_KEY = secret
    assert ids(production_has_no_demo_secret()) == ["cadastre.E001"]


def test_a_secret_of_fifty_characters_is_enough(office):
    office.SECRET_KEY = "k" * 50
    assert production_has_no_demo_secret() == []


@pytest.mark.parametrize("hosts", [[], ["*"], ["cadastre.example.org", "*"]])
def test_an_office_names_its_hosts(office, hosts):
    office.ALLOWED_HOSTS = hosts
    assert ids(production_has_no_demo_secret()) == ["cadastre.E002"]


def test_an_office_shows_no_code_to_visitors(office):
    office.DEBUG = True
    assert ids(production_has_no_demo_secret()) == ["cadastre.E003"]


def test_all_faults_are_told_at_once(office):
    office.SECRET_KEY, office.ALLOWED_HOSTS, office.DEBUG = "demo-x", [], True
    told = ids(production_has_no_demo_secret())
    assert told == ["cadastre.E001", "cadastre.E002", "cadastre.E003"]


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_demo_and_tests_may_use_the_demo_secret(office, mode):
    office.MODE, office.SECRET_KEY = mode, "demo-x"
    assert production_has_no_demo_secret() == []


@pytest.mark.parametrize("srid", [4502, 4512, 4534, 4547, 4554])
def test_systems_by_meridian_are_taken(settings, srid):
    settings.SRID = srid
    assert office_system_is_known() == []


@pytest.mark.parametrize(
    "srid",
    [
        pytest.param(4490, id="degrees"),
        pytest.param(4326, id="degrees of another datum"),
        pytest.param(4526, id="with zone prefix"),
        pytest.param(4491, id="six degrees, with zone prefix"),
        pytest.param(2383, id="Xian 1980"),
        pytest.param(3857, id="web map"),
        pytest.param(0, id="none"),
    ],
)
def test_other_systems_are_refused_with_an_example(settings, srid):
    settings.SRID = srid
    (problem,) = office_system_is_known()
    assert problem.id == "cadastre.E004"
    assert str(srid) in problem.msg
    assert "4547" in problem.hint


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"CADASTRE_SECRET_KEY": "demo-" + "x" * 60}, "cadastre.E001"),
        ({"CADASTRE_ALLOWED_HOSTS": ""}, "cadastre.E002"),
        ({"CADASTRE_DEBUG": "true"}, "cadastre.E003"),
        ({"CADASTRE_SRID": "4490"}, "cadastre.E004"),
    ],
)
def test_the_server_itself_does_not_come_up(wrong, code):
    """The module that gunicorn loads, not only the check command, refuses."""
    told = production.run("-c", "import cadastre.wsgi", **wrong)
    assert told.returncode != 0
    assert code in told.stderr


def test_the_server_comes_up_for_a_proper_office(tmp_path):
    told = production.run("-c", "import cadastre.wsgi", CADASTRE_VAR_DIR=str(tmp_path))
    assert told.returncode == 0, told.stderr


def test_the_deployment_check_has_nothing_to_say(tmp_path):
    told = production.run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", CADASTRE_VAR_DIR=str(tmp_path)
    )
    assert told.returncode == 0, told.stderr
