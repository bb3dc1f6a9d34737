"""The catalogue, the contract, the settings, the facts and the schema: each stands in one place, and the rest agrees with it."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import Session, SQLModel

from consentsvc import reference, worker
from consentsvc.app import create_app
from consentsvc.kernel import postgres
from consentsvc.kernel.facts import Fact
from consentsvc.kernel.rulebook import RULES
from tests.conftest import REPOSITORY, whole_service
from tests.promises.routes import Operation, operations

# Rules that wait for a later part of the product. A rule leaves this list with its first test.
LATER = set("A3 A4".split())

# Unsafe methods that only read, or keep nothing but what is in hand and is recorded when it is sent.
READS = {
    "POST /api/photos/check",
    "POST /api/roster/files",
    "POST /api/clearances",
    "POST /api/rounds/preview",
    "POST /api/school/policy/preview",
    "POST /f/{token}/answer/{purpose_id}",
    "POST /language",
    "POST /receipt-check",
}


UNGUESSED = ("code", "code_hash", "token_hash", "reference")


def test_every_rule_has_a_test_that_names_it_or_waits_openly() -> None:
    named = set()
    for path in (REPOSITORY / "tests").rglob("test_*.py"):
        for marker in re.findall(r"mark\.rule\(([^)]*)\)", path.read_text()):
            named |= set(re.findall(r"[A-Z]\d+", marker))
    assert named <= set(RULES), "a test names a rule that isn't in the catalogue"
    assert set(RULES) - named == LATER


def test_every_fact_has_a_reaction_or_is_openly_unheard() -> None:
    facts = set(_subclasses(Fact))
    facts = {fact for fact in facts if fact.__module__.startswith("consentsvc.")}
    assert facts == set(worker.REACTIONS) | set(worker.UNHEARD)
    assert not set(worker.REACTIONS) & set(worker.UNHEARD)


def test_the_committed_contract_is_what_the_service_gives() -> None:
    assert yaml.load((REPOSITORY / "openapi.yaml").read_text(), yaml.CSafeLoader) == create_app().openapi(), "run `make client`"


def test_the_typed_client_is_made_from_the_committed_contract() -> None:
    typed = REPOSITORY / "frontend" / "staff" / "src" / "api" / "schema.d.ts"
    before = typed.read_text()
    subprocess.run(["npm", "run", "--silent", "client"], cwd=REPOSITORY / "frontend", check=True, capture_output=True)
    after = typed.read_text()
    typed.write_text(before)
    assert after == before, "run `make client`"


def test_models_match_migrations(worker_database: postgres.Server) -> None:
    with create_engine(worker_database.owner_url).connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, SQLModel.metadata)
    assert [each for each in differences if "procrastinate" not in str(each) and "folded_name" not in str(each)] == []


@pytest.mark.rule("A6")
def test_every_table_of_a_school_has_row_level_security(tx: Session) -> None:
    rows = tx.execute(
        text(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity from pg_class c "
            "join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' "
            "where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
        )
    ).all()
    # A request finds its person and its school by these, before it acts for a school.
    found_before_the_school = {"memberships", "staff_sessions", "api_tokens", "public_codes"}
    assert {name for name, secured in rows if not secured} == found_before_the_school
    assert len(rows) > 20


@pytest.mark.rule("A2")
def test_the_service_cannot_change_what_is_only_added(tx: Session) -> None:
    tables = (
        "answers", "audit_entries", "capacity_assessments", "capture_entries", "captured_children", "confirmed_notices", "digests",
        "evidence", "form_edits", "form_versions",
        "invalidations", "learning_reviews", "objections", "pack_fetches", "packed_placements", "photo_refusals", "picture_checks",
        "restrictions", "reviews", "seal_releases", "seals", "settlements", "takedown_proofs", "verifications",
        "crowd_checks", "report_entries", "report_files", "reported_children",
    )  # fmt: skip
    for table in tables:
        may = tx.execute(
            text(f"select {' or '.join(f'has_table_privilege(:t, {right!r})' for right in ('UPDATE', 'DELETE', 'TRUNCATE'))}"),
            {"t": table},
        ).scalar_one()
        assert not may, table


@pytest.mark.rule("A2")
def test_what_is_only_added_is_refused_to_every_role(tx: Session) -> None:
    """Where the service's role may change nothing, a trigger refuses the owner too; and where there is one, the role may not."""
    refusing = "select tgrelid::regclass::text from pg_trigger where tgname = 'only_added'"
    of_schools = (
        "select table_name::text from information_schema.columns where column_name = 'school_id' and table_schema = 'public'"
    )
    may = "has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE')"
    only_added = f"select relname::text from pg_class c where relkind = 'r' and relname in ({of_schools}) and not ({may})"
    assert set(tx.execute(text(only_added)).scalars()) == set(tx.execute(text(refusing)).scalars())


@pytest.mark.rule("A6")
def test_every_index_of_a_schools_table_begins_with_the_school(tx: Session) -> None:
    """But those that keep an id, the database's order, or what nobody guesses unique in the whole service."""
    rows = tx.execute(
        text(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid, 1, true) from pg_index i "
            "join pg_class c on c.oid = i.indrelid and c.relkind = 'r' and c.relforcerowsecurity "
            "where c.relnamespace = 'public'::regnamespace"
        )
    ).all()
    assert {name for name, first in rows if first not in ("school_id", "id", "seq") and not first.endswith(UNGUESSED)} == set()
    assert len(rows) > 100


def test_the_service_owns_nothing(tx: Session) -> None:
    owned = tx.execute(text("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")).scalar_one()
    assert owned == 0


@pytest.mark.parametrize("page", reference.PAGES)
def test_the_reference_is_printed_from_the_code(page: str) -> None:
    committed = (REPOSITORY / "docs" / "reference" / page).read_text()
    assert committed == reference.PAGES[page](), "run `make client`"


def test_the_rooms_keep_their_order() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "from consentsvc.roster import queries",
        "from consentsvc.roster import (\n    service,\n    queries as roster,\n)",
        "from consentsvc.roster.queries import child",
        "import consentsvc.roster.queries as roster",
        "from ..roster import queries",
        "from ..roster.queries import child",
        "from consentsvc.roster import service as roster\nroster.queries.child",
    ],
)
def test_queries_of_another_room_are_seen_however_they_are_imported(line: str) -> None:
    assert "queries" in " ".join(_parts_of_other_rooms("consent", line))


def test_only_a_rooms_own_service_runs_its_queries() -> None:
    package = REPOSITORY / "consentsvc"
    for path in package.rglob("*.py"):
        for part in _parts_of_other_rooms(path.relative_to(package).parts[0], path.read_text()):
            assert not re.search(r"\bqueries\b", part), f"{path} runs {part}"


# Facts about a set of people or photos are joined in one statement, over the tables of rooms below.
JOINS = {
    "accounts": {"schools"},
    "asking": {"accounts", "consent", "events", "roster"},
    "clearance": {"accounts", "consent", "events", "media", "roster"},
    "consent": {"accounts", "events", "roster"},
    "families": {"consent", "events", "roster"},
    "forms": {"accounts", "schools"},
    "breaches": {"accounts", "consent", "media", "publishing", "roster", "takedown"},
    "incidents": {"accounts", "breaches", "captures", "reports", "roster"},
    "captures": {"accounts", "events", "roster"},
    "media": {"accounts", "events", "roster"},
    "newsletters": {"publishing", "roster"},
    "office": {"accounts", "consent", "events", "roster"},
    "packs": {"publishing"},
    "publishing": {"events", "media", "roster", "schools"},
    "reports": {"consent", "media", "roster"},
    "receipts": {"consent", "events", "roster"},
    "takedown": {"accounts", "publishing"},
    "websites": {"media", "publishing"},
}


def test_queries_join_tables_of_other_rooms_only_where_it_is_said() -> None:
    joins: dict[str, set[str]] = {}
    package = REPOSITORY / "consentsvc"
    for path in chain(package.glob("*/queries.py"), package.glob("*/queries/*.py")):
        for part in _parts_of_other_rooms(room := path.relative_to(package).parts[0], path.read_text()):
            if ".models" in part:
                joins.setdefault(room, set()).add(part.split(".")[1])
    assert joins == JOINS


def test_readme_and_ci_run_the_same_commands() -> None:
    readme, ci, makefile = ((REPOSITORY / name).read_text() for name in ("README.md", ".ci/run", "Makefile"))
    assert "make run" in readme
    assert "make test" in readme
    assert "make test" in ci
    assert "make check" in ci
    for command in re.findall(r"^\s*(make \w+)", readme, re.MULTILINE):
        assert f"{command.removeprefix('make ')}:" in makefile


def test_the_image_is_built_by_the_steps_of_make_run() -> None:
    makefile, image = (REPOSITORY / "Makefile").read_text(), (REPOSITORY / "Dockerfile").read_text()
    steps = (
        "--no-deps",
        "--require-hashes -r requirements.lock",
        "--no-build-isolation -e .",
        "npm ci --no-audit --no-fund --loglevel=error",
        "npm run --silent build",
    )
    for step in steps:
        assert step in makefile, step
        assert step in image, step
    installed = re.findall(r"-r (\S+\.lock)", image)
    assert installed == ["requirements.lock"], "what the service doesn't run with isn't in its image"
    assert "hadolint Dockerfile" in makefile


NOT_FOR_OTHERS = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.]|(?<![\w.])/(?:work|root|home/\w+)/")


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert len(listed.splitlines()) > 100
    for name in listed.splitlines():
        path = REPOSITORY / name
        found = NOT_FOR_OTHERS.search(path.read_text(errors="replace")) if path.is_file() else None
        assert found is None, f"{name}: {found and found[0]}"


@pytest.mark.rule("A1")
def test_nothing_is_kept_that_could_recognise_a_face(tx: Session) -> None:
    columns = {
        "id", "school_id", "photo_id", "number", "source", "box", "x", "y", "w", "h", "score", "face_on", "resolution", "child_id",
        "adult_id", "reason", "resolved_by", "resolved_at", "created_at",
    }  # fmt: skip
    kept = set(
        tx.execute(
            text("select column_name::text from information_schema.columns where table_name = 'people_in_photos'")
        ).scalars()
    )
    assert kept <= columns, "a box, a score and where the face looks say that there is one, never whose"


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    "operation",
    [each for each in operations(whole_service()) if each.method not in ("GET", "HEAD") and str(each) not in READS],
    ids=str,
)
def test_every_writing_verb_is_audited(operation: Operation) -> None:
    module = sys.modules[operation.module]
    endpoint = _function(module, operation.name)
    reached = set(_reached(module, endpoint, set()))
    assert ("audit", "record") in reached, f"{operation} reaches no audit.record"


def _parts_of_other_rooms(room: str, code: str) -> Iterator[str]:
    """The dotted names that code in a room imports from other rooms, and each `….queries` that it reaches through one."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr == "queries":
            yield ast.unparse(node)
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = {0: [], 1: ["consentsvc", room], 2: ["consentsvc"]}[node.level]
            names = [".".join([*above, *filter(None, [node.module]), each.name]) for each in node.names]
        yield from (name for name in names if name.startswith("consentsvc.") and name.split(".")[1] != room)


def _subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def _function(module: ModuleType, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    return _functions(module).get(name)


@cache
def _functions(module: ModuleType) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions in a module's text, methods too; of several with one name the first."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    return {node.name: node for node in reversed(nodes) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def _reached(module: ModuleType, function: ast.AST | None, seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every (module, function) that a function's text names, and what those name, within the rooms."""
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            target, name = getattr(module, node.value.id, None), node.attr
        elif isinstance(node, ast.Name):
            target, name = module, node.id
        else:
            continue
        found = getattr(target, name, None) if inspect.ismodule(target) else None
        if found is None or not inspect.isfunction(found):
            continue
        home = sys.modules[found.__module__]
        key = (home.__name__, found.__name__)
        if home.__name__ == "consentsvc.audit.service" and found.__name__ == "record":
            yield ("audit", "record")
        elif home.__name__.startswith("consentsvc.") and key not in seen:
            seen.add(key)
            yield from _reached(home, _function(home, found.__name__), seen)
