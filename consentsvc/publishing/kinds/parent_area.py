"""Pictures for the school's families alone, behind their sign-in."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="parent_area",
    name="Families’ area",
    says="Pictures that families see after they sign in.",
    purposes=("closed_parent_area", "learning_record"),
    door="family",
)
