"""What is read for the decision, for lists and for the reviewer: right rows, and no others'."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Role
from buildings.models import UnitCode
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import completion_zip, write_stage_files
from surveys import selectors, services
from surveys.domain.evidence import Audit, BaseStage, IssuedUnitCode
from surveys.models import ResultStatus, StagedParcel, SurveyResult
from surveys.result_findings import (
    changes_since_last_version,
    compared,
    finding_groups,
    finding_value,
    shown_figure,
    worst_first,
)
from surveys.review_facts import review_rows
from tests import factories
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def golden(surveyor, reviewer, kept, read_here, tmp_path):
    """The golden development, all stages accepted."""
    factories.sub_district(GOLDEN.parcel_code[:12])
    return load_development(
        "DC-1",
        GOLDEN,
        write_stage_files(tmp_path / "files-to-send"),
        surveyor=surveyor,
        reviewer=reviewer,
        now=factories.NOW,
    )


# The evidence of a case


def test_the_evidence_holds_each_stage_with_what_its_papers_state(golden):
    evidence = selectors.case_evidence(GOLDEN.parcel_code)
    results = {result.stage: result for result in evidence.results}
    assert set(results) == {
        BaseStage.SUPPLY,
        BaseStage.PLANNING,
        BaseStage.PRESALE,
        BaseStage.COMPLETION,
    }
    supply = results[BaseStage.SUPPLY]
    assert supply.audit == Audit.ACCEPTED
    # The demarcation file states hectares, 0.2701; the shapefile states 2700.92 m2.
    assert supply.stated_area_m2 == Decimal("2701")
    assert results[BaseStage.COMPLETION].stated_area_m2 == Decimal("2700.92")
    assert results[BaseStage.PRESALE].stated_area_m2 is None
    assert supply.computed_area_m2 == Decimal("2700.6094")
    assert [point.label for point in supply.boundary[0]] == ["J1", "J2", "J3", "J4", "J5", "J6"]
    assert len(evidence.documents) == 4


def test_the_whole_ledger_of_unit_codes_is_evidence_retired_ones_too(golden):
    before = selectors.case_evidence(GOLDEN.parcel_code).issued_unit_codes
    assert [(code.unit_code[-9:], code.room, code.retired) for code in before] == [
        ("F00010001", "101", False),
        ("F00010002", "102", False),
        ("F00010003", "201", False),
        ("F00010004", "202", False),
    ]
    UnitCode.objects.filter(room="102").update(retired_at=factories.NOW)
    UnitCode.objects.create(
        code="410811001002GB00484F00010001",
        parcel_code="410811001002GB00484",
        reserved_at=factories.NOW,
    )
    after = selectors.case_evidence(GOLDEN.parcel_code).issued_unit_codes
    assert after[1] == IssuedUnitCode(
        "410811001002GB00007F00010002", "0001", "", "102", retired=True
    )
    assert [code.unit_code for code in after] == [code.unit_code for code in before]


def test_the_newest_accepted_version_counts_and_says_which_it_is(
    golden, surveyor, reviewer, kept, read_here
):
    def deliver(content: bytes) -> SurveyResult:
        result = services.survey_receive(
            golden,
            factories.stage("supply"),
            [services.Upload("勘测定界.txt", len(content), [content])],
            services.Declaration(surveyed_on=date(2021, 4, 1)),
            by=surveyor,
            now=factories.NOW,
        )
        return services.survey_read(result)

    def supply():
        results = selectors.case_evidence(GOLDEN.parcel_code).results
        return next(result for result in results if result.stage == BaseStage.SUPPLY)

    assert supply().version == 1
    second = deliver(GOLDEN_TXT)
    assert supply().version == 1  # a newer one that nobody accepted does not count
    services.survey_submit(second, by=surveyor, now=factories.NOW)
    services.survey_accept(second, by=reviewer, now=factories.NOW)
    assert (supply().version, supply().surveyed_on) == (2, date(2021, 4, 1))


def test_the_evidence_takes_the_same_queries_however_many_points_there_are(
    golden, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        selectors.case_evidence(GOLDEN.parcel_code)


# Who sees what


def test_projects_are_seen_by_their_firm_and_by_the_office_of_the_district(
    project, surveyor, other_firm, reviewer, registrar, integrator
):
    far = factories.account("far", Role.REVIEWER, districts=("410812",))
    homeless = factories.account("homeless", Role.SURVEYOR)
    homeless.organisation = None
    seen = [
        project in selectors.projects_seen_by(account)
        for account in (surveyor, reviewer, registrar, other_firm, integrator, far, homeless)
    ]
    assert seen == [True, True, True, False, False, False, False]


def test_the_queue_holds_what_waits_oldest_first(checked, surveyor, reviewer, registrar):
    first, second, unsubmitted = checked(), checked(), checked()
    services.survey_submit(second, by=surveyor, now=factories.NOW)
    services.survey_submit(first, by=surveyor, now=factories.NOW + timedelta(minutes=1))
    assert list(selectors.review_queue(reviewer)) == [second, first]
    assert list(selectors.review_queue(registrar)) == []
    assert unsubmitted.status == ResultStatus.CHECKED


def test_a_returned_result_waits_until_a_newer_version_comes(checked, surveyor, reviewer):
    result = checked()
    services.survey_submit(result, by=surveyor, now=factories.NOW)
    services.survey_return(result, by=reviewer, reason="缺宗地图", now=factories.NOW)
    assert list(selectors.returned_and_not_replaced(reviewer)) == [result]
    checked(stage="planning")
    assert list(selectors.returned_and_not_replaced(reviewer)) == [result]
    checked()
    assert list(selectors.returned_and_not_replaced(reviewer)) == []


def test_the_reviewer_learns_worst_finding_and_neighbours(checked, delivered, reviewer):
    factories.parcel(
        "410811001002GB00484",
        ((factories.rectangle(3_898_650, 431_980, height=50, width=31)),),
    )
    result = checked(completion_zip(GOLDEN), name="竣工.zip", stage="completion")
    seen = selectors.results_seen_by(reviewer).get(pk=result.pk)
    (row,) = review_rows([seen])
    assert row.worst == "error"
    assert row.neighbours == ("410811001002GB00484",)
    assert (row.figures.parcels, row.figures.buildings, row.figures.units) == (1, 1, 0)
    assert row.figures.land_area_m2 == Decimal("2700.916757")


# Findings


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.014422", "m", "0.014 m"),
        ("0.10", "m", "0.10 m"),
        ("13.0005", "m", "13.001 m"),
        ("1575.064700", "m2", "1575.06 m²"),
        ("0.005", "m2", "0.01 m²"),
        ("3", "", "3"),
    ],
)
def test_figures_of_findings_are_shown_to_the_millimetre(value, unit, shown):
    assert shown_figure(Decimal(value), unit) == shown


def test_no_figure_is_shown_as_nothing():
    assert shown_figure(None, "m") == ""


def test_a_first_version_has_nothing_to_be_compared_with(checked):
    assert changes_since_last_version(checked()) is None


def test_findings_keep_their_identity_over_versions(checked):
    """The count of points is wrong twice, in two ways: still there, not fixed and new."""
    checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701"))
    changes = changes_since_last_version(checked(GOLDEN_TXT.replace(b"7,0.2701", b"8,0.2701")))
    assert (changes.fixed_count, len(changes.still), len(changes.new)) == (0, 1, 0)


def test_two_findings_alike_are_counted_one_by_one(checked):
    before = checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701"))
    after = checked()
    finding = before.findings.get()
    finding.pk, finding.position = None, 2
    finding.save()
    for position in (1, 2, 3):
        finding.pk, finding.result, finding.position = None, after, position
        finding.save()
    changes = changes_since_last_version(after)
    assert (changes.fixed_count, len(changes.still), len(changes.new)) == (0, 2, 1)


TWO_FAULTS = GOLDEN_TXT.replace(b"7,0.2701", b"J1,1,O,O\r\n9,0.2701")
"""A row of no parcel, an error of the file; and a count that is wrong, a warning of the parcel."""


def test_groups_come_worst_first_and_name_object_or_file(checked):
    groups = finding_groups(worst_first(checked(TWO_FAULTS).findings.all()))
    assert [(group.object_key, group.file, group.worst) for group in groups] == [
        ("", "勘测定界.txt", "error"),
        (GOLDEN.parcel_code, "", "warning"),
    ]


def test_the_staged_parcel_is_the_projects_or_the_only_one(checked):
    result = checked()
    own = selectors.staged_parcel_of(result)
    assert own.parcel_code == GOLDEN.parcel_code
    own.parcel_code = "410811001002GB00009"
    own.save()
    assert selectors.staged_parcel_of(result) == own
    StagedParcel.objects.create(result=result, file="x", parcel_code="410811001002GB00010")
    assert selectors.staged_parcel_of(result) is None


def test_findings_are_compared_without_their_sentences(checked, django_assert_num_queries):
    """Thousands are; the sentences of the fixed ones are shown all the same."""
    before = checked(TWO_FAULTS)
    changes = changes_since_last_version(checked())
    assert len(changes.fixed) == 2
    assert [row.message_zh for row in changes.fixed] == [
        row.message_zh for row in before.findings.all()
    ]
    rows = compared(before)
    assert {"message_zh", "advice_en", "location"} <= rows[0].get_deferred_fields()
    with django_assert_num_queries(0):
        assert all(finding_value(row, field) for row in rows for field in ("code", "kind"))
        assert all(row.severity for row in rows)
