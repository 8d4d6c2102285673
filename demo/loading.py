"""Load the demo county through the same services that everybody uses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Account, Organisation
from buildings.domain.addresses import unit_address
from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import UnitCode
from buildings.services import building_publish
from cadastre import geometry
from cadastre.domain.rings import rounded
from cadastre.models import SpatialSource
from demo.cases import load_cases
from demo.county import County, DemoBuilding, DemoDistrict, DemoParcel, build_county
from demo.development import PERMIT_AREA_RULE, Development
from demo.frame import Ring
from demo.golden import GOLDEN
from demo.history import load_history
from demo.imagery import write_imagery
from demo.people_to_sign_in import DEMO_ACCOUNTS
from demo.second_development import SECOND
from demo.stage_files import StageFile, write_stage_files
from demo.unhappy import People, load_unhappy
from demo.wrong_files import write_wrong_files
from parcels.domain.publication import ParcelContent, Part, RegisterPoint
from parcels.models import CadastralDistrict, CadastralSubDistrict
from parcels.services import parcels_publish
from registration.models import Holder, Restriction
from registration.services import case_adopt, case_open
from surveys import services
from surveys.models import Stage, SurveyProject
from surveys.uploads import upload_from_path

STOCK_SINCE = datetime(2018, 6, 1, tzinfo=UTC)
"""The day the invented office loaded its stock."""

AREA_STANDARD = "GB/T 17986.1-2000"
GOLDEN_PROJECT, SECOND_PROJECT = "DC-2021-007", "DC-2019-021"
BATCH = 2000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Folders with the files that visitors try."""

    golden: Path
    second: Path
    wrong: Path


def demo_files() -> DemoFiles:
    """Return where the demo's files lie."""
    root = Path(settings.DEMO_FILES_DIR)
    return DemoFiles(root / "golden", root / "second", root / "wrong")


def is_loaded() -> bool:
    """Tell whether the demo county is in the database, completely."""
    return SurveyProject.objects.filter(number=GOLDEN_PROJECT).exists()


def load(*, now: datetime, say: Say) -> None:
    """Load county, accounts, developments, imagery and files; repeating it does nothing.

    Each part is one transaction, so an interrupted load goes on where it stopped. The two
    developments go through upload, check, review and decision as any other would.
    """
    if is_loaded():
        say("演示县已在库中。 The demo county is loaded already.")
        return
    county = build_county()
    if not CadastralDistrict.objects.exists():
        say(f"登记簿：{len(county.parcels)} 宗地 parcels, {len(county.buildings)} 幢 buildings …")
        with transaction.atomic():
            _load_accounts()
            _load_stock(county)
            load_history()
    say("影像 imagery …")
    imagery = Path(settings.IMAGERY_FILE)
    imagery.parent.mkdir(parents=True, exist_ok=True)
    write_imagery(imagery, county)
    files = demo_files()
    write_wrong_files(files.wrong)
    load_cases(now=now)
    say("不顺利的案件 cases in which not all goes well …")
    load_unhappy(_people(), now=now)
    for number, development, folder in (
        (SECOND_PROJECT, SECOND, files.second),
        (GOLDEN_PROJECT, GOLDEN, files.golden),
    ):
        if not SurveyProject.objects.filter(number=number).exists():
            say(f"项目 project {number} {development.name} …")
            with transaction.atomic():
                _load_story(number, development, folder, now=now)


def _people() -> People:
    names = ("surveyor", "reviewer", "registrar", "registrar2")
    return People(*(Account.objects.get(username=name) for name in names))


def _load_story(number: str, development: Development, folder: Path, *, now: datetime) -> None:
    """Take a development to its open case; the second one also into the register."""
    load_development(
        number,
        development,
        write_stage_files(folder, development=development),
        surveyor=Account.objects.get(username="surveyor"),
        reviewer=Account.objects.get(username="reviewer"),
        now=now,
    )
    registrar = Account.objects.get(username="registrar")
    case = case_open(development.parcel_code, by=registrar, now=now)
    if development is SECOND:
        case_adopt(case, by=registrar, confirmed=True, now=now)


def _load_accounts() -> None:
    for demo in DEMO_ACCOUNTS:
        organisation, _ = Organisation.objects.get_or_create(name=demo.organisation)
        if not Account.objects.filter(username=demo.username).exists():
            Account.objects.create_user(
                username=demo.username,
                password=demo.password,
                first_name=demo.shown_name,
                organisation=organisation,
                roles=[role.value for role in demo.roles],
                districts=list(demo.districts),
            )


def _load_stock(county: County) -> None:
    source = SpatialSource.objects.create(
        title="演示县存量建库（虚构）",
        stage="legacy",
        organisation="示例测绘有限公司",
        surveyed_on=STOCK_SINCE.date(),
        accuracy_class=1,
        accepted_at=STOCK_SINCE,
    )
    for district in county.districts:
        CadastralDistrict.objects.create(
            code=district.code, name=district.name, geom=_extent(district)
        )
    for sub_district in county.sub_districts:
        CadastralSubDistrict.objects.create(
            code=sub_district.code,
            name=sub_district.name,
            district_id=sub_district.code[:9],
            geom=_extent(sub_district),
        )
    parcels_publish(
        [_parcel(parcel) for parcel in county.parcels],
        source=source,
        area_source=source,
        now=STOCK_SINCE,
    )
    _issue_codes(county.buildings)
    for building in county.buildings:
        building_publish(_building(building), source=source, area_source=source, now=STOCK_SINCE)
    Restriction.objects.bulk_create(
        Restriction(
            object_code=row.object_code,
            kind=row.kind.value,
            registered_on=row.registered_on,
            term_ends_on=row.term_ends_on,
            lifted_on=row.lifted_on,
        )
        for row in county.restrictions
    )
    Holder.objects.bulk_create(
        [
            Holder(
                object_code=row.object_code,
                name=row.name,
                identity_number=row.identity_number,
                share=row.share,
            )
            for row in county.holders
        ],
        batch_size=BATCH,
    )


def _extent(district: DemoDistrict) -> object:
    return geometry.multipolygon([district.rings])


def _part(rings: Iterable[Ring]) -> Part:
    return tuple(
        tuple(RegisterPoint(v.label, v.northing_m, v.easting_m) for v in ring) for ring in rings
    )


def _parcel(parcel: DemoParcel) -> ParcelContent:
    return ParcelContent(
        parcel_code=parcel.parcel_code,
        address=parcel.address,
        parts=(_part(parcel.rings),),
        area_m2=rounded(parcel.area_m2),
        land_use_system=parcel.land_use_system,
        land_use_code=parcel.land_use_code,
        land_use_name=parcel.land_use_name,
    )


def _issue_codes(buildings: Iterable[DemoBuilding]) -> None:
    UnitCode.objects.bulk_create(
        [
            UnitCode(
                code=building.unit_code(unit),
                parcel_code=building.parcel_code,
                building_number=building.building_number,
                section=unit.section,
                room=unit.room,
                reserved_at=STOCK_SINCE,
                confirmed_at=STOCK_SINCE,
            )
            for building in buildings
            for unit in building.units
        ],
        batch_size=BATCH,
    )


def _building(building: DemoBuilding) -> BuildingContent:
    return BuildingContent(
        parcel_code=building.parcel_code,
        building_number=building.building_number,
        footprint=(_part(building.rings),),
        footprint_area_m2=building.footprint_area_m2,
        floor_area_m2=building.floor_area_m2,
        area_standard=AREA_STANDARD,
        name=building.name,
        address=building.address,
        storeys_above=building.storeys_above,
        storeys_below=building.storeys_below,
        structure=building.structure,
        completed_on=building.completed_on,
        units=tuple(
            UnitContent(
                unit_code=building.unit_code(unit),
                kind=unit.unit_kind,
                section=unit.section,
                storey_number=unit.storey_number,
                storey_label=unit.storey_label,
                room=unit.room,
                use=unit.use,
                address=unit_address(building.address, building.name, unit.section, unit.room),
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                built_m2=unit.built_m2,
            )
            for unit in building.units
        ),
    )


def load_development(
    number: str,
    development: Development,
    files: list[StageFile],
    *,
    surveyor: Account,
    reviewer: Account,
    now: datetime,
) -> SurveyProject:
    """Make the project, enter its documents, and take all its stages the whole way."""
    project = services.project_create(
        number=number,
        name=development.name,
        parcel_code=development.parcel_code,
        address=development.address,
        by=surveyor,
        now=now,
    )
    for document in development.documents:
        services.document_record(
            project,
            services.NewDocument(
                kind=document.kind.value,
                number=document.number,
                issued_on=document.issued_on,
                building_number=document.building_number,
                area_m2=document.area_m2,
                area_standard=document.area_rule,
                has_coordinates=document.has_coordinates,
                passed=document.passed,
            ),
            by=reviewer,
            now=now,
        )
    for stage, delivered in groupby(files, key=lambda file: file.stage):
        _deliver(project, stage, list(delivered), by=surveyor, reviewer=reviewer, now=now)
    return project


def _deliver(
    project: SurveyProject,
    stage: str,
    files: list[StageFile],
    *,
    by: Account,
    reviewer: Account,
    now: datetime,
) -> None:
    supply = stage == "supply"
    result = services.survey_receive(
        project,
        Stage.objects.get(code=stage),
        [upload_from_path(file.path) for file in files],
        services.Declaration(
            surveyed_on=files[0].surveyed_on,
            kind_code=files[0].kind,
            area_standard=PERMIT_AREA_RULE if stage == "planning" else AREA_STANDARD,
            has_investigation_form=supply,
            has_parcel_map=supply,
            used_for_supply=supply,
        ),
        by=by,
        now=now,
    )
    result = services.survey_read(result)
    services.survey_submit(result, by=by, now=now)
    services.survey_accept(result, by=reviewer, now=now)
