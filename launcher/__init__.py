"""What bin/ runs: the environment, the private PostGIS cluster and the demo's processes.

Standard library only, because part of it runs before the environment exists; it imports none
of the product's own packages.
"""
