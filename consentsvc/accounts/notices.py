"""Mails to staff: that something waits for them, and where. What it is about, and whom, stands behind the sign-in alone (M3, L1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import queries
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission, Role
from consentsvc.kernel.languages import ENGLISH
from consentsvc.kernel.settings import settings
from consentsvc.notifications import service as notifications
from consentsvc.notifications.composing import compose
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.notifications.service import Due
from consentsvc.schools import service as schools


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of mail to staff, for `worker.LETTERS`. subject and says hold no name and no number; path: what to open in the staff app."""

    kind: str
    subject: str
    says: str
    path: str

    def owe(self, tx: Session, school_id: UUID, user_ids: Collection[UUID], key: str, not_before: datetime | None = None) -> None:
        """Owe each of these people this mail, in this transaction; once for each key, however often it is called."""
        at = not_before or clock.now()
        due = [Due(user_id, f"{self.kind} {key} {user_id}", at) for user_id in user_ids]
        notifications.queue_all(tx, school_id, self.kind, due)

    def write(self, tx: Session, letter: Letter) -> Mail | None:
        """The mail; None: they don't work at the school any more."""
        user = queries.user_at(tx, letter.school_id, letter.about_id)
        if user is None:
            return None
        return compose(
            "staff",
            ENGLISH,
            to=user.email,
            school=schools.school(tx, letter.school_id).name,
            subject=self.subject,
            values={"says": self.says, "url": f"{settings().public_url}/staff{self.path}"},
        )


def who_may(tx: Session, school_id: UUID, permission: Permission) -> Sequence[UUID]:
    """The people of this school whom a role grants this."""
    return queries.users_who_may(tx, school_id, permission)


def who_is(tx: Session, school_id: UUID, role: Role) -> Sequence[UUID]:
    """The people of this school in this role."""
    return queries.users_in(tx, school_id, [role])
