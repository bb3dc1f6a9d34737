"""Breaches: a publication that should not have been, its 72 hours, what was decided and learned (2.6, W4)."""
