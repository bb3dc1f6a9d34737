"""One contract, kept by a folder, by SeaweedFS (a real S3 server) and by moto; then what each store owes alone."""

import base64
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID, uuid4

import pytest
from boto3.session import Session
from moto import mock_aws

from consentsvc.kernel.blobs import (
    A_DAY,
    Blob,
    BlobMissing,
    Blobs,
    FolderBlobs,
    S3Blobs,
    StorageUnavailable,
    WrongHash,
)
from consentsvc.kernel.errors import TooLarge
from tests.kernel.seaweed import BUCKET, S3Server, running_seaweed

REPOSITORY = Path(__file__).parents[2]
MAX_BYTES = 4 * 1024 * 1024
PICTURE = random.Random(1).randbytes(600_000)
SAFE_FOR_THREADS = pytest.mark.parametrize("blobs", ["folder", "seaweed"], indirect=True)  # moto is not
NEVER_KEPT = hashlib.sha256(b"never kept").hexdigest()


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def s3_arguments(server: S3Server, incoming: Path) -> dict[str, Any]:
    return {
        "bucket": server.bucket,
        "incoming": incoming,
        "max_bytes": MAX_BYTES,
        "region": server.region,
        "endpoint_url": server.endpoint_url,
        "access_key": server.access_key,
        "secret_key": server.secret_key,
    }


def s3_client(server: S3Server) -> Any:
    return Session().client(
        "s3",
        region_name=server.region,
        endpoint_url=server.endpoint_url,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
    )


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def moto() -> Iterator[S3Server]:
    server = S3Server("https://s3.us-east-1.amazonaws.com", "key", "secret")
    with mock_aws():
        s3_client(server).create_bucket(Bucket=BUCKET)
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path, MAX_BYTES)


@pytest.fixture(params=["folder", "seaweed", "moto"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Each store in turn; uploads on their way lie in `tmp_path / "incoming"` with all of them."""
    if request.param == "folder":
        return FolderBlobs(tmp_path, MAX_BYTES)
    return S3Blobs(**s3_arguments(request.getfixturevalue(request.param), tmp_path / "incoming"))


@pytest.fixture
def school() -> UUID:
    return uuid4()


@pytest.fixture
def on_their_way(tmp_path: Path) -> Callable[[], list[Path]]:
    """The files of uploads that are neither kept nor discarded."""
    return lambda: list((tmp_path / "incoming").iterdir())


def file_of(root: Path, school: UUID, sha256: str) -> Path:
    return root / str(school) / sha256[:2] / sha256


# The contract


def test_a_file_is_found_by_its_hash(blobs: Blobs, school: UUID) -> None:
    assert blobs.put(school, PICTURE) == sha256_of(PICTURE)
    assert blobs.get(school, sha256_of(PICTURE)) == PICTURE
    assert blobs.exists(school, sha256_of(PICTURE))


def test_the_same_file_twice_is_one_file(blobs: Blobs, school: UUID) -> None:
    assert blobs.put(school, PICTURE) == blobs.put(school, PICTURE)
    assert blobs.get(school, sha256_of(PICTURE)) == PICTURE


def test_an_empty_file_is_a_file(blobs: Blobs, school: UUID) -> None:
    assert blobs.get(school, blobs.put(school, b"")) == b""
    assert list(blobs.stream(school, sha256_of(b""))) == []


def test_another_school_has_no_such_file(blobs: Blobs, school: UUID) -> None:  # A6
    sha256 = blobs.put(school, PICTURE)
    stranger = uuid4()
    blobs.delete(stranger, sha256)
    assert not blobs.exists(stranger, sha256)
    with pytest.raises(BlobMissing):
        blobs.get(stranger, sha256)
    assert blobs.get(school, sha256) == PICTURE


def test_an_upload_in_pieces_is_kept_under_its_hash(blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]) -> None:
    with blobs.receive() as incoming:
        for start in range(0, len(PICTURE), 70_000):
            incoming.write(PICTURE[start : start + 70_000])
        blob = incoming.keep(school, sha256_of(PICTURE))
    assert blob == Blob(sha256_of(PICTURE), len(PICTURE))
    assert blobs.get(school, blob.sha256) == PICTURE
    assert on_their_way() == []


def test_an_upload_that_is_not_what_was_announced_is_not_kept(
    blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]
) -> None:
    incoming = blobs.receive()
    incoming.write(PICTURE)
    with pytest.raises(WrongHash):
        incoming.keep(school, NEVER_KEPT)
    assert on_their_way() == []
    assert not blobs.exists(school, sha256_of(PICTURE))
    assert not blobs.exists(school, NEVER_KEPT)


def test_an_upload_of_the_largest_size_is_taken_and_one_byte_more_is_not(
    blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]
) -> None:
    with blobs.receive() as incoming:
        incoming.write(bytes(MAX_BYTES))
        assert incoming.keep(school).size == MAX_BYTES
    incoming = blobs.receive()
    incoming.write(bytes(MAX_BYTES))
    with pytest.raises(TooLarge, match="too-large"):
        incoming.write(b"!")
    assert on_their_way() == []


def test_a_file_of_ours_may_be_larger_than_an_upload(blobs: Blobs, school: UUID) -> None:
    data = bytes(MAX_BYTES + 1)
    assert blobs.get(school, blobs.put(school, data)) == data


def test_an_upload_that_ends_early_leaves_nothing(blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]) -> None:
    def upload_that_breaks() -> None:
        with blobs.receive() as incoming:
            incoming.write(PICTURE)
            assert len(on_their_way()) == 1
            raise ConnectionError

    with pytest.raises(ConnectionError):
        upload_that_breaks()
    with blobs.receive() as incoming:
        incoming.write(PICTURE)
    incoming = blobs.receive()
    incoming.discard()
    incoming.discard()
    assert on_their_way() == []
    assert not blobs.exists(school, sha256_of(PICTURE))


def test_a_stream_tells_its_size_and_gives_the_file_in_pieces(blobs: Blobs, school: UUID) -> None:
    sha256 = blobs.put(school, PICTURE)
    with blobs.stream(school, sha256) as stream:
        pieces = list(stream)
    assert stream.size == len(PICTURE)
    assert len(pieces) > 1
    assert b"".join(pieces) == PICTURE


def test_a_stream_may_be_left_in_the_middle(blobs: Blobs, school: UUID) -> None:
    sha256 = blobs.put(school, PICTURE)
    with blobs.stream(school, sha256) as stream:
        assert PICTURE.startswith(next(iter(stream)))
    assert blobs.get(school, sha256) == PICTURE


def test_a_local_file_holds_within_its_block(blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]) -> None:
    sha256 = blobs.put(school, PICTURE)
    with blobs.file(school, sha256) as path:
        assert path.read_bytes() == PICTURE
        assert path.stat().st_mode & 0o777 == 0o600
    assert on_their_way() == []


def test_an_error_of_the_reader_stays_its_own(blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]) -> None:
    sha256 = blobs.put(school, PICTURE)
    with pytest.raises(FileNotFoundError), blobs.file(school, sha256):
        raise FileNotFoundError
    assert on_their_way() == []


def test_a_deleted_file_is_gone_and_may_be_deleted_again(blobs: Blobs, school: UUID) -> None:
    sha256 = blobs.put(school, PICTURE)
    blobs.delete(school, sha256)
    blobs.delete(school, sha256)
    assert not blobs.exists(school, sha256)
    blobs.put(school, PICTURE)
    assert blobs.get(school, sha256) == PICTURE


def test_a_missing_file_is_said_to_be_missing_before_any_byte(
    blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]
) -> None:
    assert not blobs.exists(school, NEVER_KEPT)
    with pytest.raises(BlobMissing):
        blobs.get(school, NEVER_KEPT)
    with pytest.raises(BlobMissing):
        blobs.stream(school, NEVER_KEPT)
    with pytest.raises(BlobMissing), blobs.file(school, NEVER_KEPT):
        pass
    assert on_their_way() == []


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", NEVER_KEPT[:-1], NEVER_KEPT + "\n", NEVER_KEPT.upper(), "/" + NEVER_KEPT[1:]],
)
def test_a_name_that_is_no_hash_reaches_no_store(blobs: Blobs, school: UUID, name: str) -> None:
    for verb in (blobs.get, blobs.stream, blobs.delete, blobs.exists):
        with pytest.raises(ValueError, match="64"):
            verb(school, name)
    with pytest.raises(ValueError, match="64"), blobs.file(school, name):
        pass
    with pytest.raises(ValueError, match="64"), blobs.receive() as incoming:
        incoming.keep(school, name)


@SAFE_FOR_THREADS
def test_eight_at_once_may_keep_the_same_file(blobs: Blobs, school: UUID, on_their_way: Callable[[], list[Path]]) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(lambda _: blobs.put(school, PICTURE), range(40)))
    assert kept == {sha256_of(PICTURE)}
    assert blobs.get(school, sha256_of(PICTURE)) == PICTURE
    assert on_their_way() == []


@SAFE_FOR_THREADS
def test_a_reader_beside_writers_and_deleters_sees_all_of_a_file_or_none(blobs: Blobs, school: UUID) -> None:
    sha256 = blobs.put(school, PICTURE)

    def act(turn: int) -> bool:
        if turn % 4 == 0:
            blobs.delete(school, sha256)
        elif turn % 4 == 1:
            blobs.put(school, PICTURE)
        else:
            try:
                return blobs.get(school, sha256) == PICTURE
            except BlobMissing:
                return True
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(act, range(120)))


# Killed at any moment

WRITER = """
import json, os, sys
from pathlib import Path
from uuid import UUID
from consentsvc.kernel.blobs import FolderBlobs, S3Blobs

arguments, school = json.loads(sys.argv[1]), UUID(sys.argv[2])
arguments |= {name: Path(arguments[name]) for name in ("root", "incoming") if name in arguments}
blobs = FolderBlobs(**arguments) if "root" in arguments else S3Blobs(**arguments)
print("begun", flush=True)
while True:
    print(blobs.put(school, os.urandom(int.from_bytes(os.urandom(2)) * 8)), flush=True)
    with blobs.receive() as incoming:
        for piece in range(8):
            incoming.write(os.urandom(20_000))
        print(incoming.keep(school).sha256, flush=True)
"""


def hashes_written_before_kill(arguments: dict[str, Any], school: UUID, seconds: float) -> list[str]:
    """Run a writer, kill -9 it; the hashes that it said it had kept."""
    command = [sys.executable, "-c", WRITER, json.dumps(arguments, default=str), str(school)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        time.sleep(seconds)
        writer.kill()
        # A last line that was cut short told nobody anything.
        return [line.strip() for line in writer.stdout if line.endswith("\n")]


def test_after_kill_9_each_file_in_a_folder_is_whole_and_none_is_lost(tmp_path: Path, school: UUID) -> None:
    moments = random.Random(9)
    said: list[str] = []
    for _ in range(20):
        said += hashes_written_before_kill({"root": tmp_path, "max_bytes": MAX_BYTES}, school, moments.uniform(0.0, 0.15))
    files = [path for path in (tmp_path / str(school)).rglob("*") if path.is_file()]
    assert said
    assert all(sha256_of(path.read_bytes()) == path.name for path in files)
    assert set(said) <= {path.name for path in files}


def test_after_kill_9_each_file_in_s3_is_whole_and_none_is_lost(seaweed: S3Server, tmp_path: Path, school: UUID) -> None:
    moments = random.Random(9)
    said: list[str] = []
    for _ in range(4):
        said += hashes_written_before_kill(s3_arguments(seaweed, tmp_path / "incoming"), school, moments.uniform(0.05, 0.3))
    client = s3_client(seaweed)
    keys = [kept["Key"] for kept in client.list_objects_v2(Bucket=BUCKET, Prefix=f"{school}/")["Contents"]]
    assert said
    for key in keys:
        assert sha256_of(client.get_object(Bucket=BUCKET, Key=key)["Body"].read()) == key.split("/")[-1]
    assert {f"{school}/{sha256[:2]}/{sha256}" for sha256 in said} <= set(keys)


# The folder


def test_files_and_folders_are_for_the_service_alone(folder: FolderBlobs, tmp_path: Path, school: UUID) -> None:
    place = file_of(tmp_path, school, folder.put(school, PICTURE))
    assert place.stat().st_mode & 0o777 == 0o600
    for made in (place.parent, place.parent.parent, tmp_path / "incoming"):
        assert made.stat().st_mode & 0o777 == 0o700


def watch(work: Callable[[], object], see: Callable[[str], None]) -> None:
    """Do `work`; before each call by which it makes, names or syncs a file, `see` gets the call's name."""

    def note(frame: FrameType, kind: str, called: Any) -> None:
        if kind == "c_call" and called.__name__ in {"fsync", "mkdir", "replace"}:
            see(called.__name__)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)


def calls_to_the_system(work: Callable[[], object]) -> list[str]:
    calls: list[str] = []
    watch(work, calls.append)
    return calls


def test_the_last_byte_is_written_before_the_first_sync(
    folder: FolderBlobs, school: UUID, on_their_way: Callable[[], list[Path]]
) -> None:
    sizes: list[int] = []
    watch(lambda: folder.put(school, b"few bytes"), lambda _: sizes.extend(p.stat().st_size for p in on_their_way()))
    assert sizes[0] == len(b"few bytes")


def test_bytes_are_synced_before_the_file_has_its_name_and_each_folder_after(
    folder: FolderBlobs, tmp_path: Path, school: UUID
) -> None:
    first = ["fsync", "mkdir", "fsync", "mkdir", "fsync", "replace", "fsync"]
    assert calls_to_the_system(lambda: folder.put(school, PICTURE)) == first
    again = ["fsync", "mkdir", "mkdir", "replace", "fsync"]
    assert calls_to_the_system(lambda: folder.put(school, PICTURE)) == again
    # Found folders may be the fresh, not yet synced ones of another process.
    another_process = FolderBlobs(tmp_path, MAX_BYTES)
    assert calls_to_the_system(lambda: another_process.put(school, PICTURE)) == first


def test_a_deletion_is_synced_also_when_tried_again(folder: FolderBlobs, school: UUID) -> None:
    sha256 = folder.put(school, PICTURE)
    assert calls_to_the_system(lambda: folder.delete(school, sha256)) == ["fsync"]
    assert calls_to_the_system(lambda: folder.delete(school, sha256)) == ["fsync"]


def test_what_a_killed_process_left_is_swept_a_day_later(folder: FolderBlobs, tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    (incoming / "old").write_bytes(b"x")
    (incoming / "young").write_bytes(b"x")
    os.utime(incoming / "old", (time.time() - A_DAY - 1,) * 2)
    FolderBlobs(tmp_path, MAX_BYTES)
    assert [left.name for left in incoming.iterdir()] == ["young"]


def test_a_damaged_file_is_whole_again_after_the_same_upload(folder: FolderBlobs, tmp_path: Path, school: UUID) -> None:
    sha256 = folder.put(school, PICTURE)
    file_of(tmp_path, school, sha256).write_bytes(b"damaged")
    folder.put(school, PICTURE)
    assert folder.get(school, sha256) == PICTURE


def test_a_new_root_is_made_with_those_above_it(tmp_path: Path, school: UUID) -> None:
    deep = FolderBlobs(tmp_path / "var" / "pictures", MAX_BYTES)
    assert deep.get(school, deep.put(school, PICTURE)) == PICTURE


def test_a_root_that_is_no_folder_is_told_at_start(tmp_path: Path) -> None:
    (tmp_path / "root").write_bytes(b"")
    with pytest.raises(StorageUnavailable):
        FolderBlobs(tmp_path / "root", MAX_BYTES)


FILLER = """
import sys
from pathlib import Path
from uuid import UUID
from consentsvc.kernel.blobs import FolderBlobs, StorageFull

root, school = Path(sys.argv[1]), UUID(int=1)
blobs = FolderBlobs(root, 10**9)

def in_pieces():
    with blobs.receive() as incoming:
        for piece in range(400):
            incoming.write(bytes(5_000))

first = blobs.put(school, bytes(300_000))
for too_much in (lambda: blobs.put(school, bytes(2_000_000)), in_pieces):
    try:
        too_much()
    except StorageFull:
        print("full", end=" ")
left = [path for path in root.rglob("*") if path.is_file()]
assert [path.name for path in left] == [first], left
blobs.put(school, b"a" * 300_000)
print("and goes on")
"""


@pytest.mark.parametrize(
    "little_room",
    [
        pytest.param(["sh", "-c", 'ulimit -f 2000 && exec "$@"', "sh"], id="limited-file"),
        pytest.param(
            [
                *("unshare", "--map-root-user", "--mount"),
                *("sh", "-c", 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"', "{root}"),
            ],
            id="full-disk",
        ),
    ],
)
def test_a_full_store_says_so_and_keeps_nothing_by_half(tmp_path: Path, little_room: list[str]) -> None:
    little_room = [word.replace("{root}", str(tmp_path)) for word in little_room]
    if subprocess.run([*little_room, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    told = subprocess.run(
        [*little_room, sys.executable, "-c", FILLER, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.stdout, told.stderr) == ("full full and goes on\n", "")


# S3


def test_the_server_holds_the_hash(seaweed: S3Server, tmp_path: Path, school: UUID) -> None:
    sha256 = S3Blobs(**s3_arguments(seaweed, tmp_path / "incoming")).put(school, PICTURE)
    key = f"{school}/{sha256[:2]}/{sha256}"
    head = s3_client(seaweed).head_object(Bucket=BUCKET, Key=key, ChecksumMode="ENABLED")
    assert base64.b64decode(head["ChecksumSHA256"]).hex() == sha256


def test_bytes_that_change_before_they_reach_the_server_are_not_kept(
    seaweed: S3Server, tmp_path: Path, school: UUID, on_their_way: Callable[[], list[Path]]
) -> None:
    blobs = S3Blobs(**s3_arguments(seaweed, tmp_path / "incoming"))
    incoming = blobs.receive()
    incoming.write(PICTURE)
    with on_their_way()[0].open("r+b") as file:
        file.write(b"changed")
    with pytest.raises(StorageUnavailable):
        incoming.keep(school)
    assert not blobs.exists(school, sha256_of(PICTURE))
    assert on_their_way() == []


def assert_unavailable(blobs: Blobs, school: UUID) -> None:
    with pytest.raises(StorageUnavailable):
        blobs.put(school, PICTURE)
    with pytest.raises(StorageUnavailable):
        blobs.get(school, NEVER_KEPT)
    with pytest.raises(StorageUnavailable):
        blobs.stream(school, NEVER_KEPT)
    with pytest.raises(StorageUnavailable):
        blobs.delete(school, NEVER_KEPT)


def test_a_wrong_key_is_refused(seaweed: S3Server, tmp_path: Path, school: UUID) -> None:
    stranger = replace(seaweed, secret_key="guessed")
    blobs = S3Blobs(**s3_arguments(stranger, tmp_path / "incoming"))
    assert_unavailable(blobs, school)
    with pytest.raises(StorageUnavailable):
        blobs.exists(school, NEVER_KEPT)


def test_a_bucket_that_is_not_there_is_no_missing_file(moto: S3Server, tmp_path: Path, school: UUID) -> None:
    elsewhere = replace(moto, bucket="nowhere")
    assert_unavailable(S3Blobs(**s3_arguments(elsewhere, tmp_path / "incoming")), school)


def test_a_server_that_is_down_is_told_soon(tmp_path: Path, school: UUID) -> None:
    down = S3Server("http://127.0.0.1:9", "key", "secret")
    begun = time.monotonic()
    assert_unavailable(S3Blobs(**s3_arguments(down, tmp_path / "incoming")), school)
    assert time.monotonic() - begun < 4 * 5
