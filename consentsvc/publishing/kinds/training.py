"""Staff training and evidence for inspections: files that stay with staff."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="training",
    name="Training and inspection",
    says="Pictures for staff training and inspectors.",
    purposes=("staff_training",),
    door="none",
    leaves_copies=True,
)
