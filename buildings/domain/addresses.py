"""The address (坐落) of a unit, put together where no file states one."""


def unit_address(building_address: str, building_name: str, section: str, room: str) -> str:
    """Return building, section and room in one line: ``示例路1号1号楼2单元301``.

    ``section`` may be a bare number (``2``) or say what it is (``2单元``); empty parts are left
    out.
    """
    if section.isdigit():
        section = f"{section}单元"
    return f"{building_address}{building_name}{section}{room}"
