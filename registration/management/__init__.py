"""Commands of the registration room."""
