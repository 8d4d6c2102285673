"""Every write to cases, their clocks and materials, and to the office's own data."""

from registration.services.confirming import case_units_confirm
from registration.services.duties import case_assign, step_duty_set
from registration.services.materials import material_receive, materials_extract
from registration.services.moves import case_close, case_move, case_withdraw
from registration.services.office import clocks_wind_again, limit_set, year_enter
from registration.services.opening import case_open
from registration.services.registering import case_adopt, case_register
from registration.services.views import case_view_drop, case_view_keep

__all__ = [
    "case_adopt",
    "case_assign",
    "case_close",
    "case_move",
    "case_open",
    "case_register",
    "case_units_confirm",
    "case_view_drop",
    "case_view_keep",
    "case_withdraw",
    "clocks_wind_again",
    "limit_set",
    "material_receive",
    "materials_extract",
    "step_duty_set",
    "year_enter",
]
