"""Every room's tables, for migrations and the doors: importing this makes the metadata whole."""

from consentsvc.accounts import models as accounts
from consentsvc.asking import models as asking
from consentsvc.audit import models as audit
from consentsvc.clearance import models as clearance
from consentsvc.consent import models as consent
from consentsvc.events import models as events
from consentsvc.forms import models as forms
from consentsvc.kernel import codes
from consentsvc.media import models as media
from consentsvc.notifications import models as notifications
from consentsvc.publishing import models as publishing
from consentsvc.roster import models as roster
from consentsvc.schools import models as schools

__all__ = [
    "accounts",
    "asking",
    "audit",
    "clearance",
    "codes",
    "consent",
    "events",
    "forms",
    "media",
    "notifications",
    "publishing",
    "roster",
    "schools",
]
