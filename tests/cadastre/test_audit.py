"""The journal: sealed at commit, refused to be altered, and proved."""

import hashlib
import json
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cadastre import audit
from cadastre.models import AuditEntry
from tests import factories
from tests.own_role import as_the_application

ZEROS = "0" * 64


def seal() -> None:
    """Run what a commit would run."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def write(number: int, *, action: str = "test.act") -> None:
    audit.record(
        actor="registrar",
        action=action,
        objects=[f"object-{number}"],
        now=factories.NOW,
        details={"area_m2": "600.00", "n": number},
    )


def entered(count: int) -> list[AuditEntry]:
    for number in range(count):
        write(number)
    seal()
    return list(AuditEntry.objects.order_by("seq"))


def behind_its_back(statement: str) -> None:
    """Do as an owner of the database can: switch the guards off and write."""
    with connection.cursor() as cursor:
        cursor.execute("alter table cadastre_auditentry disable trigger user")
        cursor.execute(statement)
        cursor.execute("alter table cadastre_auditentry enable trigger user")


@pytest.mark.django_db
def test_an_empty_journal_holds():
    report = audit.chain_proved()
    assert (report.holds, report.entries, str(report.head)) == (True, 0, f"0:{ZEROS}")


@pytest.mark.django_db
def test_each_entry_follows_the_one_before():
    entries = entered(5)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries] == [ZEROS, *[e.hash for e in entries[:-1]]]
    assert audit.chain_proved().holds


@pytest.mark.django_db
def test_the_digest_can_be_worked_out_elsewhere():
    """SHA-256 of the digest before and a JSON array, spaced as PostgreSQL writes jsonb."""
    (entry,) = entered(1)

    def micros(moment):
        return round(moment.timestamp() * 1_000_000)

    told = [
        entry.seq,
        micros(entry.at),
        micros(entry.said_at),
        entry.actor,
        entry.action,
        entry.objects_named,
        {"n": 0, "area_m2": "600.00"},
        "",
        entry.db_role,
    ]
    text = ZEROS + json.dumps(told, ensure_ascii=False)
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update cadastre_auditentry set actor = 'somebody else'",
        "update cadastre_auditentry set hash = repeat('f', 64)",
        "update cadastre_auditentry set seq = seq + 10",
        "delete from cadastre_auditentry",
    ],
)
def test_the_application_cannot_alter_an_entry(statement):
    entered(2)
    with as_the_application(), pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == "audit_entry_kept"


@pytest.mark.django_db
def test_an_entry_is_not_altered_before_it_is_sealed_either():
    write(1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cadastre_auditentry set seq = 7, hash = repeat('a', 64)")


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_not_emptied():
    with transaction.atomic():
        write(1)
    with pytest.raises(IntegrityError) as refusal, connection.cursor() as cursor:
        cursor.execute("truncate cadastre_auditentry")
    assert refusal.value.__cause__.diag.constraint_name == "table_kept"


@pytest.mark.django_db
def test_time_and_role_are_the_databases_own():
    """A back-dated act shows: the database's clock stands beside the time the service said."""
    write(1)
    entry = AuditEntry.objects.get()
    assert entry.said_at == factories.NOW
    assert entry.at > factories.NOW
    assert entry.db_role


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("update cadastre_auditentry set details = '{}' where seq = 3", 3),
        ("update cadastre_auditentry set actor = 'x' where seq = 1", 1),
        ("update cadastre_auditentry set at = at - interval '1 day' where seq = 4", 4),
        ("delete from cadastre_auditentry where seq = 2", 3),
        ("delete from cadastre_auditentry where seq = 1", 2),
        (
            "update cadastre_auditentry set seq = case seq when 2 then -1 else 2 end "
            "where seq in (2, 3); update cadastre_auditentry set seq = 3 where seq = -1",
            2,
        ),
        (
            "update cadastre_auditentry set seq = seq + 100 where seq >= 3; "
            "insert into cadastre_auditentry (seq, said_at, actor, action, objects, details, "
            "request_key, db_role, previous, hash, at) select 3, said_at, actor, action, objects, "
            "details, request_key, db_role, previous, hash, at from cadastre_auditentry "
            "where seq = 2; update cadastre_auditentry set seq = seq - 99 where seq > 100",
            3,
        ),
    ],
    ids=["edited", "first edited", "back-dated", "taken out", "head cut", "swapped", "put in"],
)
def test_the_first_broken_link_is_named(tampering, broken_at):
    entered(6)
    behind_its_back(tampering)
    report = audit.chain_proved()
    assert not report.holds
    assert report.broken_at == broken_at
    assert report.reason


@pytest.mark.django_db
def test_a_cut_off_tail_is_found_by_the_anchor():
    entries = entered(6)
    anchor = str(audit.head())
    assert audit.chain_proved(anchor=anchor).holds
    assert audit.chain_proved(anchor=f"{entries[2].seq}:{entries[2].hash}").holds
    behind_its_back("delete from cadastre_auditentry where seq > 4")
    assert audit.chain_proved().holds, "without an anchor nobody can know"
    report = audit.chain_proved(anchor=anchor)
    assert (report.holds, report.broken_at) == (False, 5)


@pytest.mark.django_db
def test_a_long_chain_is_proved_within_the_database(django_assert_num_queries):
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(actor="a", action="b", objects_named=[str(n)], said_at=factories.NOW)
            for n in range(4000)
        ]
    )
    seal()
    with django_assert_num_queries(3):
        assert audit.chain_proved().entries == 4000


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_chain_without_a_gap():
    def work(number: int) -> None:
        for turn in range(25):
            with transaction.atomic():
                write(number * 100 + turn)
        connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == [
        *range(1, 101)
    ]
    assert audit.chain_proved().holds


@pytest.mark.django_db
def test_without_its_guard_an_entry_could_be_altered():
    """The refusals above come from the trigger and from nothing else."""
    entered(2)
    with connection.cursor() as cursor:
        cursor.execute("drop trigger audit_entry_kept on cadastre_auditentry")
        cursor.execute("update cadastre_auditentry set actor = 'somebody else' where seq = 2")
    assert audit.chain_proved().broken_at == 2


@pytest.mark.django_db
def test_the_command_says_all_is_well_and_what_is_not():
    entered(3)
    out = StringIO()
    call_command("audit", stdout=out)
    assert "3 entries" in out.getvalue()
    assert "FOUND" not in out.getvalue()
    behind_its_back("update cadastre_auditentry set actor = 'x' where seq = 2")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("audit", "--json", stdout=out)
    assert left.value.code == 1
    told = json.loads(out.getvalue())
    assert told["chain"]["broken_at"] == 2
    assert told["found"] == 1
    assert {"cadastre"} <= {query["app"] for query in told["queries"]}


@pytest.mark.django_db
def test_an_auditor_query_that_finds_rows_is_told():
    behind_its_back(
        "insert into cadastre_auditentry (at, said_at, actor, action, objects, details, "
        "request_key, db_role) values (now(), now(), 'a', 'loose', '{}', '{}', '', '')"
    )
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("audit", stdout=out)
    assert "FOUND cadastre/entries_not_sealed (1)" in out.getvalue()
    assert "loose" in out.getvalue()


@pytest.mark.django_db
def test_an_act_on_very_many_objects_says_how_many():
    entry = audit.record(
        actor="", action="load", objects=(str(n) for n in range(1500)), now=factories.NOW
    )
    assert len(entry.objects_named) == 1000
    assert entry.details == {"objects_in_all": 1500}
    assert entry.actor == audit.SYSTEM
