"""The operators' door: each command does what its help says, and what goes wrong is one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from consentsvc import reference
from consentsvc.audit.models import AuditEntry
from consentsvc.cli import app
from consentsvc.kernel import database, postgres
from consentsvc.kernel.settings import settings

PASSWORD = "correct horse battery staple"
EMAIL = "sam@oakfield.example"


@pytest.fixture
def run(committed: postgres.Server) -> Callable[..., Result]:
    """A command on a database of its own. What it refuses ends with a status, and no trace."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments)

    return run


@pytest.fixture
def oakfield(run: Callable[..., Result]) -> Callable[..., Result]:
    assert run("school", "create", "Oakfield Primary", "oakfield").exit_code == 0
    assert _add_sam(run).exit_code == 0
    return run


def test_a_new_person_can_sign_in(oakfield: Callable[..., Result], service: FastAPI) -> None:
    answer = TestClient(service).post("/api/session", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["roles"] == ["staff"]
    assert oakfield("school", "list").output == "oakfield\tOakfield Primary\n"


@pytest.mark.promise("X3")
def test_roles_can_be_changed_and_taken_away(oakfield: Callable[..., Result], service: FastAPI) -> None:
    client = TestClient(service)
    client.post("/api/session", json={"email": EMAIL, "password": PASSWORD})
    assert oakfield("user", "roles", "--school", "oakfield", "--role", "office", EMAIL).output == f"{EMAIL}: office.\n"
    assert client.get("/api/me").json()["roles"] == ["office"]
    assert oakfield("user", "roles", "--school", "oakfield", EMAIL).output == f"{EMAIL}: no longer at oakfield.\n"
    assert client.get("/api/me").status_code == 401


def test_a_token_works_until_it_is_revoked(oakfield: Callable[..., Result], service: FastAPI) -> None:
    token = _token(oakfield).output.strip()
    client = TestClient(service, headers={"Authorization": f"Bearer {token}"})
    assert client.get("/api/children").status_code == 200
    listed = oakfield("token", "list", "--school", "oakfield").output
    assert "child:view\twebsite" in listed
    assert token not in listed
    assert oakfield("token", "revoke", listed.split("\t")[0], "--school", "oakfield").exit_code == 0
    assert client.get("/api/children").status_code == 401
    assert oakfield("token", "list", "--school", "oakfield").output == ""


@pytest.mark.rule("A2")
def test_what_operators_do_is_recorded_and_the_audit_can_be_proved(oakfield: Callable[..., Result], tmp_path: Path) -> None:
    _token(oakfield)
    with database.begin() as tx:
        school_id = tx.exec(select(AuditEntry.school_id)).first()
        assert school_id is None, "without its school nobody sees an entry"
    assert oakfield("audit", "verify", "--school", "oakfield").output == "The audit is whole.\n"
    seal = tmp_path / "seal.json"
    seal.write_text(json.dumps({"school_id": "00000000-0000-0000-0000-000000000000", "number": 2, "hash": "ab" * 32}))
    proved = oakfield("audit", "verify", "--school", "oakfield", "--seal", str(seal))
    assert proved.exit_code == 1
    assert "Entry 2 is not as it was written." in proved.output


REFUSED = {
    (
        "user",
        "create",
        "--school",
        "oakfield",
        "--role",
        "staff",
        "--password",
        PASSWORD,
        EMAIL,
        "Sam",
    ): "has this e-mail address already",
    ("user", "roles", "--school", "oakfield", "nobody@oakfield.example"): "Nobody has this e-mail address",
    ("school", "create", "Oakfield", "oakfield"): "There is a school called oakfield already",
    ("token", "list", "--school", "elmbank"): "There is no school called elmbank",
    (
        "token",
        "create",
        "x",
        "--school",
        "oakfield",
        "--email",
        "x@y.example",
        "--scope",
        "child:view",
    ): "Nobody with this e-mail address",
    ("token", "revoke", "00000000-0000-0000-0000-000000000000", "--school", "oakfield"): "no such token",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda each: " ".join(each[:2]))
def test_what_cannot_be_done_is_one_sentence(oakfield: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    done = oakfield(*arguments)
    assert done.exit_code == 1
    assert REFUSED[arguments] in done.output
    assert len(done.output.splitlines()) == 1


def test_a_setting_that_is_wrong_is_one_sentence(run: Callable[..., Result]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONSENTSVC_ENVIRONMENT", "production")
        settings.cache_clear()
        done = run("school", "list")
    settings.cache_clear()
    assert done.exit_code == 2
    assert done.output == "consentsvc: CONSENTSVC_SECRET must be set, with at least 32 characters, in production.\n"


def test_migrating_twice_changes_nothing(run: Callable[..., Result]) -> None:
    assert run("migrate").exit_code == 0
    assert run("migrate").exit_code == 0


def test_the_contract_and_the_reference_are_printed(tmp_path: Path) -> None:
    assert yaml.safe_load(CliRunner().invoke(app, ["openapi"]).output)["openapi"].startswith("3.1")
    assert CliRunner().invoke(app, ["reference", str(tmp_path / "pages")]).exit_code == 0
    assert {path.name for path in (tmp_path / "pages").iterdir()} == set(reference.PAGES)


def _add_sam(run: Callable[..., Result]) -> Result:
    return run("user", "create", "--school", "oakfield", "--role", "staff", "--password", PASSWORD, EMAIL, "Sam")


def _token(run: Callable[..., Result]) -> Result:
    return run("token", "create", "website", "--school", "oakfield", "--email", EMAIL, "--scope", "child:view")
