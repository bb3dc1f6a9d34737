"""Where pictures are taken, and where none may be (W7). Values in, an answer out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from consentsvc.kernel.rulebook import Reason

WHAT_TO_DO: Final = "Do not take or keep such a picture, and send it to nobody. Tell the safeguarding lead now."

_BANNED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changing_room": "Nobody takes pictures in a changing room.",
        "toilet": "Nobody takes pictures in a toilet.",
        "first_aid": "Nobody takes pictures of first aid.",
        "intimate_care": "Nobody takes pictures of intimate care.",
    }
)


def ban_on(place: str | None) -> Reason | None:
    """Why no picture from this place is taken in (W7); None where pictures may be taken, or nobody said where it was."""
    sentence = _BANNED.get(place or "")
    return Reason("W7", "banned_place", None, sentence, WHAT_TO_DO) if sentence else None
