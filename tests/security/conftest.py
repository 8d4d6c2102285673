"""One small world for all tests of a file: loading it takes seconds."""

from collections.abc import Iterator
from functools import cache

import pytest
from django.db import transaction

from cadastre.pdf import pdf_of
from importers.formats import read_files
from tests.security.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the world, inside a transaction that ends with the file's last test.

    Its files are read in this process; what the tests send is read in a bounded one. A report is
    set as PDF once, for the same text gives the same bytes, whoever asks.
    """
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # a service that asks for the outermost transaction gets one
        with outer:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("surveys.services.delivery.read_in_child", read_files)
                world = build(tmp_path_factory.mktemp("golden"))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("surveys.report_pdf.pdf_of", cache(pdf_of))
                yield world
            transaction.set_rollback(True)
