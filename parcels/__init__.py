"""Parcels (宗地), boundary points (界址点) and boundary lines (界址线)."""
