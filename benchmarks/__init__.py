"""Measurements that anybody can repeat: ``bin/bench NAME [--json]``."""
