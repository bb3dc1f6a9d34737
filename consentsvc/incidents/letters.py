"""What the incidents room mails to staff: that there is something to read or to look at, and never what."""

from typing import Final

from consentsvc.accounts.notices import Notice

DIGEST_SENT: Final = Notice(
    "incidents.digest",
    "What we learned this term",
    "There is a short page about what your school learned about pictures this term. Please read it.",
    "/learning",
)
DIGEST_DUE: Final = Notice(
    "incidents.digest_due",
    "A page for your colleagues waits to be read",
    "The term ends soon. What was learned in it has been drawn up for your colleagues. Please read it, change it, and send it.",
    "/learning",
)
ACTION_DUE: Final = Notice(
    "incidents.action",
    "Something that you took on is to be looked at again",
    "An action of your school’s plan is due to be looked at again. Please say how it goes, or that it is done.",
    "/learning",
)
