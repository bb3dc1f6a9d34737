"""Incidents. So far breaches: a publication that should not have been, its clock, and what was decided (2.6, W4)."""
