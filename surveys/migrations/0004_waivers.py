"""A waiver is of a warning in review, never by who uploaded it, and is kept as it was written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
create function finding_waiver_allowed_v1() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1
        from surveys_surveyresult r
        join surveys_resultfinding f on f.result_id = r.id
        where r.id = new.result_id and r.status = 'submitted'
          and r.uploaded_by_id <> new.waived_by_id
          and f.position = new.position and f.severity = 'warning'
    ) then
        raise exception 'finding % of survey result % is no warning that % may waive',
            new.position, new.result_id, new.waived_by_id
            using errcode = 'integrity_constraint_violation', constraint = 'finding_waiver_allowed';
    end if;
    return new;
end $$;
create trigger finding_waiver_allowed before insert on surveys_findingwaiver
    for each row execute function finding_waiver_allowed_v1();
create trigger finding_waiver_kept before update or delete on surveys_findingwaiver
    for each row execute function row_kept_v1();
"""
REVERSE = """
drop trigger finding_waiver_kept on surveys_findingwaiver;
drop trigger finding_waiver_allowed on surveys_findingwaiver;
drop function finding_waiver_allowed_v1();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cadastre", "0002_kept_rows"),
        ("surveys", "0003_supplements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingWaiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("object_key", models.CharField(blank=True, max_length=100, verbose_name="object")),
                ("file", models.CharField(blank=True, max_length=255, verbose_name="file")),
                ("line", models.PositiveIntegerField(blank=True, null=True, verbose_name="line")),
                ("field", models.CharField(blank=True, max_length=100, verbose_name="field")),
                ("found", models.TextField(blank=True, verbose_name="found")),
                ("reason", models.TextField(verbose_name="reason")),
                ("waived_at", models.DateTimeField(verbose_name="waived at")),
                (
                    "confirms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.findingwaiver",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="surveys.surveyresult",
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "waiver of a warning",
                "verbose_name_plural": "waivers of warnings",
                "ordering": ("result", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("result", "position"), name="finding_waiver_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="finding_waiver_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
