"""The system user that PostgreSQL runs as: ours, or an unprivileged one when we are root (PostgreSQL refuses root)."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from consentsvc.kernel.postgres.unavailable import PostgresUnavailable


@dataclass(frozen=True)
class Account:
    """A system user. `uid` and `gid` are None for the one that runs us."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path, words: str = "", keep_open: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with `words` on its input. Raises OSError when this user can't execute it."""
        return subprocess.run(  # noqa: S603
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else (),
            pass_fds=keep_open,
            cwd="/",
            env=environment(),
            input=words,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user gets through every folder above, and into this one."""
        return self.run("test", "-x", folder).returncode == 0

    def owns(self, path: Path) -> None:
        """Make this user the owner, and the only one with access."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def has_private(self, folder: Path) -> bool:
        """Whether this is a folder of this user's, closed to others: in /tmp a name may be anybody's."""
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return False
        owner = os.geteuid() if self.uid is None else self.uid
        return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and found.st_mode & 0o077 == 0


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see: nothing of ours that could steer them (PGDATA, PGPORT, LC_ALL …)."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def account_for(folder: Path) -> Account:
    """Us; as root the folder's owner, or `nobody` when that is root as well."""
    if os.geteuid() != 0:
        return Account()
    owner = folder.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnavailable(
            "PostgreSQL can't run as root and this system has no user `nobody`: start the service as another user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)
