"""Imagery under the maps."""
