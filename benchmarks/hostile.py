"""`python -m benchmarks.hostile FOLDER`: what becomes of every file in a folder when it is uploaded and scanned.

Each is probed and scanned in the limited processes, as the service does it. Prints a line of JSON with how many were taken,
how many refused and for what, how many killed their process or were killed for taking too long, and the slowest; then the
names of those that killed or were slow. Exits with 1 if a file killed its process or took more than ten seconds.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from consentsvc.media import pictures
from consentsvc.media.sandbox import Sandbox, SandboxFailure

MOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`what`: 'taken', a code of pictures.REFUSALS, or the kind of SandboxFailure. `seconds`: of both steps."""

    name: str
    what: str
    seconds: float

    @property
    def is_bad(self) -> bool:
        return self.seconds > MOST_SECONDS or (self.what != "taken" and self.what not in pictures.REFUSALS)


def outcome(processes: Sandbox, name: str, source: pictures.Source) -> Outcome:
    """Upload and scan one file, in limited processes."""
    start = time.perf_counter()
    what = _what(processes, source)
    return Outcome(name, what, time.perf_counter() - start)


def _what(processes: Sandbox, source: pictures.Source) -> str:
    try:
        facts = processes.run(pictures.probe, source)
        scan = processes.run(pictures.scan, source)
    except pictures.Refused as refused:
        return refused.code
    except SandboxFailure as failure:
        return type(failure).__name__
    return "taken" if (scan.width, scan.height) == (facts.width, facts.height) else "contradicts itself"


def summary(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """How many of each, and the slowest."""
    listed = list(outcomes)
    return {
        "files": len(listed),
        **Counter(one.what for one in listed),
        "slowest_seconds": round(max((one.seconds for one in listed), default=0), 2),
    }


def main(folder: Path) -> int:
    """Try every file below the folder. Gives the exit code."""
    processes = Sandbox(1)
    outcomes = [outcome(processes, str(path), path) for path in sorted(folder.rglob("*")) if path.is_file()]
    processes.close()
    bad = [one.name for one in outcomes if one.is_bad]
    print(json.dumps(summary(outcomes)), *bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
