"""Records to bytes: one file a format, no tables, no Django.

The contract of a writer stands in :mod:`exporters.formats`.
"""
