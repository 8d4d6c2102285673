import pytest

from demo.county import County, build_county


@pytest.fixture(scope="session")
def county() -> County:
    return build_county()
