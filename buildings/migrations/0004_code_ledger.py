"""The ledger says for every code its dates, the acts behind them, and what followed it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0003_recorded_period'),
        ('cadastre', '0003_recorded_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeCounter',
            fields=[
                ('scope', models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name='scope')),
                ('last_number', models.PositiveIntegerField(default=0, verbose_name='highest number given')),
            ],
            options={
                'verbose_name': 'code counter',
                'verbose_name_plural': 'code counters',
                'ordering': ('scope',),
            },
        ),
        migrations.AddField(
            model_name='building',
            name='outside_parcel',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='why it stands outside its parcel'),
        ),
        migrations.AddField(
            model_name='unitcode',
            name='kind',
            field=models.CharField(blank=True, choices=[('land', 'land without fixtures'), ('buildings', 'several buildings'), ('building', 'whole building'), ('storey', 'storey'), ('room', 'flat or room')], db_default='', max_length=10, verbose_name='kind of unit'),
        ),
        migrations.AddField(
            model_name='unitcode',
            name='origin',
            field=models.CharField(choices=[('allocated', 'numbered here'), ('delivered', 'taken over as delivered')], db_default='delivered', max_length=10, verbose_name='numbered by'),
        ),
        migrations.CreateModel(
            name='CodeAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reserve', 'reserved'), ('publish', 'registered'), ('complete', 'presale list settled by completion'), ('split', 'split'), ('merge', 'merged'), ('storey', 'storey added'), ('rebuild', 'rebuilt'), ('retire', 'retired'), ('correct', 'corrected'), ('renumber', 'renumbered')], max_length=10, verbose_name='act')),
                ('at', models.DateTimeField(verbose_name='in effect from')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='recorded at')),
                ('actor', models.CharField(blank=True, max_length=150, verbose_name='done by')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('document_number', models.CharField(blank=True, max_length=200, verbose_name='document')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'act on codes',
                'verbose_name_plural': 'acts on codes',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='BuildingCode',
            fields=[
                ('parcel_code', models.CharField(db_index=True, max_length=19, verbose_name='parcel code')),
                ('reserved_at', models.DateTimeField(verbose_name='reserved at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired at')),
                ('origin', models.CharField(choices=[('allocated', 'numbered here'), ('delivered', 'taken over as delivered')], db_default='delivered', max_length=10, verbose_name='numbered by')),
                ('code', models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name='building code')),
                ('confirmed_act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that confirmed it')),
                ('reserved_act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that reserved it')),
                ('retired_act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that retired it')),
            ],
            options={
                'verbose_name': 'building code',
                'verbose_name_plural': 'building codes',
                'ordering': ('code',),
            },
        ),
        migrations.AddField(
            model_name='unitcode',
            name='confirmed_act',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that confirmed it'),
        ),
        migrations.AddField(
            model_name='unitcode',
            name='reserved_act',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that reserved it'),
        ),
        migrations.AddField(
            model_name='unitcode',
            name='retired_act',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.codeact', verbose_name='act that retired it'),
        ),
        migrations.CreateModel(
            name='CodeLineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_code', models.CharField(db_index=True, max_length=28, verbose_name='from')),
                ('to_code', models.CharField(db_index=True, max_length=28, verbose_name='to')),
                ('kind', models.CharField(choices=[('split', 'split'), ('merge', 'merged'), ('renumber', 'renumbered'), ('rebuild', 'rebuilt'), ('correct', 'corrected')], max_length=10, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='in effect from')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='buildings.codeact')),
            ],
            options={
                'verbose_name': "step of a code's lineage",
                'verbose_name_plural': "steps of codes' lineage",
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='codeact',
            constraint=models.CheckConstraint(condition=models.Q(('source__isnull', False), models.Q(('document_number', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('kind__in', ['reserve', 'publish']), _connector='OR'), name='code_act_has_its_ground'),
        ),
        migrations.AddConstraint(
            model_name='buildingcode',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}F\\d{4}$')), name='building_code_is_well_formed'),
        ),
        migrations.AddConstraint(
            model_name='buildingcode',
            constraint=models.CheckConstraint(condition=models.Q(('code__startswith', models.F('parcel_code'))), name='building_code_is_of_its_parcel'),
        ),
        migrations.AddConstraint(
            model_name='codelineage',
            constraint=models.UniqueConstraint(fields=('from_code', 'to_code', 'act'), name='code_lineage_once'),
        ),
        migrations.AddConstraint(
            model_name='codelineage',
            constraint=models.CheckConstraint(condition=models.Q(('from_code', models.F('to_code')), _negated=True), name='code_lineage_leads_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='codelineage',
            constraint=models.CheckConstraint(condition=models.Q(('from_code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}(F\\d{4}|W0{8}|[FLQ]\\d{8})?$'), ('to_code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}(F\\d{4}|W0{8}|[FLQ]\\d{8})?$')), name='code_lineage_is_of_codes'),
        ),
    ]
