"""A page on a social network: posted by hand, known here."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="social",
    name="Social media page",
    says="Pictures that somebody posts by hand, with the address of each post.",
    purposes=("social_media",),
    door="none",
    leaves_copies=True,
)
