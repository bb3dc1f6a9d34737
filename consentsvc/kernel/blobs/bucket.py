"""Files in an S3 bucket."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING
from uuid import UUID

from consentsvc.kernel.blobs.contract import (
    NO_SUCH_FILE,
    Blob,
    BlobMissing,
    Incoming,
    StorageUnavailable,
    Stream,
    key_of,
    missing,
    plain_errors,
)
from consentsvc.kernel.blobs.folder import make_incoming, make_root

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client


class S3Blobs:
    """Files in a bucket under `<school>/<first two digits>/<sha256>`, checked by the server against their SHA-256.

    The bucket is private, keeps no old versions (what is deleted must be gone), and its credentials may read, write, delete
    and list it: without the last, S3 answers a missing file as forbidden. Uploads wait in the local folder `incoming`.
    Without an access key, the machine's own credentials are used.
    """

    def __init__(
        self,
        bucket: str,
        incoming: Path,
        max_bytes: int,
        *,
        region: str,
        endpoint_url: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._incoming = incoming.absolute()
        self._max_bytes = max_bytes
        self._client = _client(region, endpoint_url, access_key, secret_key)
        with plain_errors():
            make_root(self._incoming)
            make_incoming(self._incoming)

    def receive(self, max_bytes: int | None = None) -> Incoming:
        return Incoming(self._incoming, max_bytes or self._max_bytes, self._settle)

    def put(self, school: UUID, data: bytes, *, written_at: datetime | None = None) -> str:
        blob = Blob(hashlib.sha256(data).hexdigest(), len(data))
        self._upload(school, blob, data)
        return blob.sha256

    def get(self, school: UUID, sha256: str) -> bytes:
        with _plain_s3_errors():
            return self._client.get_object(Bucket=self._bucket, Key=key_of(school, sha256))["Body"].read()

    def stream(self, school: UUID, sha256: str, part: range | None = None) -> Stream:
        wanted: dict[str, str] = {} if part is None else {"Range": f"bytes={part.start}-{part.stop - 1}"}
        with _plain_s3_errors():
            answer = self._client.get_object(Bucket=self._bucket, Key=key_of(school, sha256), **wanted)  # type: ignore[arg-type]
        return Stream(answer["ContentLength"], answer["Body"], _plain_s3_errors)

    def size(self, school: UUID, sha256: str) -> int:
        with _plain_s3_errors():
            return self._client.head_object(Bucket=self._bucket, Key=key_of(school, sha256))["ContentLength"]

    @contextmanager
    def file(self, school: UUID, sha256: str) -> Iterator[Path]:
        with self._empty_copy() as copy:
            with self.stream(school, sha256) as stream:
                _fill(copy, stream)
            yield Path(copy.name)

    def delete(self, school: UUID, sha256: str) -> None:
        with _plain_s3_errors():
            self._client.delete_object(Bucket=self._bucket, Key=key_of(school, sha256))

    def exists(self, school: UUID, sha256: str) -> bool:
        try:
            with _plain_s3_errors():
                self._client.head_object(Bucket=self._bucket, Key=key_of(school, sha256))
        except BlobMissing:
            return False
        return True

    def _empty_copy(self) -> IO[bytes]:
        with plain_errors():
            return NamedTemporaryFile(dir=self._incoming)

    def _settle(self, school: UUID, blob: Blob, file: IO[bytes]) -> None:
        file.seek(0)
        self._upload(school, blob, file)

    def _upload(self, school: UUID, blob: Blob, body: bytes | IO[bytes]) -> None:
        with _plain_s3_errors():
            self._client.put_object(
                Bucket=self._bucket,
                Key=key_of(school, blob.sha256),
                Body=body,
                ContentLength=blob.size,
                ChecksumSHA256=b64encode(bytes.fromhex(blob.sha256)).decode(),
            )


def _client(region: str, endpoint_url: str | None, access_key: str | None, secret_key: str | None) -> "S3Client":
    # Here, since boto3 costs a third of a second and 25 MB, which only those pay who keep files in S3.
    from boto3.session import Session
    from botocore.config import Config

    config = Config(
        # Short: whoever waits for a picture holds a thread that a withdrawal may need.
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=50,
        # Each upload carries its SHA-256; reading needs no second check, and servers other than AWS's know no others.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client: S3Client = Session().client(
        "s3",
        region_name=region,
        endpoint_url=endpoint_url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=config,
    )
    return client


@contextmanager
def _plain_s3_errors() -> Iterator[None]:
    """Say what S3 or the way to it says in the words of this module."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in NO_SUCH_FILE:
            raise missing() from error
        raise _unreachable() from error
    except (BotoCoreError, OSError) as error:
        raise _unreachable() from error


def _unreachable() -> StorageUnavailable:
    return StorageUnavailable("The picture store does not answer just now; nothing was changed. Try again.")


def _fill(file: IO[bytes], stream: Stream) -> None:
    with plain_errors():
        for piece in stream:
            file.write(piece)
        file.flush()
