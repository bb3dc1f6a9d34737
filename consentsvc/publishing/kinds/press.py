"""Newspapers, radio, television: handed over, and never called back."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="press",
    name="Press",
    says="Pictures that are handed to a newspaper, radio or television.",
    purposes=("press",),
    door="none",
    leaves_copies=True,
    can_be_recalled=False,
)
