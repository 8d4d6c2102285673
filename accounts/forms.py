"""Forms of the accounts pages and of their administration."""

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Role

DISTRICT_PREFIX = re.compile(r"\d{6}(\d{3}){0,2}")


def _as_controls(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.setdefault("class", "form-control")


class SignInForm(AuthenticationForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_controls(self)


class NewPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_controls(self)


class AccountAdminForm(UserChangeForm):
    """An account in the administration: roles as boxes to tick, districts as code prefixes."""

    roles = forms.MultipleChoiceField(
        label=_("roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(UserChangeForm.Meta):
        model = Account

    def clean_districts(self) -> list[str]:
        """Take only prefixes that end where a district ends: 6, 9 or 12 digits."""
        districts: list[str] = self.cleaned_data["districts"]
        for prefix in districts:
            if not DISTRICT_PREFIX.fullmatch(prefix):
                raise ValidationError(
                    _("%(prefix)s is no district: give 6, 9 or 12 digits, e.g. 410811001."),
                    params={"prefix": prefix},
                )
        return districts
