"""The film of a placed video: a copy that the worker encoded anew, as large as may go out (P3, P4, U2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from consentsvc.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class FilmCopy:
    """One copy of a film. Width and height in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Film:
    """What was made of a video: a still (by hash), and its copies."""

    still: str
    copies: Sequence[FilmCopy]


def fitting(film: Film, longest_edge: int) -> FilmCopy:
    """The largest copy that is no larger than may go out. Raises Conflict where there is none."""
    fits = [copy for copy in film.copies if max(copy.width, copy.height) <= longest_edge]
    if not fits:
        raise Conflict(
            f"Your school lets pictures of {longest_edge} pixels out here, and a video is made no smaller than that.",
            slug="video-too-large",
        )
    return max(fits, key=lambda copy: copy.width * copy.height)
