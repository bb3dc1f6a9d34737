"""What the incidents room's API takes and gives."""

from typing import Literal

BreachCause = Literal["shown_without_consent", "yes_by_mistake", "unknown_copy", "still_there", "told_by_somebody"]
BreachDecision = Literal["report", "do_not_report"]
BreachEntryKind = Literal["opened", "officer_told", "note", "decided", "regulator_told", "family_told", "closed"]
