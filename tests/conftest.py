"""What every test begins with."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_look_ups_counted():
    """The public's look-ups are counted in memory, by an address that all tests share."""
    cache.clear()
