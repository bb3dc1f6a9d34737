"""Who may sign in: people, their roles at each school, their sessions, and tokens for other programs.

A session or a token acts for one school. Secrets are kept as hashes only; whoever leaves or changes role is out with the next
request, because roles are read from the database at each one (X3).
"""
