"""People of two firms and an office, a project, and readers that read without a process."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from accounts.models import Account, Role
from demo.golden import GOLDEN
from demo.stage_files import supply_txt
from importers.formats import read_files
from surveys import services
from surveys.models import SurveyProject, SurveyResult
from tests import factories

GOLDEN_TXT = supply_txt(GOLDEN)


@pytest.fixture
def kept(settings, tmp_path) -> Path:
    """The folder of kept files, empty at first."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def read_here(monkeypatch) -> None:
    """Read in this process; that the bounded one does the same is proved in tests/importers."""

    def read(paths, *, progress=None, **how):
        return read_files(paths, progress=progress or (lambda percent, name: None), **how)

    monkeypatch.setattr("surveys.services.delivery.read_in_child", read)


@pytest.fixture
def surveyor(db) -> Account:
    return factories.account("surveyor", Role.SURVEYOR)


@pytest.fixture
def other_firm(db) -> Account:
    return factories.account("other", Role.SURVEYOR, organisation="演示勘测设计院")


@pytest.fixture
def reviewer(db) -> Account:
    return factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心")


@pytest.fixture
def registrar(db) -> Account:
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def integrator(db) -> Account:
    return factories.account("integrator", Role.INTEGRATOR, organisation="演示平台")


@pytest.fixture
def project(surveyor) -> SurveyProject:
    factories.sub_district()
    return factories.project(surveyor)


Deliver = Callable[..., SurveyResult]


@pytest.fixture
def delivered(kept, project, surveyor) -> Deliver:
    """Deliver bytes for a stage of the project, as the surveyor does; nothing is read yet."""

    def deliver(content: bytes = GOLDEN_TXT, *, name="勘测定界.txt", stage="supply", **stated):
        return services.survey_receive(
            project,
            factories.stage(stage),
            [services.Upload(name=name, size=len(content), blocks=[content])],
            services.Declaration(surveyed_on=date(2021, 3, 18), **stated),
            by=surveyor,
            now=factories.NOW,
        )

    return deliver


@pytest.fixture
def checked(delivered, read_here) -> Deliver:
    """Deliver and read at once."""
    return lambda *args, **stated: services.survey_read(delivered(*args, **stated))
