"""The demo county: invented, the same bytes every time, in the repository as code."""
