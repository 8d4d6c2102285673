"""The checks, one file each (``pa04_parcels_overlap.py``), found by name; the rest helps them.

Nothing here knows Django: a check that looks at the register runs the ``.sql`` of its own name
through ``context.rows``.
"""
