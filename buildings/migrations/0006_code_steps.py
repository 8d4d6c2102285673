"""One view of all steps between codes, whichever table keeps them."""

from django.db import migrations

FORWARD = """
create view code_step_v1 as
select from_code, to_code, kind, at from buildings_codelineage;
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0005_code_guards")]
    operations = [migrations.RunSQL(FORWARD, "drop view code_step_v1;")]
