"""Natural buildings (自然幢), storeys (层) and units (户)."""
