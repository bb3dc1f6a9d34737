"""Who may: roles, permissions, the actor of a request, and the types that a route annotates its access with.

A permission reads `thing:verb`. The table GRANTS is the only place that says which role may do what; the base answer is no.
A session or token acts for one school, so that the safe query is the short one: `where(… .school_id == actor.school_id)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlmodel import Session

from consentsvc.kernel.database import Tx, act_for, begin
from consentsvc.kernel.errors import NotAllowed, SignInNeeded


class Role(StrEnum):
    STAFF = "staff"
    PUBLISHER = "publisher"
    PHOTOGRAPHER = "photographer"
    OFFICE = "office"
    LEAD = "lead"
    HEAD = "head"
    DPO = "dpo"
    ADMIN = "admin"
    STEWARD = "steward"
    CHAIR = "chair"


class Permission(StrEnum):
    CHILD_VIEW = "child:view"
    CHILD_EDIT = "child:edit"
    ADULT_EDIT = "adult:edit"
    ROSTER_IMPORT = "roster:import"
    ANSWER_VIEW = "answer:view"
    ANSWER_RECORD = "answer:record"
    ANSWER_VERIFY = "answer:verify"
    ANSWER_IMPORT = "answer:import"
    EVIDENCE_VIEW = "evidence:view"
    CAPACITY_ASSESS = "capacity:assess"
    OBJECTION_HANDLE = "objection:handle"
    ROUND_RUN = "round:run"
    FORM_EDIT = "form:edit"
    POLICY_EDIT = "policy:edit"
    FAMILY_INVITE = "family:invite"
    CHILD_RESTRICT = "child:restrict"
    EVENT_VIEW = "event:view"
    EVENT_EDIT = "event:edit"
    PHOTO_UPLOAD = "photo:upload"
    PHOTO_VIEW = "photo:view"
    PHOTO_RESOLVE = "photo:resolve"
    PHOTO_REVIEW = "photo:review"
    CLEARANCE_VIEW = "clearance:view"
    CHANNEL_VIEW = "channel:view"
    CHANNEL_EDIT = "channel:edit"
    PHOTO_PLACE = "photo:place"
    PHOTO_DELETE = "photo:delete"
    PHOTO_SEAL = "photo:seal"
    COPY_OVERSEE = "copy:oversee"
    TAKEDOWN_VIEW = "takedown:view"
    TAKEDOWN_DO = "takedown:do"
    CONNECTION_EDIT = "connection:edit"
    WEBSITE_EDIT = "website:edit"
    BREACH_VIEW = "breach:view"
    BREACH_HANDLE = "breach:handle"
    CAPTURE_LOG = "capture:log"
    CAPTURE_VIEW = "capture:view"
    CAPTURE_HANDLE = "capture:handle"
    REPORT_MAKE = "report:make"
    REPORT_HANDLE = "report:handle"
    REPORT_READINESS = "report:readiness"
    LEARNING_VIEW = "learning:view"
    LEARNING_EDIT = "learning:edit"
    AUDIT_VIEW = "audit:view"


P = Permission
_SEES_PICTURES = {P.EVENT_VIEW, P.PHOTO_VIEW, P.CLEARANCE_VIEW, P.CHANNEL_VIEW, P.CHILD_VIEW}
_EVERYBODY = {P.REPORT_MAKE, P.LEARNING_VIEW}
_ON_THE_SPOT = _EVERYBODY | {P.EVENT_VIEW, P.CAPTURE_LOG}
_STAFF = _SEES_PICTURES | _ON_THE_SPOT | {P.ADULT_EDIT, P.EVENT_EDIT, P.PHOTO_UPLOAD, P.PHOTO_RESOLVE, P.PHOTO_DELETE}
_PUBLISHER = _STAFF | {P.PHOTO_REVIEW, P.CHANNEL_EDIT, P.PHOTO_PLACE, P.TAKEDOWN_VIEW, P.TAKEDOWN_DO}
_INCIDENTS = {P.BREACH_VIEW, P.BREACH_HANDLE, P.CAPTURE_VIEW, P.CAPTURE_HANDLE, P.LEARNING_EDIT}
_OFFICE = _ON_THE_SPOT | {
    P.CHILD_VIEW, P.CHILD_EDIT, P.ADULT_EDIT, P.ROSTER_IMPORT, P.ANSWER_VIEW, P.ANSWER_RECORD, P.FAMILY_INVITE,
    P.ANSWER_VERIFY, P.ANSWER_IMPORT, P.EVIDENCE_VIEW, P.CAPACITY_ASSESS, P.ROUND_RUN, P.EVENT_VIEW, P.EVENT_EDIT,
}  # fmt: skip
_HEAD = _PUBLISHER | {
    P.ANSWER_VIEW, P.ANSWER_VERIFY, P.EVIDENCE_VIEW, P.CAPACITY_ASSESS, P.FORM_EDIT, P.POLICY_EDIT, P.AUDIT_VIEW,
    P.COPY_OVERSEE, P.CONNECTION_EDIT, P.WEBSITE_EDIT, P.REPORT_HANDLE, P.REPORT_READINESS, *_INCIDENTS,
}  # fmt: skip

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset(_STAFF),
    Role.PUBLISHER: frozenset(_PUBLISHER),
    Role.PHOTOGRAPHER: frozenset(_ON_THE_SPOT | {P.PHOTO_UPLOAD}),
    Role.OFFICE: frozenset(_OFFICE),
    Role.LEAD: frozenset(
        _PUBLISHER
        | _OFFICE
        | _INCIDENTS
        | {
            P.REPORT_HANDLE,
            P.REPORT_READINESS,
            P.CHILD_RESTRICT,
            P.PHOTO_SEAL,
            P.OBJECTION_HANDLE,
            P.FORM_EDIT,
            P.AUDIT_VIEW,
            P.COPY_OVERSEE,
            P.WEBSITE_EDIT,
        }
    ),
    Role.HEAD: frozenset(_HEAD),
    Role.DPO: frozenset(
        {
            P.CHILD_VIEW,
            P.ANSWER_VIEW,
            P.EVIDENCE_VIEW,
            P.EVENT_VIEW,
            P.CHANNEL_VIEW,
            P.AUDIT_VIEW,
            P.COPY_OVERSEE,
            P.TAKEDOWN_VIEW,
            P.BREACH_VIEW,
            P.BREACH_HANDLE,
            P.CAPTURE_VIEW,
        }
        | _EVERYBODY
    ),
    Role.ADMIN: frozenset(
        {
            P.FORM_EDIT,
            P.POLICY_EDIT,
            P.EVENT_VIEW,
            P.CHANNEL_VIEW,
            P.CHANNEL_EDIT,
            P.AUDIT_VIEW,
            P.CONNECTION_EDIT,
            P.WEBSITE_EDIT,
            P.REPORT_READINESS,
        }
        | _EVERYBODY
    ),
    Role.STEWARD: frozenset(_ON_THE_SPOT),
    Role.CHAIR: frozenset(_EVERYBODY | {P.REPORT_HANDLE, P.REPORT_READINESS}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts in this request or job, and for which school. `kind`: staff, token, family, public or system."""

    kind: str
    id: UUID | None
    school_id: UUID | None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Permission] | None = None  # of a token: no more than these
    name: str = ""

    def can(self, permission: Permission) -> bool:
        """Whether a role grants it, and, for a token, its scopes too."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        return any(permission in GRANTS[role] for role in self.roles)

    @property
    def school(self) -> UUID:
        """The school this actor acts for; nobody without one gets here."""
        if self.school_id is None:
            raise SignInNeeded
        return self.school_id

    def person(self, why_no_program: str) -> UUID:
        """Who acts, where only somebody who has signed in may. Raises NotAllowed with this sentence for a program."""
        if self.kind != "staff" or self.id is None:
            raise NotAllowed(why_no_program)
        return self.id


PUBLIC = Actor(kind="public", id=None, school_id=None)


def system(school_id: UUID) -> Actor:
    """The service itself, in a job for one school."""
    return Actor(kind="system", id=None, school_id=school_id)


Authenticate = Callable[[Request, Session], Actor | None]


def current_actor(request: Request, tx: Tx) -> Actor:
    """The signed-in actor, its school set for row-level security. The door gives `authenticate` (app.state)."""
    authenticate: Authenticate = request.app.state.authenticate
    actor = authenticate(request, tx)
    if actor is None:
        raise SignInNeeded
    act_for(tx, actor.school)
    return actor


class Access:
    """How a route may be reached. Each route carries one, or it can't be registered (GuardedRoute)."""


@dataclass(frozen=True)
class Requires(Access):
    """Staff or a token with this permission."""

    permission: Permission

    def __call__(self, actor: Annotated[Actor, Depends(current_actor)]) -> Actor:
        if not actor.can(self.permission):
            raise NotAllowed
        return actor


@dataclass(frozen=True)
class RequiresBriefly(Access):
    """The same, looked up in a short transaction of its own: for requests whose body takes long to arrive."""

    permission: Permission

    def __call__(self, request: Request) -> Actor:
        with begin() as tx:
            return Requires(self.permission)(current_actor(request, tx))


@dataclass(frozen=True)
class SignedIn(Access):
    """Anybody signed in as staff, whatever the role."""

    def __call__(self, actor: Annotated[Actor, Depends(current_actor)]) -> Actor:
        return actor


@dataclass(frozen=True)
class Public(Access):
    """The whole world, because of `why`."""

    why: str

    def __call__(self) -> Actor:
        return PUBLIC


def may(permission: Permission) -> Any:
    """Annotate: `actor: Annotated[Actor, may(Permission.PHOTO_VIEW)]`."""
    return Depends(Requires(permission))


def may_briefly(permission: Permission) -> Any:
    """Annotate a route that reads a long body and opens its own transactions."""
    return Depends(RequiresBriefly(permission))


def public(why: str) -> Any:
    """Annotate: `actor: Annotated[Actor, public('a gallery is for everybody')]`."""
    return Depends(Public(why))


def access_of(dependant: Dependant) -> Access | None:
    """The access that a route declares, anywhere among its dependencies."""
    if isinstance(dependant.call, Access):
        return dependant.call
    return next((found for inner in dependant.dependencies if (found := access_of(inner))), None)


class GuardedRoute(APIRoute):
    """A route that says who may reach it, or the service doesn't start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access_of(self.dependant) is None:
            raise TypeError(f"{self.path} declares no access: annotate it with may(…), SignedIn or public(…).")


def router(**options: Any) -> APIRouter:
    """A room's router: every route on it is guarded."""
    return APIRouter(route_class=GuardedRoute, **options)
