"""exiftool, an independent reader of what a file says of itself."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

MISSING = (
    "These tests read metadata with exiftool, and it is not installed. Install it (Debian: `apt-get install libimage-exiftool-perl`), "
    "then run `make test` again."
)


def told(path: Path) -> dict[str, Any]:
    """All that exiftool reads in a file, by group and name, without what it says of the file system and of itself."""
    program = shutil.which("exiftool")
    assert program, MISSING
    (found,) = json.loads(subprocess.check_output([program, "-json", "-G1", "-a", "-ee", "-n", "-U", path]))
    return {key: value for key, value in found.items() if key.split(":")[0] not in ("SourceFile", "ExifTool", "System")}
