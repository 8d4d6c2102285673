"""The front door: home, search, integrators' page."""
