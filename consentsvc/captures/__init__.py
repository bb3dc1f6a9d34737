"""Third-party captures (2.5, T1 to T4): somebody else takes pictures of the school's children: what was seen, said and done, what follows.

A steward logs one on a phone in under a minute, with no signal too: the phone gives it its id, so that sending it again changes nothing.
A family's own pictures for its own use are no breach, and are never called one (T2).
"""
