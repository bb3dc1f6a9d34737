"""Who did what, and who looked at whom: one chain of entries for each school that only grows (A2).

An entry has an actor, a verb of the grammar `thing:verb`, the thing's id, and details without names. Entries are written last in
their transaction; a trigger links each to the one before by its hash. No feature reads the audit.
"""
