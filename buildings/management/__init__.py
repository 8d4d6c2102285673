"""Commands of the buildings app."""
