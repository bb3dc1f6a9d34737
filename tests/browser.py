"""The Chromium that the browser journeys drive: found, or installed where that is possible. `python -m tests.browser` says which."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIGHT = "chromium-headless-shell"
"""The same browser without a browser's own pages, windows and apps: a third less work."""
MISSING = (
    "The browser journeys need Chromium, and it could not be installed here. Install it (Debian: `apt-get install chromium`), "
    "or set CHROMIUM to its path, then run `make test` again."
)


def find() -> str | None:
    """A Chromium that starts: the one that CHROMIUM names, the system's, or Playwright's own."""
    return next((path for path in _candidates() if path and _starts(path)), None)


def _candidates() -> Iterator[str | None]:
    yield os.environ.get("CHROMIUM")
    yield from map(shutil.which, NAMES)
    yield _playwrights_own()


def path() -> str:
    """Its path, after installing it if need be. Ends the program with one sentence where that can't be done."""
    for install in (None, _from_debian, _from_playwright):
        if install and not install():
            continue
        if found := find():
            return found
    raise SystemExit(MISSING)


def light(whole: str) -> str:
    """The path of a light one, if there is one; else of the whole one. CHROMIUM is for all that a browser has to do."""
    own = None if os.environ.get("CHROMIUM") else shutil.which(LIGHT)
    return own if own and _starts(own) else whole


def _from_debian() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    return _quietly(["apt-get", "update"]) and (_quietly([*install, LIGHT]) or _quietly(install))


def _from_playwright() -> bool:
    return _quietly([sys.executable, "-m", "playwright", "install", "chromium"])


def _quietly(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def _starts(path: str) -> bool:
    return _quietly([path, "--version"])


if __name__ == "__main__":
    sys.stdout.write(f"Browser journeys use {path()}\n")
