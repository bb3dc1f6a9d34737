"""A school's events: when, where, and which children take part.

'Event' always means a school's event. Who takes part helps to name the people in its pictures, and is seen only by those who may
see children.
"""
