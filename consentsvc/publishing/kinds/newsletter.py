"""A newsletter: issues put together from cleared pictures and text."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="newsletter",
    name="Newsletter",
    says="Issues for families: a page, an e-mail and a PDF for print.",
    purposes=("digital_newsletter", "printed_newsletter"),
    door="public",
    leaves_copies=True,
)
