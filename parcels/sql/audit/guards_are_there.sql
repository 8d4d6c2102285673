-- Triggers and constraints that the register of parcels should have and has not.
-- parameters: none
-- columns: table_name, guard
-- relies on: nothing: it reads the catalogue
select wanted.table_name, wanted.guard
from (values
    ('parcels_parcel', 'parcel_kept'),
    ('parcels_parcel', 'parcel_record_order'),
    ('parcels_parcel', 'parcel_overlap_refused'),
    ('parcels_parcel', 'parcel_codes_issued'),
    ('parcels_parcel', 'parcels_in_sub_districts'),
    ('parcels_parcel', 'parcel_periods_adjoin'),
    ('parcels_parcel', 'parcel_table_kept'),
    ('parcels_parcel', 'parcel_one_version_at_a_time'),
    ('parcels_parcel', 'parcel_period_is_forward'),
    ('parcels_parcel', 'parcel_period_is_recorded'),
    ('parcels_parcel', 'parcel_record_is_forward'),
    ('parcels_parcel', 'parcel_code_is_well_formed'),
    ('parcels_parcel', 'parcel_code_is_of_its_sub_district'),
    ('parcels_parcel', 'parcel_geom_is_valid'),
    ('parcels_parcel', 'parcel_area_is_positive'),
    ('parcels_boundarypoint', 'boundary_point_kept'),
    ('parcels_boundarypoint', 'boundary_points_on_boundary'),
    ('parcels_boundarypoint', 'boundary_point_is_on_the_plane'),
    ('parcels_boundarypoint', 'boundarypoint_table_kept'),
    ('parcels_boundaryline', 'boundary_line_kept'),
    ('parcels_boundaryline', 'boundaryline_table_kept'),
    ('parcels_sharedpoint', 'shared_point_kept'),
    ('parcels_issuedparcelcode', 'parcel_code_kept'),
    ('parcels_issuedparcelcode', 'issued_parcel_code_number_once'),
    ('parcels_issuedparcelcode', 'issuedparcelcode_table_kept'),
    ('parcels_parcelchange', 'parcel_change_final'),
    ('parcels_parcelchange', 'parcel_change_areas_balance'),
    ('parcels_parcellineage', 'parcel_lineage_kept'),
    ('parcels_parcellineage', 'parcel_lineage_true')
) as wanted (table_name, guard)
where not exists (
        select 1 from pg_trigger t
        where t.tgrelid = wanted.table_name::regclass and t.tgname = wanted.guard
          and t.tgenabled = 'O')
  and not exists (
        select 1 from pg_constraint c
        where c.conrelid = wanted.table_name::regclass and c.conname = wanted.guard
          and c.contype <> 't')
