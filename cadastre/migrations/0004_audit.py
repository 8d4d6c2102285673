"""The journal of acts, chained by digests when a transaction commits, and answers kept by key.

An entry is sealed by a deferred trigger: at the end of the transaction it takes its number and the
digest of the entry before it. The lock of the chain is the last lock a transaction takes, so it
cannot wait in a ring with the locks of the register.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FORWARD = """
create function audit_digest_v1(previous text, e cadastre_auditentry) returns text
language sql immutable as $$
    select encode(sha256(convert_to(previous || jsonb_build_array(
        e.seq, (extract(epoch from e.at) * 1000000)::bigint,
        (extract(epoch from e.said_at) * 1000000)::bigint,
        e.actor, e.action, to_jsonb(e.objects), e.details, e.request_key, e.db_role
    )::text, 'UTF8')), 'hex')
$$;

create function audit_entered_v1() returns trigger language plpgsql as $$
begin
    new.at := clock_timestamp();
    new.db_role := current_user;
    new.seq := null;
    new.previous := null;
    new.hash := null;
    return new;
end $$;
create trigger audit_entered before insert on cadastre_auditentry
    for each row execute function audit_entered_v1();

create function audit_sealed_v1() returns trigger language plpgsql as $$
declare
    last cadastre_auditentry;
    mine cadastre_auditentry;
begin
    perform pg_advisory_xact_lock(19152, -1);
    select * into last from cadastre_auditentry where seq is not null order by seq desc limit 1;
    select * into mine from cadastre_auditentry where id = new.id;
    mine.seq := coalesce(last.seq, 0) + 1;
    mine.previous := coalesce(last.hash, repeat('0', 64));
    update cadastre_auditentry
       set seq = mine.seq, previous = mine.previous, hash = audit_digest_v1(mine.previous, mine)
     where id = new.id;
    return null;
end $$;
create constraint trigger audit_sealed after insert on cadastre_auditentry
    deferrable initially deferred
    for each row execute function audit_sealed_v1();

create function audit_entry_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.seq is null and pg_trigger_depth() > 1
       and to_jsonb(old) - 'seq' - 'previous' - 'hash'
           = to_jsonb(new) - 'seq' - 'previous' - 'hash' then
        return new;
    end if;
    raise exception 'what was done stays written'
        using errcode = 'integrity_constraint_violation', constraint = 'audit_entry_kept';
end $$;
create trigger audit_entry_kept before update or delete on cadastre_auditentry
    for each row execute function audit_entry_kept_v1();

create trigger idempotent_answer_kept before update or delete on cadastre_idempotentanswer
    for each row execute function row_kept_v1();

create function table_kept_v1() returns trigger language plpgsql as $$
begin
    raise exception '% is never emptied', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'table_kept';
end $$;
create trigger audit_entries_kept before truncate on cadastre_auditentry
    for each statement execute function table_kept_v1();
create trigger idempotent_answers_kept before truncate on cadastre_idempotentanswer
    for each statement execute function table_kept_v1();
create trigger spatial_sources_kept before truncate on cadastre_spatialsource
    for each statement execute function table_kept_v1();
"""

REVERSE = """
drop trigger spatial_sources_kept on cadastre_spatialsource;
drop trigger idempotent_answers_kept on cadastre_idempotentanswer;
drop trigger audit_entries_kept on cadastre_auditentry;
drop function table_kept_v1();
drop trigger idempotent_answer_kept on cadastre_idempotentanswer;
drop trigger audit_entry_kept on cadastre_auditentry;
drop function audit_entry_kept_v1();
drop trigger audit_sealed on cadastre_auditentry;
drop function audit_sealed_v1();
drop trigger audit_entered on cadastre_auditentry;
drop function audit_entered_v1();
drop function audit_digest_v1(text, cadastre_auditentry);
"""


class Migration(migrations.Migration):
    dependencies = [("cadastre", "0003_recorded_time")]
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(editable=False, null=True, unique=True)),
                ("at", models.DateTimeField(editable=False, null=True)),
                ("said_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=150)),
                ("action", models.CharField(max_length=60)),
                ("objects_named", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), db_column="objects", default=list, size=None)),
                ("details", models.JSONField(default=dict)),
                ("request_key", models.CharField(blank=True, max_length=200)),
                ("db_role", models.CharField(blank=True, editable=False, max_length=63)),
                ("previous", models.CharField(editable=False, max_length=64, null=True)),
                ("hash", models.CharField(editable=False, max_length=64, null=True)),
            ],
            options={"ordering": ("id",), "verbose_name": "journal entry", "verbose_name_plural": "journal entries"},
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["objects_named"], name="audit_entry_of_object"),
        ),
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=150)),
                ("request_key", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=60)),
                ("body_sha256", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"verbose_name": "kept answer", "verbose_name_plural": "kept answers"},
        ),
        migrations.AddConstraint(
            model_name="idempotentanswer",
            constraint=models.UniqueConstraint(fields=("actor", "request_key"), name="idempotent_answer_once"),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
