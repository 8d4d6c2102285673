"""Columns of the database standard that files state of buildings, storeys and units besides."""

from django.db import migrations, models

import cadastre.fields


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0010_buildings_stay_in_parcels"),
    ]

    operations = [
        migrations.AddField(
            model_name="building",
            name="basement_depth_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="DXSD",
                max_digits=15,
                null=True,
                verbose_name="depth below ground (m)",
            ),
        ),
        migrations.AddField(
            model_name="building",
            name="height_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="JZWGD",
                max_digits=15,
                null=True,
                verbose_name="height (m)",
            ),
        ),
        migrations.AddField(
            model_name="building",
            name="presale_floor_area_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="YCJZMJ",
                max_digits=15,
                null=True,
                verbose_name="floor area at presale (m²)",
            ),
        ),
        migrations.AddField(
            model_name="building",
            name="project_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="XMMC",
                max_length=200,
                verbose_name="name of the project",
            ),
        ),
        migrations.AddField(
            model_name="building",
            name="site_area_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="ZYDMJ",
                max_digits=15,
                null=True,
                verbose_name="land of the building (m²)",
            ),
        ),
        migrations.AddField(
            model_name="building",
            name="use",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="GHYT",
                max_length=60,
                verbose_name="planned use",
            ),
        ),
        migrations.AddField(
            model_name="storey",
            name="height_m",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="CG",
                max_digits=15,
                null=True,
                verbose_name="height of the storey (m)",
            ),
        ),
        migrations.AddField(
            model_name="storey",
            name="inner_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="CTNJZMJ",
                max_digits=15,
                null=True,
                verbose_name="inner area (m²)",
            ),
        ),
        migrations.AddField(
            model_name="storey",
            name="shared_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="CFTJZMJ",
                max_digits=15,
                null=True,
                verbose_name="shared area (m²)",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="basement_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="SCDXBFJZMJ",
                max_digits=15,
                null=True,
                verbose_name="part below ground (m²)",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="coefficient",
            field=cadastre.fields.ExactDecimalField(
                blank=True, help_text="SCFTXS", null=True, verbose_name="apportionment coefficient"
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="exclusive_land_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="DYTDMJ",
                max_digits=15,
                null=True,
                verbose_name="land used alone (m²)",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="house_code",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="FWBM",
                max_length=40,
                verbose_name="house code",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="house_nature",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="FWXZ",
                max_length=40,
                verbose_name="nature of the house",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="house_type",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="FWLX",
                max_length=40,
                verbose_name="type of house",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="layout",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="HX",
                max_length=40,
                verbose_name="layout",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="layout_form",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="HXJG",
                max_length=40,
                verbose_name="form of the layout",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="other_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="SCQTJZMJ",
                max_digits=15,
                null=True,
                verbose_name="other floor area (m²)",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="shared_land_m2",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="GYTDMJ",
                max_digits=15,
                null=True,
                verbose_name="land used in common (m²)",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="use_2",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="FWYT2",
                max_length=60,
                verbose_name="second use",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="use_3",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="FWYT3",
                max_length=60,
                verbose_name="third use",
            ),
        ),
    ]
