"""How rooms are written where one row stands for several of them."""

import re
from typing import Final

SEVERAL_ROOMS: Final = re.compile(
    r"[A-Za-z]?\d{3,4}\s*(?:(?:[-~～—–至到]|、|,|，|;|；|/|\+)\s*[A-Za-z]?\d{3,4}\s*)+"
)
"""``101-103``, ``101、102``, ``101/102``: two or more numbers of three or four digits."""
