"""Misuse reports (3.13, M1 to M10): anybody can make one, nothing of it is lost, and only those who may know it exist.

A report goes to the safeguarding leads; one that is about a lead to the head; one that is about the head to the chair of governors.
Whom it is about never reads it, whatever their role. The database itself holds this: a transaction sees no report until it says who
reads (`readers.py`). A report of nude or semi-nude images, or of any doubt, takes in no file, by the database's own rule (M2).
"""
