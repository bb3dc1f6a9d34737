"""Consent: what a family was asked, what it answered, and what all that comes to.

Words: a *purpose* is a use that is asked for. An *answer* is what somebody said: given, refused or withdrawn,
for a child and a purpose, perhaps for one event. A *restriction* is a safeguarding lead's hold on a child.
The *standing* is what everything comes to now; only `given` and `public_task` allow.

Rules: no answer is a no (C2). Only parental responsibility can agree, or the social worker of a looked-after child; anybody's no counts
(C5, C7, C8). Two who disagree are a no (C6). A later no beats an earlier yes; only a yes for the same event undoes a no for it (C9).
A yes runs out; a no doesn't (C11). A condition on a yes is a partial no (C12). On public task no yes is needed; a no or an objection
denies (C13). A yes on paper waits for a second person (C15). A restriction outranks everything, and only a lead sees that it is one
(R1, R2). Answers are appended and ordered by their sequence, never by a clock.
"""
