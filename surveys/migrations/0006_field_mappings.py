"""Every version of a field mapping is kept as it was set, and a result names the one it was read with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('cadastre', '0002_kept_rows'),
        ('surveys', '0005_partial_uploads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FieldMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('entries', models.JSONField(default=list, verbose_name='entries')),
                ('set_at', models.DateTimeField(verbose_name='set at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_mappings', to='accounts.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'field mapping',
                'verbose_name_plural': 'field mappings',
                'ordering': ('organisation', '-version'),
            },
        ),
        migrations.AddField(
            model_name='surveyresult',
            name='mapping',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.fieldmapping'),
        ),
        migrations.AddConstraint(
            model_name='fieldmapping',
            constraint=models.UniqueConstraint(fields=('organisation', 'version'), name='field_mapping_version_once'),
        ),
        migrations.RunSQL(
            "create trigger field_mapping_kept before update or delete on surveys_fieldmapping "
            "for each row execute function row_kept_v1();",
            "drop trigger field_mapping_kept on surveys_fieldmapping;",
        ),
    ]
