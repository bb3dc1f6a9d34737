"""How large a picture goes out (P4), and why one that is in place doesn't show (P9). Nothing here knows a database or a clock."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing.names import ChildName, names_told
from consentsvc.schools.policy import SchoolPolicy

SMALL_EDGE: Final = 400
"""Longest edge of the small file, in pixels."""

NO_NAMES: Final = "All rights reserved"
"""Stands for a notice of rights that gives the name of a child who is in the picture."""


def longest_edge(policy: SchoolPolicy, purpose: str, children: int) -> int:
    """Of the large file, in pixels: smaller for a single child on the open web (P4)."""
    if children == 1 and PURPOSES[purpose].audience == "open web":
        return policy.single_child_longest_edge
    return policy.open_web_longest_edge


def rights(policy: SchoolPolicy, school: str, children: Collection[ChildName]) -> str:
    """Whose the picture is, as its file says (P3): in the school's words, or else by its name; never with a child's name (P2)."""
    said = policy.credit or f"© {school}"
    return NO_NAMES if names_told({"notice of rights": said}, children, ()) else said


def people_changed(placement_id: UUID) -> Reason:
    """Why a placement that was made from other people than are in the photo now doesn't show (P9)."""
    return Reason(
        "P9",
        "people_changed",
        str(placement_id),
        "Who is in this picture was changed after it was put here.",
        "Put it here again.",
    )
