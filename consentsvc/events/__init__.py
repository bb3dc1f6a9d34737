"""A school's events: when, where, which children take part, who takes the pictures, and what people are told.

'Event' always means a school's event. Who takes part helps to name the people in its pictures, and is seen only by those who may
see children.

From `large` on, an event takes pictures in once its four notices are confirmed (E2), of photographers on its register alone (E4):
`admission` decides it. Everybody finds the notice at /n/{code}; a steward finds at /badge/{code} whether a badge counts.
"""
