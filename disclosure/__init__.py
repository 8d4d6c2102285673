"""What the public may see: natural state and restrictions, never who holds it."""
