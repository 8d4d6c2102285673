"""One small world for all tests of a file: loading it takes seconds."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.security.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the world, inside a transaction that ends with the file's last test."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # a service that asks for the outermost transaction gets one
        with outer:
            yield build(tmp_path_factory.mktemp("golden"))
            transaction.set_rollback(True)
