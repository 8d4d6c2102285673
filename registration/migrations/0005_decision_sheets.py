"""The sheet of each registered case, as it was issued; it is never changed or deleted."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
create trigger decision_sheet_kept before update or delete on registration_decisionsheet
    for each row execute function row_kept_v1();
"""
NOT_KEPT = "drop trigger decision_sheet_kept on registration_decisionsheet;"


class Migration(migrations.Migration):

    dependencies = [
        ('cadastre', '0002_kept_rows'),
        ('registration', '0004_kept_clocks'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionSheet',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sheet', serialize=False, to='registration.case')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest')),
                ('content', models.JSONField(verbose_name='content')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
            ],
            options={
                'verbose_name': 'decision sheet',
                'verbose_name_plural': 'decision sheets',
                'ordering': ('-issued_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__length', 64)), name='decision_sheet_has_a_whole_digest')],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
