"""Unit addresses from their parts."""

import pytest

from buildings.domain.addresses import unit_address


@pytest.mark.parametrize(
    ("section", "address"),
    [
        ("2", "示例路1号1号楼2单元301"),
        ("2单元", "示例路1号1号楼2单元301"),
        ("东单元", "示例路1号1号楼东单元301"),
        ("", "示例路1号1号楼301"),
    ],
)
def test_a_bare_section_number_is_said_in_full(section, address):
    assert unit_address("示例路1号", "1号楼", section, "301") == address
