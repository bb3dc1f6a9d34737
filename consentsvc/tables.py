"""Every room's tables, for migrations and the doors: importing this makes the metadata whole."""

from consentsvc.accounts import models as accounts
from consentsvc.asking import models as asking
from consentsvc.audit import models as audit
from consentsvc.breaches import models as breaches
from consentsvc.captures import models as captures
from consentsvc.clearance import models as clearance
from consentsvc.connectors import models as connectors
from consentsvc.consent import models as consent
from consentsvc.events import models as events
from consentsvc.forms import models as forms
from consentsvc.incidents import models as incidents
from consentsvc.kernel import codes
from consentsvc.media import models as media
from consentsvc.newsletters import models as newsletters
from consentsvc.notifications import models as notifications
from consentsvc.packs import models as packs
from consentsvc.publishing import models as publishing
from consentsvc.reports import models as reports
from consentsvc.roster import models as roster
from consentsvc.schools import models as schools
from consentsvc.takedown import models as takedown
from consentsvc.websites import models as websites

__all__ = [
    "accounts",
    "asking",
    "audit",
    "breaches",
    "captures",
    "clearance",
    "codes",
    "connectors",
    "consent",
    "events",
    "forms",
    "incidents",
    "media",
    "newsletters",
    "notifications",
    "packs",
    "publishing",
    "reports",
    "roster",
    "schools",
    "takedown",
    "websites",
]
