"""A small office in which everything is there once: something registered, open, read, refused."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from knox.models import AuthToken

from accounts.models import Account, Role
from buildings.models import Building, Unit
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from parcels.models import Parcel, ParcelChange
from registration.models import Case, Holder, Restriction
from registration.services import case_adopt, case_open
from surveys import services
from surveys.models import BoundaryDispute, DeliveredHolder, SurveyProject, SurveyResult
from tests import factories
from tests.security.routes import Route, every_route

OTHER_PARCEL = "410811001002GB00099"
HOLDER_NAMES = ("欧阳示例鑫垚", "慕容虚构淼焱")
HOLDER_NUMBERS = ("410811190001019917", "410811190002028826")
DELIVERED_NAMES = ("司徒编造犇骉", "诸葛假设羴鱻")
CANARIES = (*HOLDER_NAMES, *HOLDER_NUMBERS, *DELIVERED_NAMES)

FAULTY_TXT = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
5,0.0999,410811001002GB00099,地块1,面,,城镇住宅用地,0701,@
J1,1,3899650.000,38433010.000
J2,1,3899650.000,38433040.000
J3,1,3899630.000,38433040.000
J4,1,3899630.000,38433010.000
J1,1,3899650.000,38433010.000
"""

HERE, ELSEWHERE = ("410811",), ("410802",)
SIGN_IN = ("/accounts/login/", "/admin/login/")
REFUSED = {401, 403}
ANONYMOUS = "anonymous"
INSIDERS = ("surveyor", "reviewer", "registrar", "integrator", "administrator")
STRANGERS = (
    "other_registrar",
    "other_reviewer",
    "other_surveyor",
    "other_firm",
    "other_integrator",
)
LOOK_INTO_THE_ADMINISTRATION = (ANONYMOUS, "administrator", "registrar")
"""Its door is one for all its pages: to try it as three kinds of people is enough."""
EVERYBODY = (ANONYMOUS, *INSIDERS, "other_firm")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one address."""

    route: Route
    method: str
    status: int
    leads_to: str
    headers: dict[str, str]
    body: bytes

    @property
    def let_in(self) -> bool:
        """Tell whether the one who asked got past the door, whatever was behind it."""
        turned_away = self.status == 302 and self.leads_to.startswith(SIGN_IN)
        return not turned_away and self.status not in REFUSED

    @property
    def is_page(self) -> bool:
        """Tell whether a browser shows it."""
        return self.headers.get("Content-Type", "").startswith("text/html")

    def __str__(self) -> str:
        return f"{self.method} {self.route.name} {self.status}"


@dataclass(frozen=True, slots=True)
class World:
    """Accounts by what they are, and one argument of each name for the addresses."""

    accounts: dict[str, Account]
    tokens: dict[str, str]
    project: SurveyProject
    checked: SurveyResult
    waiting: SurveyResult
    arguments: dict[str, str]
    missing: dict[str, str]
    bbox: str
    walked: dict[str, list[Answer]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, who: str, **options: object) -> Client:
        """Return a browser in which ``who`` is signed in; nobody for "anonymous"."""
        client = Client(raise_request_exception=False, **options)
        if who != ANONYMOUS:
            self._sign_in(client, who)
        return client

    def _sign_in(self, client: Client, who: str) -> None:
        """Go on with the session of an earlier client, unless that has ended: quicker by far."""
        key = self.sessions.get(who)
        if key and Session.objects.filter(session_key=key).exists():
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        else:
            client.force_login(self.accounts[who])
            self.sessions[who] = client.session.session_key

    def canaries(self) -> list[str]:
        """Return the names that nobody but registrars may find, those of the real files too."""
        delivered = DeliveredHolder.objects.values_list("value", flat=True)
        return sorted({*CANARIES, *(value for value in delivered if len(value) >= 3)})

    def walk(self, who: str) -> list[Answer]:
        """Ask every address, plausibly, with both methods; the answers are kept."""
        if who not in self.walked:
            with transaction.atomic():
                self.walked[who] = [
                    self.ask(who, route, method)
                    for route in every_route()
                    if not route.is_admin or who in LOOK_INTO_THE_ADMINISTRATION
                    for method in ("get", "post")
                ]
                transaction.set_rollback(True)
        return self.walked[who]

    def ask(self, who: str, route: Route, method: str, **values: str) -> Answer:
        """Ask one address; ``values`` replace arguments of the world."""
        cache.clear()  # nobody is throttled here
        client = self.client(who)
        address = route.address({**self.arguments, **values})
        data = {"bbox": self.bbox, "q": "示例"} if method == "get" else {}
        answer = getattr(client, method)(address, data)
        body = answer.getvalue()  # read to its end, a file is closed too
        return Answer(
            route=route,
            method=method,
            status=answer.status_code,
            leads_to=answer.headers.get("Location", ""),
            headers=dict(answer.headers),
            body=body,
        )


def _accounts() -> dict[str, Account]:
    office, firm = "示例登记中心", "示例测绘有限公司"
    made = {
        "surveyor": (Role.SURVEYOR, firm, HERE),
        "reviewer": (Role.REVIEWER, office, HERE),
        "registrar": (Role.REGISTRAR, office, HERE),
        "integrator": (Role.INTEGRATOR, "示例税务局", HERE),
        "other_registrar": (Role.REGISTRAR, "邻区登记中心", ELSEWHERE),
        "other_reviewer": (Role.REVIEWER, "邻区登记中心", ELSEWHERE),
        "other_surveyor": (Role.SURVEYOR, firm, ELSEWHERE),
        "other_firm": (Role.SURVEYOR, "另一测绘公司", HERE),
        "other_integrator": (Role.INTEGRATOR, "邻区税务局", ELSEWHERE),
    }
    accounts = {
        name: factories.account(name, role, organisation=firm_name, districts=where)
        for name, (role, firm_name, where) in made.items()
    }
    accounts["administrator"] = Account.objects.create_superuser("administrator", password="x" * 12)
    return accounts


def _checked(project: SurveyProject, by: Account) -> SurveyResult:
    data = FAULTY_TXT.encode("gb18030")
    received = services.survey_receive(
        project,
        factories.stage("supply"),
        [services.Upload(name="勘测定界.txt", size=len(data), blocks=[data])],
        services.Declaration(surveyed_on=date(2021, 3, 1)),
        by=by,
        now=factories.NOW,
    )
    return services.survey_read(received)


def build(folder: Path) -> World:
    """Load the golden development, register it, and leave a second project half done."""
    accounts = _accounts()
    factories.sub_district()
    project = load_development(
        "DC-2021-007",
        GOLDEN,
        write_stage_files(folder),
        surveyor=accounts["surveyor"],
        reviewer=accounts["reviewer"],
        now=factories.NOW,
    )
    case = case_open(GOLDEN.parcel_code, by=accounts["registrar"], now=factories.NOW)
    case_adopt(case, by=accounts["registrar"], confirmed=True, now=factories.NOW)
    case.refresh_from_db()
    second = factories.project(accounts["surveyor"], number="DC-2026-099", code=OTHER_PARCEL)
    checked = _checked(second, accounts["surveyor"])
    waiting = _checked(second, accounts["surveyor"])
    waiting.findings.all().delete()
    services.survey_submit(waiting, by=accounts["surveyor"], now=factories.NOW)
    open_case = case_open(OTHER_PARCEL, by=accounts["registrar"], now=factories.NOW)
    unit = Unit.objects.filter(building__isnull=False).order_by("unit_code").first()
    _plant(unit.unit_code_id, checked)
    return World(
        accounts=accounts,
        tokens={name: AuthToken.objects.create(account)[1] for name, account in accounts.items()},
        project=project,
        checked=checked,
        waiting=waiting,
        arguments=_arguments(project, checked, unit, case=open_case, account=accounts["surveyor"]),
        missing=_missing(),
        bbox=_box(Parcel.objects.get(parcel_code=GOLDEN.parcel_code)),
    )


def _plant(unit_code: str, checked: SurveyResult) -> None:
    objects = (GOLDEN.parcel_code, unit_code)
    for code, name, number in zip(objects, HOLDER_NAMES, HOLDER_NUMBERS, strict=True):
        Holder.objects.create(object_code=code, name=name, identity_number=number)
    for code in objects:
        Restriction.objects.create(object_code=code, kind="mortgage", registered_on="2024-01-02")
    for name in DELIVERED_NAMES:
        DeliveredHolder.objects.create(
            result=checked, file="楼盘表.xlsx", line=5, object_key="101", field="QLR", value=name
        )


def _arguments(
    project: SurveyProject, checked: SurveyResult, unit: Unit, *, case: Case, account: Account
) -> dict[str, str]:
    building = Building.objects.get(pk=unit.building_id)
    return {
        "project_id": str(project.pk),
        "result_id": str(checked.pk),
        "other_id": str(checked.pk),
        "first_id": str(checked.pk),
        "second_id": str(checked.pk),
        "stage_code": "supply",
        "layer": "parcels",
        "file_id": str(checked.files.get().pk),
        "line": "11",
        "position": "1",
        "organisation_id": str(account.organisation_id),
        "version": "1",
        "upload_id": str(UUID(int=11)),
        "number": case.number,
        "parcel_code": GOLDEN.parcel_code,
        "act": "split",
        "building_act": "storey_add",
        "unit_act": "unit_split",
        "building_code": building.building_code,
        "unit_code": unit.unit_code_id,
        "code": unit.unit_code_id,
        "change_id": str(_prepared_change().pk),
        "dispute_id": str(_dispute(case).pk),
        "digest": "0" * 64,
        "question": unit.unit_code_id,
        "id": str(account.pk),
        "token_key": "abcdefgh",
        "path": "golden/supply.txt",
        "zoom": "16",
        "column": "53383",
        "row": "25857",
        "content_type_id": str(ContentType.objects.get_for_model(Account).pk),
        "object_id": str(account.pk),
        "app_label": "accounts",
        "url": "nothing",
    }


def _dispute(case: Case) -> BoundaryDispute:
    return services.dispute_enter(
        case.parcel_code,
        line="J1-J2",
        since=date(2026, 10, 1),
        by=case.opened_by,
        now=factories.NOW,
    )


def _prepared_change() -> ParcelChange:
    """Return a prepared change that cannot be registered: its parcel does not exist."""
    return ParcelChange.objects.create(
        kind="retire",
        status="prepared",
        body={"kind": "retire", "parcels": ["410811001002GB99999"], "source": {"title": "x"}},
        prepared_by="registrar",
        prepared_at=factories.NOW,
    )


def _missing() -> dict[str, str]:
    """Return arguments of things that do not exist, in the right form."""
    nowhere = "410811001002GB99999"
    return {
        "project_id": str(UUID(int=7)),
        "result_id": str(UUID(int=8)),
        "other_id": str(UUID(int=9)),
        "first_id": str(UUID(int=8)),
        "second_id": str(UUID(int=9)),
        "file_id": "999999999",
        "number": "SC209901010001",
        "parcel_code": nowhere,
        "building_code": f"{nowhere}F9999",
        "unit_code": f"{nowhere}F99999999",
        "code": f"{nowhere}F99999999",
        "change_id": str(UUID(int=10)),
        "dispute_id": "999999999",
        "digest": "f" * 64,
    }


def _box(parcel: Parcel) -> str:
    return ",".join(f"{x:.6f}" for x in parcel.geom.transform(4490, clone=True).extent)
