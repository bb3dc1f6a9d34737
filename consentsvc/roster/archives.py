"""A zip of CSV files, opened with care: every size is known and bounded before a byte is unpacked."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from consentsvc.kernel.errors import TooLarge
from consentsvc.kernel.sheets import SAVE_AS, UnreadableFile

MOST_FILES = 100
MOST_UNPACKED = 150 * 1024 * 1024
MOST_TIMES_SMALLER = 200  # text packs 5 to 20 times smaller
_EXPECTED = "Export the OneRoster files again, and choose that zip as it is."


def is_zip(data: bytes) -> bool:
    """Whether these bytes say that they are a zip (or a workbook, which is one too)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """Each file's bytes by its name. Raises UnreadableFile or TooLarge, saying what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            _check(files, len(data))
            return {each.filename: archive.read(each) for each in files}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        raise UnreadableFile(f"This zip file is damaged. {_EXPECTED}") from None


def _check(files: Sequence[zipfile.ZipInfo], packed: int) -> None:
    names = [each.filename for each in files]
    if "[Content_Types].xml" in names:
        raise UnreadableFile(f"This is a workbook, not a CSV file. {SAVE_AS}")
    if len(files) > MOST_FILES:
        raise TooLarge(f"This zip has more than {MOST_FILES} files. {_EXPECTED}")
    if any(each.flag_bits & 1 for each in files):
        raise UnreadableFile("This zip is locked with a password. Export it without one.")
    if strange := [each.orig_filename for each in files if _is_strange(each)]:
        raise UnreadableFile(
            f"The zip has a file with the name ‘{strange[0][:60]}’. The files have to stand at its top, in no folder."
        )
    if len({name.casefold() for name in names}) < len(names):
        raise UnreadableFile(f"The zip has two files of the same name. {_EXPECTED}")
    if sum(each.file_size for each in files) > min(MOST_UNPACKED, packed * MOST_TIMES_SMALLER):
        raise TooLarge(f"This zip would unpack to more than a roster is. {_EXPECTED}")


def _is_strange(file: zipfile.ZipInfo) -> bool:
    """A path, a link, or what a plain export never has."""
    is_link = stat.S_ISLNK(file.external_attr >> 16)
    has_path = any(each in file.orig_filename for each in ("/", "\\", ":", "\0")) or file.filename.startswith(".")
    return is_link or has_path or file.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
