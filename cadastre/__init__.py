"""The shared language of the cadastre and the Django site that carries it."""
