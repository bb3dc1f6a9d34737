"""The public form as it is sent: plain fields, read in one piece of memory, checked before anything else looks at them."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from consentsvc.kernel.errors import Invalid, TooLarge
from consentsvc.kernel.languages import phrase
from consentsvc.reports.plain_words import holds_a_file

MOST_BYTES: Final = 128 * 1024
MOST_FIELDS: Final = 40

UNREADABLE: Final = phrase("This can't be read. Go back, and send it again.")
TOO_LONG: Final = phrase("This is too long. Write less.")


_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
"""What comes along with a text that was copied elsewhere, such as tabs and word processors' line breaks."""


class Form(Mapping[str, str]):
    """A form's fields without the space around them; one that wasn't sent is empty, of one that was sent twice the last counts.

    `not_words`: fields that held a file, in any value or in the name itself; they are empty.
    """

    def __init__(self, sent: Sequence[tuple[str, str]] = ()) -> None:
        self.not_words = frozenset(name for name, value in sent if holds_a_file(value) or holds_a_file(name))
        self._fields = {name: "" if name in self.not_words else _CONTROL.sub(" ", value).strip() for name, value in sent}

    def __getitem__(self, name: str) -> str:
        return self._fields.get(name, "")

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


async def _fields(request: Request) -> list[tuple[str, str]]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge(TOO_LONG)
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # too many fields, or bytes that aren't text
        raise Invalid(UNREADABLE) from None


def _form(fields: Annotated[list[tuple[str, str]], Depends(_fields)]) -> Form:
    return Form(fields)  # in a thread: it is looked through letter by letter


Sent = Annotated[Form, Depends(_form)]
