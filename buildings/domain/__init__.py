"""Floor areas and building tables without a database."""
