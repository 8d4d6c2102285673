"""Shared parts, logical buildings, addresses and code lists, each with its versions."""

import cadastre.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0007_steps_of_parcels'),
        ('cadastre', '0004_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_name', models.CharField(max_length=20, verbose_name='list')),
                ('code', models.CharField(max_length=8, verbose_name='code')),
                ('name_zh', models.CharField(max_length=60, verbose_name='name (Chinese)')),
                ('name_en', models.CharField(max_length=80, verbose_name='name (English)')),
                ('standard', models.CharField(max_length=60, verbose_name='standard')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('is_verified', models.BooleanField(default=False, verbose_name='verified')),
            ],
            options={
                'verbose_name': 'value of a code list',
                'verbose_name_plural': 'values of code lists',
                'ordering': ('list_name', 'code', 'valid_from'),
                'constraints': [models.UniqueConstraint(fields=('list_name', 'code', 'standard', 'valid_from'), name='code_list_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='LogicalBuilding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_to', models.DateTimeField(blank=True, null=True, verbose_name='valid to')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='end recorded at')),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='recorded from')),
                ('recorded_to', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='recorded to')),
                ('logical_code', models.CharField(help_text='LJZH', max_length=40, verbose_name='logical building code')),
                ('building_code', models.CharField(db_index=True, help_text='ZRZH', max_length=24, verbose_name='building code')),
                ('doorplate', models.CharField(blank=True, help_text='MPH', max_length=50, verbose_name='doorplate')),
                ('presale_built_m2', models.DecimalField(blank=True, decimal_places=3, help_text='YCJZMJ', max_digits=15, null=True, verbose_name='floor area at presale (m²)')),
                ('presale_below_m2', models.DecimalField(blank=True, decimal_places=3, help_text='YCDXMJ', max_digits=15, null=True, verbose_name='below ground at presale (m²)')),
                ('presale_other_m2', models.DecimalField(blank=True, decimal_places=3, help_text='YCQTMJ', max_digits=15, null=True, verbose_name='other area at presale (m²)')),
                ('built_m2', models.DecimalField(blank=True, decimal_places=3, help_text='SCJZMJ', max_digits=15, null=True, verbose_name='floor area (m²)')),
                ('below_m2', models.DecimalField(blank=True, decimal_places=3, help_text='SCDXMJ', max_digits=15, null=True, verbose_name='below ground (m²)')),
                ('other_m2', models.DecimalField(blank=True, decimal_places=3, help_text='SCQTMJ', max_digits=15, null=True, verbose_name='other area (m²)')),
                ('completed_on', models.DateField(blank=True, help_text='JGRQ', null=True, verbose_name='completed on')),
                ('structure_1', models.CharField(blank=True, help_text='FWJG1', max_length=8, verbose_name='structure')),
                ('structure_2', models.CharField(blank=True, help_text='FWJG2', max_length=8, verbose_name='second structure')),
                ('structure_3', models.CharField(blank=True, help_text='FWJG3', max_length=8, verbose_name='third structure')),
                ('state', models.CharField(blank=True, help_text='JZWZT', max_length=8, verbose_name='state of the building')),
                ('use_1', models.CharField(blank=True, help_text='FWYT1', max_length=8, verbose_name='use')),
                ('use_2', models.CharField(blank=True, help_text='FWYT2', max_length=8, verbose_name='second use')),
                ('use_3', models.CharField(blank=True, help_text='FWYT3', max_length=8, verbose_name='third use')),
                ('storeys', models.PositiveSmallIntegerField(default=0, help_text='ZCS', verbose_name='storeys')),
                ('storeys_above', models.PositiveSmallIntegerField(default=0, help_text='DSCS', verbose_name='storeys above ground')),
                ('storeys_below', models.PositiveSmallIntegerField(default=0, help_text='DXCS', verbose_name='storeys below ground')),
                ('presale_permit', models.CharField(blank=True, max_length=100, verbose_name='presale permit')),
                ('planning_permit', models.CharField(blank=True, max_length=100, verbose_name='planning permit')),
                ('planning_acceptance', models.CharField(blank=True, max_length=100, verbose_name='planning acceptance')),
                ('completion_record', models.CharField(blank=True, max_length=100, verbose_name='completion record')),
                ('remark', models.TextField(blank=True, help_text='BZ', verbose_name='remark')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'logical building',
                'verbose_name_plural': 'logical buildings',
                'ordering': ('logical_code', '-valid_from'),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='logicalbuilding_period_is_forward'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('valid_to__isnull', True)), models.Q(('closed_at__gte', models.F('recorded_from')), ('closed_at__isnull', False), ('valid_to__isnull', False)), _connector='OR'), name='logicalbuilding_period_is_recorded'), models.CheckConstraint(condition=models.Q(('recorded_to__isnull', True), models.Q(('recorded_to__gt', models.F('recorded_from')), models.Q(('closed_at__isnull', True), ('closed_at__lte', models.F('recorded_to')), _connector='OR')), _connector='OR'), name='logicalbuilding_record_is_forward'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('logical_code', '='), (cadastre.models.Period('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), (cadastre.models.Period('recorded_from', 'recorded_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='logical_building_one_version_at_a_time'), models.CheckConstraint(condition=models.Q(('building_code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}F\\d{4}$')), name='logical_building_is_of_a_building'), models.CheckConstraint(condition=models.Q(('storeys', django.db.models.expressions.CombinedExpression(models.F('storeys_above'), '+', models.F('storeys_below')))), name='logical_building_storeys_add_up')],
            },
        ),
        migrations.CreateModel(
            name='ObjectAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_to', models.DateTimeField(blank=True, null=True, verbose_name='valid to')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='end recorded at')),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='recorded from')),
                ('recorded_to', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='recorded to')),
                ('object_code', models.CharField(db_index=True, max_length=28, verbose_name='code')),
                ('kind', models.CharField(choices=[('location', 'location'), ('doorplate', 'doorplate'), ('former', 'former name')], max_length=10, verbose_name='kind of address')),
                ('text', models.CharField(help_text='ZL', max_length=200, verbose_name='address')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
                'ordering': ('object_code', 'kind', '-valid_from'),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='objectaddress_period_is_forward'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('valid_to__isnull', True)), models.Q(('closed_at__gte', models.F('recorded_from')), ('closed_at__isnull', False), ('valid_to__isnull', False)), _connector='OR'), name='objectaddress_period_is_recorded'), models.CheckConstraint(condition=models.Q(('recorded_to__isnull', True), models.Q(('recorded_to__gt', models.F('recorded_from')), models.Q(('closed_at__isnull', True), ('closed_at__lte', models.F('recorded_to')), _connector='OR')), _connector='OR'), name='objectaddress_record_is_forward'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('object_code', '='), ('kind', '='), ('text', '='), (cadastre.models.Period('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), (cadastre.models.Period('recorded_from', 'recorded_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='address_one_version_at_a_time'), models.CheckConstraint(condition=models.Q(('object_code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}(F\\d{4}|W0{8}|[FLQ]\\d{8})?$')), name='address_is_of_a_code'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='address_says_something')],
            },
        ),
        migrations.CreateModel(
            name='SharedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_to', models.DateTimeField(blank=True, null=True, verbose_name='valid to')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='end recorded at')),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='recorded from')),
                ('recorded_to', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='recorded to')),
                ('building_code', models.CharField(db_index=True, max_length=24, verbose_name='building code')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number in the building')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(blank=True, max_length=8, verbose_name='kind of part')),
                ('storey_number', models.SmallIntegerField(blank=True, null=True, verbose_name='storey')),
                ('area_m2', models.DecimalField(blank=True, decimal_places=3, help_text='SCJZMJ', max_digits=15, null=True, verbose_name='floor area (m²)')),
                ('presale_area_m2', models.DecimalField(blank=True, decimal_places=3, help_text='YCJZMJ', max_digits=15, null=True, verbose_name='floor area at presale (m²)')),
                ('is_apportioned', models.BooleanField(default=True, verbose_name='apportioned among units')),
                ('serves', models.CharField(blank=True, max_length=200, verbose_name='shared among')),
                ('area_standard', models.CharField(max_length=40, verbose_name='standard of the area')),
                ('area_rule', models.CharField(blank=True, max_length=20, verbose_name='rule of the area')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cadastre.spatialsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'shared part',
                'verbose_name_plural': 'shared parts',
                'ordering': ('building_code', 'number', '-valid_from'),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='sharedpart_period_is_forward'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('valid_to__isnull', True)), models.Q(('closed_at__gte', models.F('recorded_from')), ('closed_at__isnull', False), ('valid_to__isnull', False)), _connector='OR'), name='sharedpart_period_is_recorded'), models.CheckConstraint(condition=models.Q(('recorded_to__isnull', True), models.Q(('recorded_to__gt', models.F('recorded_from')), models.Q(('closed_at__isnull', True), ('closed_at__lte', models.F('recorded_to')), _connector='OR')), _connector='OR'), name='sharedpart_record_is_forward'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('building_code', '='), ('number', '='), (cadastre.models.Period('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), (cadastre.models.Period('recorded_from', 'recorded_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='shared_part_one_version_at_a_time'), models.CheckConstraint(condition=models.Q(('building_code__regex', '^\\d{12}[GJZ][ABSXCDEFLNHGWY]\\d{5}F\\d{4}$')), name='shared_part_is_of_a_building'), models.CheckConstraint(condition=models.Q(('area_m2__gte', 0), ('presale_area_m2__gte', 0), _connector='OR'), name='shared_part_has_an_area')],
            },
        ),
    ]
