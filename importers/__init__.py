"""Bytes to records: one file a format, no tables, no Django."""
