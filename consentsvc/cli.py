"""The operators' door: `consentsvc serve`, `worker`, `migrate`, `bounce`, `demo`, `school`, `user`, `token`, `audit`."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
import uvicorn
import yaml
from pydantic import ValidationError
from sqlmodel import Session

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc import reference
from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.audit.schemas import Checkpoint
from consentsvc.kernel import database, logs, postgres
from consentsvc.kernel.access import Permission, Role
from consentsvc.kernel.errors import Problem
from consentsvc.kernel.processes import end_with_parent, kept_running
from consentsvc.kernel.settings import settings
from consentsvc.media import clips, faces
from consentsvc.notifications import bounces
from consentsvc.schools import service as schools

LAST_ANSWERS = 20  # seconds that requests in hand are given when the service is stopped

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
school_app = typer.Typer(no_args_is_help=True, help="The schools that use the service.")
user_app = typer.Typer(no_args_is_help=True, help="The people who sign in.")
token_app = typer.Typer(no_args_is_help=True, help="Keys for other programs.")
audit_app = typer.Typer(no_args_is_help=True, help="The record that only grows.")
app.add_typer(school_app, name="school")
app.add_typer(user_app, name="user")
app.add_typer(token_app, name="token")
app.add_typer(audit_app, name="audit")

SchoolSlug = Annotated[str, typer.Option("--school", help="The school's short name, as `consentsvc school list` shows it.")]


@contextmanager
def _database() -> Iterator[None]:
    """The database that the settings name; else the embedded one, started or joined, and left at the end."""
    if settings().database_url is not None:
        yield
        return
    with postgres.running(settings().folder / "postgres") as server:
        os.environ["CONSENTSVC_DATABASE_URL"] = server.service_url
        os.environ["CONSENTSVC_DATABASE_OWNER_URL"] = server.owner_url
        settings.cache_clear()
        try:
            yield
        finally:
            database.engine().dispose()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What an operator got wrong or is missing, in one sentence."""
    try:
        yield
    except ValidationError as error:
        for each in error.errors():
            print(f"consentsvc: {each['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        raise SystemExit(2) from None
    except (postgres.PostgresUnavailable, faces.DetectorUnavailable) as error:
        print(f"consentsvc: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except Problem as problem:
        print(f"consentsvc: {problem.detail}", file=sys.stderr)
        raise SystemExit(1) from None


def _migrate() -> None:
    from consentsvc.kernel import schema  # it brings Alembic: a tenth of the start of every command, and few need it

    owner, service = settings().database_owner_url, settings().database_url
    assert owner is not None
    assert service is not None
    schema.migrate(owner.get_secret_value(), service.get_secret_value())


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Background workers to run beside it; 0 when they run elsewhere.")] = 1,
) -> None:
    """Bring the schema up to date, then serve the web, with a background worker beside it."""
    logs.configure()
    with _plain_errors(), _database():
        faces.check()
        clips.check()
        _migrate()
        _serve(host, port, workers)


def _serve(host: str, port: int, workers: int) -> None:
    with _workers(workers):
        uvicorn.run(
            "consentsvc.app:create_app",
            factory=True,
            host=host,
            port=port,
            access_log=False,  # addresses carry families' links
            server_header=False,
            log_config=None,  # its own would print the words of errors, and words may be names
            forwarded_allow_ips=settings().trusted_proxies,
            timeout_graceful_shutdown=LAST_ANSWERS,
        )


@contextmanager
def _workers(count: int) -> Iterator[None]:
    """Worker processes that end with this one."""
    with ExitStack() as beside:
        for _ in range(count):
            beside.enter_context(kept_running([sys.executable, "-m", "consentsvc.cli", "worker", "--beside"]))
        yield


@app.command()
def worker(
    beside: Annotated[
        bool, typer.Option("--beside", help="End when the process that started this one ends.", hidden=True)
    ] = False,
) -> None:
    """Do the background work: scans, and what else follows from facts."""
    from consentsvc import worker as door

    logs.configure()
    if beside:
        end_with_parent()
    with _plain_errors(), _database():
        faces.check()
        clips.check()
        door.run()


@app.command()
def bounce() -> None:
    """Read one mail that came back from standard input, and note that its letter didn't arrive."""
    logs.configure()
    with _plain_errors(), _database():
        is_noted = bounces.take(sys.stdin.buffer.read(bounces.MOST_BYTES))
    print("Noted." if is_noted else "This mail tells of no letter of ours that failed; nothing was changed.")


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date (as its owner)."""
    with _plain_errors(), _database():
        _migrate()


@app.command()
def demo(port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000) -> None:
    """Prepare two demonstration schools with pictures drawn by the service itself, once; say how to sign in; serve."""
    from consentsvc.demo import school

    os.environ.setdefault("CONSENTSVC_PUBLIC_URL", f"http://localhost:{port}")
    logs.configure()
    with _plain_errors(), _database():
        faces.check()
        clips.check()
        _migrate()
        print(school.prepare(lambda line: print(line, flush=True)), flush=True)
        _serve("127.0.0.1", port, workers=1)


@app.command()
def openapi() -> None:
    """Print the API's description; `make client` keeps openapi.yaml and the typed client equal to it."""
    from consentsvc.app import create_app

    print(yaml.safe_dump(create_app().openapi(), sort_keys=False, allow_unicode=True, width=120), end="")


@app.command("reference")
def print_reference(folder: Annotated[Path, typer.Argument(help="Where the pages go: docs/reference.")]) -> None:
    """Write the pages that are printed from the code: rules, settings, permissions."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in reference.PAGES.items():
        (folder / name).write_text(page())


@school_app.command("create")
def create_school(name: str, slug: Annotated[str, typer.Argument(help="A short name for commands, such as oakfield.")]) -> None:
    """Add a school."""
    with _plain_errors(), _database(), database.begin() as tx:
        schools.create(tx, name, slug)
    print(f"{slug} is ready. Next: consentsvc user create --school {slug} …")


@school_app.command("list")
def list_schools() -> None:
    """The schools here."""
    with _plain_errors(), _database(), database.begin() as tx:
        for school in schools.listed(tx):
            print(f"{school.slug}\t{school.name}")


@user_app.command("create")
def create_user(
    email: str,
    name: str,
    school: SchoolSlug,
    role: Annotated[list[Role], typer.Option(help="What the person may do; repeat for several.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked when left out.")],
) -> None:
    """Add somebody who may sign in."""
    with _at(school) as (tx, school_id):
        accounts.add_user(tx, school_id, email, name, password, set(role))
    print(f"{email} can sign in.")


@user_app.command("roles")
def set_roles(
    email: str,
    school: SchoolSlug,
    role: Annotated[
        list[Role] | None, typer.Option(help="What the person may do now; repeat for several. None: they have left.")
    ] = None,
) -> None:
    """Say what somebody may do at a school, instead of what they could before. It counts from their next request on."""
    with _at(school) as (tx, school_id):
        accounts.set_roles(tx, school_id, email, set(role or ()))
    print(f"{email}: {', '.join(sorted(role)) if role else 'no longer at ' + school}.")


@token_app.command("create")
def create_token(
    label: Annotated[str, typer.Argument(help="What the token is for.")],
    school: SchoolSlug,
    email: Annotated[str, typer.Option(help="The person whose rights it has, within its scopes.")],
    scope: Annotated[list[Permission], typer.Option(help="What it may do; repeat for several.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
) -> None:
    """Make a token for another program. It is printed once, and kept only as a hash."""
    with _at(school) as (tx, school_id):
        token = accounts.create_token(tx, email, school_id, label, set(scope), days)
    print(token)


@token_app.command("list")
def list_tokens(school: SchoolSlug) -> None:
    """The tokens of a school that still work."""
    with _at(school) as (tx, school_id):
        for token in accounts.tokens(tx, school_id):
            print(f"{token.id}\t{token.expires_at:%Y-%m-%d}\t{' '.join(token.scopes)}\t{token.label}")


@token_app.command("revoke")
def revoke_token(
    token: Annotated[UUID, typer.Argument(help="Its id, as `consentsvc token list` shows it.")], school: SchoolSlug
) -> None:
    """End a token: its next request is refused."""
    with _at(school) as (tx, school_id):
        accounts.revoke_token(tx, school_id, token)
    print("The token has ended.")


@audit_app.command("verify")
def verify_audit(
    school: SchoolSlug,
    seal: Annotated[
        Path | None, typer.Option(help="A checkpoint (JSON of /api/audit/checkpoint) that was kept elsewhere.")
    ] = None,
) -> None:
    """Prove that nothing in a school's audit was changed or removed."""
    kept = Checkpoint.model_validate_json(seal.read_text()) if seal else None
    with _at(school) as (tx, school_id):
        broken = audit.broken_at(tx, school_id, kept)
    if broken is not None:
        print(f"Entry {broken} is not as it was written.", file=sys.stderr)
        raise SystemExit(1)
    print("The audit is whole.")


@contextmanager
def _at(slug: str) -> Iterator[tuple[Session, UUID]]:
    """A transaction that acts for the school of this short name."""
    with _plain_errors(), _database(), database.begin() as tx:
        school_id = schools.by_slug(tx, slug).id
        database.act_for(tx, school_id)
        yield tx, school_id


if __name__ == "__main__":
    app()
