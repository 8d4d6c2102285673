"""Stages, checks and reuse rules without a database."""
