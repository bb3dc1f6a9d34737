"""Why another system could not be spoken to: one word for the record, and how people read it."""

from collections.abc import Mapping
from typing import Final

from consentsvc.kernel import outside


class ConnectorAway(Exception):
    """The other system could not be spoken to, or said no; nothing is known of what it did. `word`: one of WORDS."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


WORDS: Final[Mapping[str, str]] = {
    **outside.WORDS,
    "not_wordpress": "There is no WordPress at this address, or its REST API is switched off.",
    "moved": "The site sends us on to another address. Enter the address that it ends up at.",
    "sign_in": (
        "WordPress didn’t take the user name and application password. Check both; some servers also drop the header that carries them."
    ),
    "not_allowed": "This WordPress user may not do that. It needs the role Editor.",
    "no_room": "WordPress doesn’t take the file: it is too large there, or there is no room.",
    "overloaded": "WordPress asks us to slow down.",
    "error": "WordPress answered with an error.",
    "in_bin": "The page is in WordPress’s bin. Restore it there, or delete it for good: then we make a new one.",
    "may_arrive": "A file may still be on its way there. We look again in a few minutes.",
    "busy": "Another of our own tasks is speaking with this WordPress.",
    "password_lost": "The application password can’t be read any more. Enter it again.",
    "ended": "This connection has ended.",
    "no_taker": "The address says that it wants no more messages (410). Switch it on again when it does.",
    "key_lost": "The key can’t be read any more. Make another one.",
    "not_taken": "The address answered, and didn’t take the message.",
}
"""Every word, as people read it."""
