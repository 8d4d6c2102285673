"""The golden development, delivered as real files and accepted."""

import pytest

from accounts.models import Account, Role
from importers.formats import read_files
from surveys.models import SurveyProject
from tests import factories
from tests.golden_rows import golden_development


@pytest.fixture
def registrar(db, request) -> Account:
    """A registrar of the county; the golden development, where it is asked for, is there first."""
    if "golden" in request.fixturenames:
        request.getfixturevalue("golden")
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def golden(db, settings, tmp_path, monkeypatch) -> SurveyProject:
    """The project with its documents and the accepted results of all four stages.

    The files are real; they are read in this process, because starting the bounded one for each
    of them is what the readers' own tests are for.
    """
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    settings.FILES_DIR = tmp_path / "files"
    return golden_development(tmp_path / "golden")
