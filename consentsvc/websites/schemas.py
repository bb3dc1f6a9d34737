"""What the websites room's API takes and gives."""

from typing import Literal

FindingKind = Literal["unknown_copy", "dead_link", "still_there"]
