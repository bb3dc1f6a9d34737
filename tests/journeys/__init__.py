"""Whole stories in a real browser: given, when, then. Each page on the way is looked at by axe.

JOURNEY_PICTURES names a folder that keeps a picture of each step, for people to look at.
"""
