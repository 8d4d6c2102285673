"""The golden development, delivered as real files and accepted."""

import pytest

from accounts.models import Account, Role
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from importers.formats import read_files
from surveys.models import SurveyProject
from tests import factories


@pytest.fixture
def registrar(db) -> Account:
    """A registrar of the county."""
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def golden(db, settings, tmp_path, monkeypatch) -> SurveyProject:
    """The project with its documents and the accepted results of all four stages.

    The files are real; they are read in this process, because starting the bounded one for each
    of them is what the readers' own tests are for.
    """
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    settings.FILES_DIR = tmp_path / "files"
    factories.sub_district(GOLDEN.parcel_code[:12])
    return load_development(
        "DC-1",
        GOLDEN,
        write_stage_files(tmp_path / "golden"),
        surveyor=factories.account("surveyor", Role.SURVEYOR),
        reviewer=factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心"),
        now=factories.NOW,
    )
