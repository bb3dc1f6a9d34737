"""The kinds of channel. Adding one is a module here and a line below."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from consentsvc.publishing.kinds import gallery, newsletter, paper, parent_area, press, screen, social, training, wordpress
from consentsvc.publishing.kinds.kind import ChannelKind

KINDS: Final[Mapping[str, ChannelKind]] = MappingProxyType(
    {each.KIND.id: each.KIND for each in (gallery, wordpress, newsletter, screen, parent_area, social, press, paper, training)}
)
"""Every kind by its id, in the order in which people choose one. The first that takes a purpose is what a channel for it is by default."""

KIND_IDS: Final = tuple(KINDS)


def usual_kind(purpose: str) -> ChannelKind:
    """The kind that a channel for this purpose is, unless somebody says otherwise."""
    return next(kind for kind in KINDS.values() if purpose in kind.purposes)
