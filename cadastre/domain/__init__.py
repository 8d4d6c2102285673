"""The trade's words as plain typed Python: codes, coordinates, areas, tolerances, findings."""
