"""Steps between parcel codes join those between building and unit codes.

A retirement has no code after it and is no step: the code's own dates say it ended.
"""

from django.db import migrations

FORWARD = """
drop view code_step_v1;
create view code_step_v1 as
select from_code, to_code, kind, at from buildings_codelineage
union all
select before_code, after_code, kind, at
from parcels_parcellineage
where after_code <> '' and after_code <> before_code;
"""

REVERSE = """
drop view code_step_v1;
create view code_step_v1 as
select from_code, to_code, kind, at from buildings_codelineage;
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0006_code_steps"), ("parcels", "0005_change_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
