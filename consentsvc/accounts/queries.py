from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from consentsvc.accounts.models import ApiToken, Membership, StaffSession, User
from consentsvc.kernel.access import GRANTS, Permission, Role
from consentsvc.kernel.database import among
from consentsvc.schools.models import School


def user_by_email(tx: Session, email: str) -> User | None:
    return tx.exec(select(User).where(User.email == email, col(User.left_at).is_(None))).first()


def anybody_by_email(tx: Session, email: str) -> User | None:
    """Whoever has this address, those who left too."""
    return tx.exec(select(User).where(User.email == email)).first()


def session_user(tx: Session, token_hash: bytes, now: datetime) -> tuple[User, UUID] | None:
    """The person of a session that hasn't ended, and the school it acts for."""
    return tx.exec(
        select(User, StaffSession.school_id)
        .join(StaffSession, col(StaffSession.user_id) == User.id)
        .where(StaffSession.token_hash == token_hash, StaffSession.expires_at > now, col(User.left_at).is_(None))
    ).first()


def token_user(tx: Session, token_hash: bytes, now: datetime) -> tuple[User, ApiToken] | None:
    """The person behind a token that hasn't expired or been revoked."""
    return tx.exec(
        select(User, ApiToken)
        .join(ApiToken, col(ApiToken.user_id) == User.id)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.expires_at > now,
            col(ApiToken.revoked_at).is_(None),
            col(User.left_at).is_(None),
        )
    ).first()


def roles_at(tx: Session, user_id: UUID, school_id: UUID) -> frozenset[Role]:
    rows = tx.exec(select(Membership.role).where(Membership.user_id == user_id, Membership.school_id == school_id))
    return frozenset(Role(role) for role in rows)


def schools_of(tx: Session, user_id: UUID) -> Sequence[School]:
    """Where a person works, by name."""
    return tx.exec(
        select(School)
        .where(col(School.id).in_(select(Membership.school_id).where(Membership.user_id == user_id)))
        .order_by(School.name)
    ).all()


def end_session(tx: Session, token_hash: bytes) -> None:
    tx.exec(delete(StaffSession).where(col(StaffSession.token_hash) == token_hash))


def end_expired_sessions(tx: Session, now: datetime) -> None:
    tx.exec(delete(StaffSession).where(col(StaffSession.expires_at) <= now))


def remove_roles(tx: Session, user_id: UUID, school_id: UUID, roles: Collection[Role]) -> None:
    at = col(Membership.user_id) == user_id, col(Membership.school_id) == school_id
    tx.exec(delete(Membership).where(*at, col(Membership.role).in_(roles)))


def tokens_at(tx: Session, school_id: UUID, now: datetime) -> Sequence[ApiToken]:
    """A school's tokens that haven't expired or been revoked."""
    return tx.exec(
        select(ApiToken)
        .where(ApiToken.school_id == school_id, ApiToken.expires_at > now, col(ApiToken.revoked_at).is_(None))
        .order_by(col(ApiToken.created_at))
    ).all()


def token_at(tx: Session, school_id: UUID, token_id: UUID) -> ApiToken | None:
    return tx.exec(select(ApiToken).where(ApiToken.school_id == school_id, ApiToken.id == token_id)).first()


def user_at(tx: Session, school_id: UUID, user_id: UUID) -> User | None:
    """The person, if they work at this school."""
    works_here = select(Membership.user_id).where(Membership.school_id == school_id, Membership.user_id == user_id)
    return tx.exec(select(User).where(col(User.id).in_(works_here))).first()


def users(tx: Session, ids: Collection[UUID]) -> Sequence[User]:
    """Those of `ids` whom there are, by name; also who left."""
    return tx.exec(select(User).where(among(User.id, ids)).order_by(col(User.name), col(User.id))).all()


def users_who_may(tx: Session, school_id: UUID, permission: Permission) -> Sequence[UUID]:
    """Who has a role at this school that grants this."""
    return users_in(tx, school_id, [role for role, granted in GRANTS.items() if permission in granted])


def users_in(tx: Session, school_id: UUID, roles: Sequence[Role]) -> Sequence[UUID]:
    """Who has one of these roles at this school."""
    query = select(Membership.user_id).where(Membership.school_id == school_id, col(Membership.role).in_(roles)).distinct()
    return tx.exec(query.order_by(col(Membership.user_id))).all()
