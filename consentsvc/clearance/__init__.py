"""Clearance: may this picture go out for this purpose? The decision and its reasons.

Words: a *person in a photo* is a face that was found or a spot that somebody marked. The *clearance* is the
decision for one photo and one purpose: cleared, blocked, or needs a person. Only `cleared` lets a picture out.

Rules: nothing goes out before the scan is done (W1). Everybody is accounted for, and a reviewer has confirmed
the head count of the people as they are now (W2). Each child and adult shown has a standing that allows this
very purpose (P1, C2, C14). Whatever is open, failed or unknown denies. Readers who aren't leads get a restricted
child's picture explained exactly as a missing answer (R2).
"""
