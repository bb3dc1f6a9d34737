"""A gallery on the service's own page, and from there on the school's website (3.9)."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="gallery",
    name="Website gallery",
    says="A page of pictures that your website shows, at addresses of ours.",
    purposes=("website", "video"),
    door="public",
    has_gallery=True,
)
