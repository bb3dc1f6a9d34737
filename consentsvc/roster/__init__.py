"""Classes, children, their guardians, and the adults who may be in a picture.

A guardian is tied to a child by a guardianship, which says whether they hold parental responsibility (C5) and whether contact is
barred. `version` of a child, an adult or a school is raised by the database itself with every change of a fact that a decision
about pictures rests on.
"""
