"""Who may do what: every route says so, every permission is granted and required, and each role meets the expected answer."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel.access import GRANTS, Permission, Requires, RequiresBriefly, Role, SignedIn, router
from tests.conftest import whole_service
from tests.people import Cast, Person
from tests.promises.routes import Operation, operations

# X2: the one table. A role, and what it may do; everything that isn't named here is refused.
EVERYBODY = {"event:view"}
ON_THE_SPOT = EVERYBODY | {"capture:log"}
PICTURES = ON_THE_SPOT | {
    "photo:view",
    "clearance:view",
    "channel:view",
    "child:view",
    "adult:edit",
    "event:edit",
    "photo:upload",
    "photo:resolve",
    "photo:delete",
}
PUBLISHING = PICTURES | {"photo:review", "channel:edit", "photo:place", "takedown:view", "takedown:do"}
BREACHES = {"breach:view", "breach:handle"}
CAPTURES = {"capture:view", "capture:handle"}
OFFICE = ON_THE_SPOT | {
    "child:view", "child:edit", "adult:edit", "roster:import", "answer:view", "answer:record", "family:invite", "event:edit",
    "answer:verify", "answer:import", "evidence:view", "capacity:assess", "round:run",
}  # fmt: skip
HEAD = PUBLISHING | {"answer:view", "answer:verify", "evidence:view", "capacity:assess", "form:edit", "policy:edit", "audit:view"}
HEAD |= {"copy:oversee", "connection:edit", "website:edit", "report:handle", "report:readiness"} | BREACHES | CAPTURES
EXPECTED: dict[Role, set[str]] = {
    Role.STAFF: PICTURES,
    Role.PUBLISHER: PUBLISHING,
    Role.PHOTOGRAPHER: ON_THE_SPOT | {"photo:upload"},
    Role.OFFICE: OFFICE,
    Role.LEAD: PUBLISHING
    | OFFICE
    | BREACHES
    | CAPTURES
    | {
        "report:handle",
        "report:readiness",
        "child:restrict",
        "photo:seal",
        "objection:handle",
        "form:edit",
        "audit:view",
        "copy:oversee",
        "website:edit",
    },
    Role.HEAD: HEAD,
    Role.DPO: BREACHES
    | {"capture:view"}
    | {"child:view", "answer:view", "evidence:view", "event:view", "channel:view", "audit:view", "copy:oversee", "takedown:view"},
    Role.ADMIN: {
        "form:edit",
        "policy:edit",
        "event:view",
        "channel:view",
        "channel:edit",
        "audit:view",
        "connection:edit",
        "website:edit",
        "report:readiness",
    },
    Role.STEWARD: ON_THE_SPOT,
    Role.CHAIR: {"report:handle", "report:readiness"},
}
EXPECTED = {role: permissions | {"report:make", "learning:view"} for role, permissions in EXPECTED.items()}
for _role in (Role.LEAD, Role.HEAD):
    EXPECTED[_role].add("learning:edit")

OPERATIONS = operations(whole_service())


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_has_the_permissions_of_the_table_and_no_other(role: Role, permission: Permission) -> None:
    assert (permission in GRANTS[role]) == (permission.value in EXPECTED[role])


def test_every_permission_is_granted_to_somebody_and_required_by_a_route() -> None:
    required = {each.access.permission for each in OPERATIONS if isinstance(each.access, Requires | RequiresBriefly)}
    granted = {permission for permissions in GRANTS.values() for permission in permissions}
    assert required == set(Permission)
    assert granted == set(Permission)


def test_there_are_routes_and_each_says_who_may_reach_it() -> None:
    assert len(OPERATIONS) > 30


def test_a_route_without_access_cannot_be_registered() -> None:
    api = router()
    with pytest.raises(TypeError, match="declares no access"):
        api.get("/open")(lambda: None)


STAFF_ONLY = [each for each in OPERATIONS if isinstance(each.access, Requires | RequiresBriefly | SignedIn)]


@pytest.mark.parametrize("operation", STAFF_ONLY, ids=str)
def test_nobody_gets_in_without_a_sign_in(operation: Operation, anyone: TestClient) -> None:
    assert ask(anyone, operation).status_code == 401


@pytest.mark.promise("X2")
@pytest.mark.parametrize("role", Role)
def test_each_role_meets_the_expected_answer_at_each_operation(
    role: Role, people: Cast, client_for: Callable[[Person], TestClient]
) -> None:
    person = next(each for each in people.staff if each.roles == (role,))
    client = client_for(person)
    for operation in STAFF_ONLY:
        if operation.path == "/api/session":
            continue  # signing out ends what the next line needs
        answer = ask(client, operation)
        assert answer.status_code not in (401, 500, 503), (str(operation), answer.text)
        may = isinstance(operation.access, SignedIn) or operation.access.permission.value in EXPECTED[role]
        assert (answer.status_code == 403) == (not may), (str(operation), role, answer.text)


def ask(client: TestClient, operation: Operation):  # type: ignore[no-untyped-def]
    """Ask with ids that nobody has, and nothing in the body."""
    path = re.sub(r"{sha256}", "0" * 64, operation.path)
    path = re.sub(r"{kind}", "preview", path)
    path = re.sub(r"{\w+}", str(uuid4()), path)
    return client.request(operation.method, path, params={"event_id": str(uuid4())})
