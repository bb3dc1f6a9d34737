"""What a kind of channel is."""

from dataclasses import dataclass
from typing import Literal

Door = Literal["public", "family", "screen", "none"]
"""Where a placed picture is fetched: at a public address, behind a family's sign-in, on a paired screen, or nowhere: it is handed over."""


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A kind of place where pictures go out.

    purposes: what a channel of this kind can be for. door: where the public, or part of it, fetches a placed picture.
    has_gallery: whether a public page shows what is placed. leaves_copies: whether people carry copies elsewhere.
    can_be_recalled: whether a copy that went out can come back at all (P9).
    """

    id: str
    name: str
    says: str
    purposes: tuple[str, ...]
    door: Door
    has_gallery: bool = False
    leaves_copies: bool = False
    can_be_recalled: bool = True
