"""What is printed: the prospectus, posters, displays on paper."""

from typing import Final

from consentsvc.publishing.kinds.kind import ChannelKind

KIND: Final = ChannelKind(
    id="paper",
    name="Print",
    says="Pictures for the prospectus, posters and leaflets.",
    purposes=("prospectus", "printed_newsletter", "in_school_display", "external_photographer"),
    door="none",
    leaves_copies=True,
    can_be_recalled=False,
)
