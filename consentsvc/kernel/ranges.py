"""Parts of a file: what a request's Range comes to (RFC 9110, 14). Values in, an answer out."""

import re
from typing import Final

UNSATISFIABLE: Final = range(0)
"""What was asked for lies behind the file's end: 416."""

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


def part_asked(asked: str | None, if_range: str | None, etag: str, size: int) -> range | None:
    """The bytes that a request wants of a file with so many bytes; None: the whole, UNSATISFIABLE: none that there are.

    Several ranges at once, or one that can't be read, are answered with the whole, as HTTP allows. So is one for another version of
    the file (`if_range`).
    """
    found = _ONE_RANGE.fullmatch((asked or "").strip())
    if found is None or (if_range and if_range.strip() != etag):
        return None
    first, last = found.groups()
    if not first:
        return _last_bytes(last, size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size)) if int(first) < size else UNSATISFIABLE


def content_range(part: range, size: int) -> str:
    """The header that says which part of how many bytes this is."""
    return f"bytes {part.start}-{part.stop - 1}/{size}" if part else f"bytes */{size}"


def _last_bytes(count: str, size: int) -> range | None:
    if not count:
        return None
    return range(max(0, size - int(count)), size) if int(count) and size else UNSATISFIABLE
