"""The demo accounts: one for each kind of user, with passwords that everybody may know."""

from dataclasses import dataclass

from accounts.models import Role

OFFICE = "山阳区不动产登记中心（演示）"
FIRM = "示例测绘有限公司"
OTHER_FIRM = "演示勘测设计院"
PLATFORM = "演示数据共享平台"
COUNTY = "410811"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account: user name, name shown, organisation, roles, districts."""

    username: str
    shown_name: str
    organisation: str
    roles: tuple[Role, ...]
    districts: tuple[str, ...] = (COUNTY,)

    @property
    def password(self) -> str:
        """The password, which bin/demo prints."""
        return f"demo-{self.username}-2026"


DEMO_ACCOUNTS = (
    DemoAccount("surveyor", "测绘员甲", FIRM, (Role.SURVEYOR,)),
    DemoAccount("reviewer", "审核员乙", OFFICE, (Role.REVIEWER,)),
    DemoAccount("registrar", "登记员丙", OFFICE, (Role.REGISTRAR,)),
    DemoAccount("registrar2", "登记员戊", OFFICE, (Role.REGISTRAR,)),
    DemoAccount("integrator", "共享平台", PLATFORM, (Role.INTEGRATOR,)),
    DemoAccount("surveyor2", "测绘员丁", OTHER_FIRM, (Role.SURVEYOR,), ("410811002",)),
)
