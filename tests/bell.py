"""The facts and the reactions of a worker of test_worker's own; they write to the folder that BELL_FOLDER names.

`keep` writes a line to FOLDER/kept each time. `struggle` fails the first time. `linger` stays in hand until FOLDER/go is there.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from consentsvc.kernel.facts import Fact

FOLDER = Path(os.environ.get("BELL_FOLDER", "."))


@dataclass(frozen=True)
class BellRung(Fact):
    bell_id: UUID


@dataclass(frozen=True)
class LongBellRung(Fact):
    bell_id: UUID


def keep(fact: BellRung) -> None:
    _note("kept", str(fact.bell_id))


def struggle(fact: BellRung) -> None:
    _note("struggled", str(fact.bell_id))
    if len((FOLDER / "struggled").read_text().splitlines()) == 1:
        raise RuntimeError("not the first time")


def linger(fact: LongBellRung) -> None:
    _note("lingered", str(os.getpid()))
    while not (FOLDER / "go").exists():
        time.sleep(0.05)
    _note("kept", str(fact.bell_id))


def _note(name: str, line: str) -> None:
    with (FOLDER / name).open("a") as file:
        file.write(f"{line}\n")


REACTIONS = {BellRung: (keep, struggle), LongBellRung: (linger,)}
