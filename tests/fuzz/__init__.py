"""Bytes that nobody wrote, for every reader of our own."""
