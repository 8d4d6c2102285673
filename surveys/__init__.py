"""Survey projects, the results of their stages, findings, and the decision to reuse them."""
