"""Why there is no database, in one sentence with what to do."""

import re

REASONS = (
    ("No space left on device", "the disk is full. Free some space and start again"),
    ("Read-only file system", "the disk is read-only. Make it writable and start again"),
    (
        "Permission denied",
        "its files belong to another user. Start the service as that user, or give it the files",
    ),
    (
        "pre-existing shared memory block",
        "parts of an earlier PostgreSQL still run on this data. End them and start again",
    ),
    ("lock file", "another PostgreSQL uses this data. End it and start again"),
    ("valid checkpoint record", "its data is damaged. Restore the last backup"),
    ("pg_control", "its data is damaged. Restore the last backup"),
    ("is not a valid data directory", "its data is damaged. Restore the last backup"),
    ("Cannot allocate memory", "there is too little memory. Free some and start again"),
    ("extension control file", "this PostgreSQL lacks pg_trgm or unaccent. Install its contrib package"),
)


class PostgresUnavailable(Exception):
    """The database can't be had; the text says why and what to do, for the operator's eyes."""


def explain(words: str, what: str) -> PostgresUnavailable:
    """Turn what PostgreSQL printed into one sentence about `what`; unknown causes are cited."""
    for mark, reason in REASONS:
        if mark in words:
            return PostgresUnavailable(f"{what} failed: {reason}.")
    return PostgresUnavailable(f"{what} failed. PostgreSQL says: {_gravest_line(words)}")


def _gravest_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    grave = [line for line in lines if re.search(r"PANIC:|FATAL:|error:", line)]
    return (grave or lines or ["nothing"])[-1]
