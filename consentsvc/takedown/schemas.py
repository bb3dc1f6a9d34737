"""What the takedown room's API takes and gives."""

from typing import Literal

TaskState = Literal["open", "done", "not_recallable", "not_needed"]
ProofKind = Literal["fetched", "note", "screenshot"]
