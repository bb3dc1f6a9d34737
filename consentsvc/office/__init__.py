"""The office: what staff take down for families, check, and settle.

Words: a *paper form* is what somebody signed, typed in with its scan, and checked by a second person (C15). *Past answers* are those a
school had before it used the service. A *settlement* notes what staff did about two who disagree (C6). An *objection* is to a use that
rests on public task, and is handled by a lead (C13). An *assessment* says whether a person can decide for themself (C7, C14).

What is seen here tells nobody but a lead of a restriction: such a child looks like one for whom nobody has answered (R2).
"""
