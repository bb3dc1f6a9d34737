"""The types that routes are annotated with: no access, no route; the base answer is no."""

from typing import Annotated
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from consentsvc.kernel.access import (
    GRANTS,
    PUBLIC,
    Access,
    Actor,
    Permission,
    Public,
    Requires,
    Role,
    access_of,
    may,
    public,
    router,
    system,
)
from consentsvc.kernel.errors import NotAllowed, SignInNeeded

P = Permission


def actor(*roles: Role, scopes: frozenset[Permission] | None = None) -> Actor:
    return Actor(kind="staff", id=uuid4(), school_id=uuid4(), roles=frozenset(roles), scopes=scopes)


def test_nobody_can_do_anything_without_a_role() -> None:
    for one in (PUBLIC, system(uuid4()), actor()):
        assert not any(one.can(permission) for permission in Permission)


def test_roles_add_up() -> None:
    both = actor(Role.OFFICE, Role.PHOTOGRAPHER)
    assert {permission for permission in Permission if both.can(permission)} == GRANTS[Role.OFFICE] | GRANTS[Role.PHOTOGRAPHER]


def test_scopes_only_narrow() -> None:
    assert not actor(Role.PHOTOGRAPHER, scopes=frozenset(Permission)).can(P.CHILD_RESTRICT)
    assert not actor(Role.LEAD, scopes=frozenset()).can(P.CHILD_VIEW)
    assert actor(Role.LEAD, scopes=frozenset({P.CHILD_VIEW})).can(P.CHILD_VIEW)


def test_nobody_acts_for_no_school() -> None:
    with pytest.raises(SignInNeeded):
        _ = PUBLIC.school


def test_a_route_refuses_whoever_may_not() -> None:
    with pytest.raises(NotAllowed):
        Requires(P.CHILD_RESTRICT)(actor(Role.STAFF))
    lead = actor(Role.LEAD)
    assert Requires(P.CHILD_RESTRICT)(lead) is lead


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_reads_thing_and_verb(permission: Permission) -> None:
    thing, _, verb = permission.partition(":")
    assert thing.isalpha()
    assert verb.isalpha()


@pytest.mark.parametrize("add", ["get", "post", "put", "patch", "delete"])
def test_a_route_that_declares_no_access_cannot_be_registered(add: str) -> None:
    with pytest.raises(TypeError, match="declares no access"):
        getattr(router(), add)("/open")(lambda: None)


def test_access_is_found_also_behind_another_dependency() -> None:
    from fastapi import Depends

    def inner(who: Annotated[Actor, public("a test")]) -> Actor:
        return who

    api = router()

    @api.get("/open")
    def route(who: Annotated[Actor, Depends(inner)]) -> str:
        return who.kind

    app = FastAPI()
    app.include_router(api)
    assert TestClient(app).get("/open").json() == "public"
    assert isinstance(access_of(api.routes[0].dependant), Public)  # type: ignore[attr-defined]


def test_the_permission_of_a_route_can_be_read_from_it() -> None:
    api = router()

    @api.get("/children")
    def route(who: Annotated[Actor, may(P.CHILD_VIEW)]) -> None: ...

    access = access_of(api.routes[0].dependant)  # type: ignore[attr-defined]
    assert isinstance(access, Access)
    assert access == Requires(P.CHILD_VIEW)
