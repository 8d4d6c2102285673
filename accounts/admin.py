"""People and organisations in the administration."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountAdminForm
from accounts.models import Account, Organisation, Role


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Surveying firms, the registry, departments that pull data."""

    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Account)
class AccountAdmin(UserAdmin):
    """Accounts with their roles and districts."""

    form = AccountAdminForm
    list_display = ("username", "__str__", "organisation", "role_names", "districts", "is_active")
    list_filter = ("is_active", "is_staff", "organisation")
    list_select_related = ("organisation",)
    autocomplete_fields = ("organisation",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who it is"), {"fields": ("last_name", "first_name", "email", "organisation")}),
        (_("What it may do, and where"), {"fields": ("roles", "districts")}),
        (
            _("Administration"),
            {
                "classes": ("collapse",),
                "fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    @admin.display(description=_("roles"))
    def role_names(self, account: Account) -> str:
        """Return the roles in the words of the page."""
        return ", ".join(str(Role(role).label) for role in account.roles)
