"""Model fields the register needs and Django has not."""

from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecimalField(models.DecimalField):
    """A decimal kept digit for digit: ``3898650.120`` stays three decimals.

    PostgreSQL's ``numeric`` without precision stores the scale of each value; Django's own
    DecimalField would round or pad it to one scale for the whole column.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=40, decimal_places=15)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out the digits that only satisfy Django's checks."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_digits")
        kwargs.pop("decimal_places")
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        """Unconstrained numeric."""
        return "numeric"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Hand the decimal to the driver as it is, without quantizing.

        Raises ValueError for what is no finite number: PostgreSQL would keep it as NaN.
        """
        if value is None or hasattr(value, "as_sql"):
            return value
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{value} is no finite number")
        return number

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Hand the decimal to the driver as it is, without quantizing."""
        return self.get_db_prep_value(value, connection)
