"""Takedown: whatever ends a clearance opens a case; every copy elsewhere is a task in it, with owner, deadline and proof (P9, P10).

What the service itself serves is gone by itself: each request decides. This room notices it (`watching`), by comparing what showed with
what shows, so that no cause can be forgotten; and sees to the copies which the service doesn't serve.
A case never says why: a restriction and a missing yes are the same here (R2).
"""
