"""How tests/media/files/planting.* were made: two seconds of a test card, with all that a camera writes beside it.

`python -m tests.media.make_films FOLDER` makes them again, with the ffmpeg that the tests use.
"""

import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg

PLACE = "+51.5007-000.1246/"
TAKEN = "2026-06-12T10:30:00+0100"
CARD = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=5:duration=2", "-f", "lavfi", "-i", "sine=frequency=440:duration=2")
SMALL = ("-c:v", "libx264", "-preset", "veryslow", "-crf", "45", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "8k", "-ac", "1")
PHONE = (
    *("-metadata", f"com.apple.quicktime.location.ISO6709={PLACE}", "-metadata", "com.apple.quicktime.make=Oak"),
    *("-metadata", f"com.apple.quicktime.creationdate={TAKEN}", "-metadata", "title=Amira Khan"),
)


def run(*words: str | Path) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, words)], check=True)


def make(folder: Path) -> None:
    """planting.mp4 as a camera that knows where it is writes it, planting.mov as a phone held upright does."""
    said = ("-metadata", f"location={PLACE}", "-metadata", "creation_time=2026-06-12T09:30:00Z", "-metadata", "title=Amira Khan")
    run(*CARD, *SMALL, *said, folder / "planting.mp4")
    turned = ("-display_rotation", "90", "-i", folder / "planting.mp4", "-c", "copy", "-map_metadata", "-1")
    run(*turned, "-f", "mov", "-movflags", "use_metadata_tags", *PHONE, folder / "planting.mov")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
