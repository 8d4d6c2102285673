"""First-registration cases, restrictions and holders."""
