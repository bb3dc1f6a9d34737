"""Asking: rounds in which families are asked, reminded, and counted.

Words: a *round* asks the families of a class, a year, an event or the school, for some purposes or for all. A *request* is one person
asked in a round: a guardian for a child, a young person, an adult. Who can't be reached by mail gets a printed letter.

Rules: families are asked again before their answers lapse (C11). Who is barred from contact is never asked (G3). What staff see here
tells nothing of a restriction (R2).
"""
