"""What the breaches room mails to staff: that there is a breach, and never which."""

from typing import Final

from consentsvc.accounts.notices import Notice

BREACH_OPENED: Final = Notice(
    "breaches.breach",
    "A data protection record was opened",
    "A record about pictures was opened. The time for telling the regulator is running. Please look at it today.",
    "/breaches",
)
CLOCK_RUNS_OUT: Final = Notice(
    "breaches.clock",
    "A data protection record needs you",
    "The time for telling the regulator about a record runs out within a day: decide, or tell it, and note that.",
    "/breaches",
)
