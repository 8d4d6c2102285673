"""Case states and restrictions without a database."""
