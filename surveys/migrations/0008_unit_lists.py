"""Unit lists that changed between presale and completion, and who settled them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
create trigger unit_list_confirmation_kept before update or delete on surveys_unitlistconfirmation
    for each row execute function row_kept_v1();
"""
REVERSE = "drop trigger unit_list_confirmation_kept on surveys_unitlistconfirmation;"


class Migration(migrations.Migration):
    dependencies = [
        ("cadastre", "0002_kept_rows"),
        ("surveys", "0007_parts_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitListConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "parcel_code",
                    models.CharField(db_index=True, max_length=19, verbose_name="parcel code"),
                ),
                (
                    "building_number",
                    models.CharField(max_length=4, verbose_name="building number"),
                ),
                ("changes", models.JSONField(verbose_name="what became of the units")),
                ("rule", models.CharField(max_length=10, verbose_name="rule")),
                ("clause", models.CharField(max_length=200, verbose_name="clause")),
                ("rule_set", models.JSONField(verbose_name="rule set")),
                ("reason", models.TextField(verbose_name="reason")),
                ("confirmed_at", models.DateTimeField(verbose_name="confirmed at")),
                (
                    "completion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.surveyresult",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "presale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.surveyresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmed unit list",
                "verbose_name_plural": "confirmed unit lists",
                "ordering": ("confirmed_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("parcel_code", "building_number", "presale", "completion", "rule"),
                        name="unit_list_confirmed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="unit_list_confirmation_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
