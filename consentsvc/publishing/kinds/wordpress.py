"""A page of the school's own WordPress, which a connector keeps as it should be."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="wordpress",
    name="WordPress page",
    says="A page of your WordPress site that we fill and keep right.",
    purposes=("website", "video"),
    door="public",
    leaves_copies=True,
)
