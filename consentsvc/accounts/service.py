"""Signing in and out, and who is behind a request."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import cache
from uuid import UUID

from fastapi import Request
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session

from consentsvc.accounts import queries
from consentsvc.accounts.models import ApiToken, Membership, StaffSession, User
from consentsvc.accounts.schemas import Me, SchoolRow, WorkplaceRow
from consentsvc.accounts.tries import WrongTries
from consentsvc.audit import service as audit
from consentsvc.kernel import clock, cookies
from consentsvc.kernel.access import Actor, Permission, Role, system
from consentsvc.kernel.codes import hashed, new_code
from consentsvc.kernel.database import act_for, begin
from consentsvc.kernel.errors import Conflict, NotAllowed, NotFound, SignInNeeded
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.settings import settings

SESSION_LASTS = timedelta(hours=12)
SECRET_BITS = 256
COOKIE = "consentsvc"

WRONG_SIGN_IN = "That e-mail address and password don't belong together. Check both, then try again."


def cookie_name() -> str:
    """Where a browser keeps its session."""
    return cookies.cookie_name(COOKIE)


def authenticate(request: Request, tx: Session) -> Actor | None:
    """Who is behind this request: a token, else a session's cookie. Roles are read at each request (X3)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(tx, token)
    cookie = request.cookies.get(cookie_name())
    return _by_session(tx, cookie) if cookie else None


def sign_in(email: str, password: str, address: str, wrong_tries: WrongTries) -> tuple[str, Me]:
    """A new session's cookie, and who signed in. Raises SignInNeeded (`wrong-sign-in`) or TooMany.

    Opens its own transactions: no connection is held while a password is checked.
    """
    email = email.strip().lower()
    wrong_tries.check(email, address)
    with begin() as tx:
        user = queries.user_by_email(tx, email)
        schools = queries.schools_of(tx, user.id) if user else ()
    # An unknown address costs the same time as a wrong password.
    is_right = _passwords().verify(password, user.password_hash if user else _decoy())
    if user is None or not is_right or not schools:
        wrong_tries.note(email, address)
        raise SignInNeeded(WRONG_SIGN_IN, slug="wrong-sign-in")
    with begin(schools[0].id) as tx:
        cookie = open_session(tx, user.id, schools[0].id)
        return cookie, _me(tx, user, Actor("staff", user.id, schools[0].id, queries.roles_at(tx, user.id, schools[0].id)))


def open_session(tx: Session, user_id: UUID, school_id: UUID) -> str:
    """A session for somebody whose identity is known; gives its cookie."""
    act_for(tx, school_id)
    cookie, now = new_code(SECRET_BITS), clock.now()
    tx.add(
        StaffSession(
            token_hash=hashed(cookie), user_id=user_id, school_id=school_id, created_at=now, expires_at=now + SESSION_LASTS
        )
    )
    audit.record(tx, Actor(kind="staff", id=user_id, school_id=school_id), "session:open", user_id)
    return cookie


def sign_out(tx: Session, actor: Actor, cookie: str | None) -> None:
    """End the session at once."""
    if cookie:
        queries.end_session(tx, hashed(cookie))
    audit.record(tx, actor, "session:end", actor.id)


def me(tx: Session, actor: Actor) -> Me:
    """Who is signed in, where, and what they may do."""
    user = tx.get(User, actor.id)
    if user is None:
        raise NotFound
    return _me(tx, user, actor)


def switch_school(tx: Session, actor: Actor, cookie: str | None, school_id: UUID) -> Me:
    """Act for another school where the person works. Raises NotFound for any other."""
    session = tx.get(StaffSession, hashed(cookie or ""))
    user = tx.get(User, actor.id)
    if session is None or user is None:
        raise NotAllowed("Only somebody signed in on this page can switch schools.")
    there = _actor(tx, "staff", user, school_id)
    if there is None:
        raise NotFound
    act_for(tx, school_id)
    session.school_id = school_id
    tx.add(session)
    audit.record(tx, there, "session:switch", school_id)
    return _me(tx, user, there)


def add_user(tx: Session, school_id: UUID, email: str, name: str, password: str, roles: set[Role]) -> User:
    """Somebody who may sign in, with roles at a school. Raises Conflict when the address is taken, also by one who left."""
    email = email.strip().lower()
    if queries.anybody_by_email(tx, email):
        raise Conflict(
            "Somebody has this e-mail address already. `consentsvc user roles` says what they may do.", slug="address-taken"
        )
    user = User(email=email, name=name, password_hash=_passwords().hash(password), created_at=clock.now())
    tx.add(user)
    tx.flush()
    _set_roles(tx, user, school_id, roles)
    return user


def set_roles(tx: Session, school_id: UUID, email: str, roles: set[Role]) -> None:
    """What somebody may do at a school, from their next request on (X3). No roles: they have left it. Raises NotFound."""
    user = queries.anybody_by_email(tx, email.strip().lower())
    if user is None:
        raise NotFound("Nobody has this e-mail address; see `consentsvc user create`.")
    _set_roles(tx, user, school_id, roles)


def _set_roles(tx: Session, user: User, school_id: UUID, roles: set[Role]) -> None:
    before = queries.roles_at(tx, user.id, school_id)
    tx.add_all(Membership(user_id=user.id, school_id=school_id, role=role) for role in roles - before)
    tx.flush()  # first: who has no role for a moment has left, with all that ends then
    queries.remove_roles(tx, user.id, school_id, before - roles)
    audit.record(tx, system(school_id), "user:roles", user.id, roles=sorted(roles))


def person(tx: Session, email: str) -> User:
    """Who signs in with this address. Raises NotFound."""
    user = queries.user_by_email(tx, email)
    if user is None:
        raise NotFound
    return user


def named(tx: Session, ids: Collection[UUID]) -> Mapping[UUID, Named]:
    """What these members of staff are called, also those who left; by name."""
    return {user.id: Named(id=user.id, name=user.name) for user in queries.users(tx, ids)}


def members(tx: Session, school_id: UUID) -> Mapping[UUID, Named]:
    """Everybody who has a role at this school."""
    return named(tx, queries.users_in(tx, school_id, list(Role)))


def create_token(tx: Session, email: str, school_id: UUID, label: str, scopes: set[Permission], days: int) -> str:
    """A token for another program, shown once; it can do what this person can, within `scopes`, for `days` days."""
    user = queries.user_by_email(tx, email.strip().lower())
    if user is None or not queries.roles_at(tx, user.id, school_id):
        raise NotFound("Nobody with this e-mail address works at this school.")
    token, now = new_code(SECRET_BITS), clock.now()
    made = ApiToken(
        token_hash=hashed(token),
        user_id=user.id,
        school_id=school_id,
        label=label,
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    tx.add(made)
    audit.record(tx, system(school_id), "token:create", made.id, scopes=sorted(scopes))
    return token


def tokens(tx: Session, school_id: UUID) -> Sequence[ApiToken]:
    """A school's tokens that still work, the oldest first."""
    return queries.tokens_at(tx, school_id, clock.now())


def revoke_token(tx: Session, school_id: UUID, token_id: UUID) -> None:
    """End a token: its next request is refused (X3). Raises NotFound."""
    token = queries.token_at(tx, school_id, token_id)
    if token is None:
        raise NotFound("This school has no such token; see `consentsvc token list`.")
    token.revoked_at = clock.now()
    tx.add(token)
    audit.record(tx, system(school_id), "token:revoke", token_id)


def forget_ended_sessions(tx: Session) -> None:
    """Remove the sessions whose time is over."""
    queries.end_expired_sessions(tx, clock.now())


def _by_token(tx: Session, token: str) -> Actor | None:
    found = queries.token_user(tx, hashed(token), clock.now())
    if found is None:
        return None
    user, api_token = found
    scopes = frozenset(permission for permission in Permission if permission in api_token.scopes)
    return _actor(tx, "token", user, api_token.school_id, scopes)


def _by_session(tx: Session, cookie: str) -> Actor | None:
    found = queries.session_user(tx, hashed(cookie), clock.now())
    return _actor(tx, "staff", *found) if found else None


def _actor(tx: Session, kind: str, user: User, school_id: UUID, scopes: frozenset[Permission] | None = None) -> Actor | None:
    roles = queries.roles_at(tx, user.id, school_id)
    return Actor(kind=kind, id=user.id, school_id=school_id, roles=roles, scopes=scopes, name=user.name) if roles else None


def _me(tx: Session, user: User, actor: Actor) -> Me:
    schools = queries.schools_of(tx, user.id)
    here = next(school for school in schools if school.id == actor.school)
    return Me(
        id=user.id,
        name=user.name,
        email=user.email,
        school=SchoolRow(id=here.id, name=here.name, slug=here.slug),
        schools=[WorkplaceRow(id=school.id, name=school.name) for school in schools],
        roles=sorted(actor.roles),
        permissions=sorted(permission for permission in Permission if actor.can(permission)),
    )


@cache
def _passwords() -> PasswordHash:
    return PasswordHash((Argon2Hasher(memory_cost=settings().password_megabytes * 1024),))


@cache
def _decoy() -> str:
    return _passwords().hash(new_code())
