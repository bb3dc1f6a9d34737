"""A screen inside the building."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="screen",
    name="Screen in school",
    says="Pictures one after the other on a screen in the building.",
    purposes=("in_school_display",),
    door="screen",
)
