"""The only way in which the service asks an address outside: a school's website, its WordPress, whoever takes its webhooks.

People type these addresses, so each is checked when it is used. The name is resolved once, here, and the connection goes to the address
that was checked; an address inside the machine or its network is refused, unless `reachable_networks` holds it. Outside those, https only,
with the certificate of the name. Nothing is followed, kept or sent by itself: no redirect, no cookie, no proxy, no password. Every answer
has an end, in bytes and in seconds.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpcore2
from httpcore2 import URL, HTTPConnection, NetworkBackend, NetworkStream, Response, SyncBackend

from consentsvc.kernel.settings import settings

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

USER_AGENT: Final = f"consentsvc/{version('consentsvc')}"
MEBIBYTE: Final = 1024 * 1024
LONGEST_ADDRESS: Final = 2000
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
NEVER: Final = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""Networks that are not of the open internet, and that Python's list has missed in some releases."""

_NOT_IN_ADDRESSES: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2000-\u200f\u2028\u2029\ufeff]")
_AS_IT_STANDS: Final = "%/:?#[]@!$&'()*+,;=~-._"


class Unreachable(Exception):
    """No answer, or none that can be used. `word`: one of WORDS; the other side's own words are never passed on."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


WORDS: Final[Mapping[str, str]] = {
    "no_address": "This is not a web address.",
    "not_https": "The address has to begin with https://.",
    "unknown_host": "There is no server of this name.",
    "inside": "This address lies inside a private network, where we don’t go.",
    "no_connection": "The server doesn’t take connections.",
    "bad_certificate": "The server’s certificate is not valid for this address.",
    "timed_out": "The server didn’t answer in time.",
    "too_large": "The answer was too large.",
    "broken": "The server’s answer could not be read.",
}
"""Every word, as people read it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by their names in lower case, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most_bytes: int = MEBIBYTE,
    timeout: float = 20.0,
) -> Answer:
    """Ask an address, within `timeout` seconds for all of it. A redirect is an answer like any other. Raises Unreachable."""
    with _asking(method, url, headers or {}, body, timeout) as response:
        known = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status < 300 and known.get("content-encoding", "identity").lower() != "identity":
            raise Unreachable("broken")  # we asked for it as it is
        return Answer(response.status, known, _read(response, most_bytes))


def status(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None, timeout: float = 20.0
) -> int:
    """What an address answers, past whatever keeps old answers; the answer's body isn't read. Raises Unreachable."""
    with _asking(method, url, {"Cache-Control": "no-cache", **(headers or {})}, body, timeout) as response:
        return response.status


def checked(url: str) -> str:
    """The address as it may be kept. Raises Unreachable where it is none, or neither https nor in `reachable_networks`.

    A name that can't be looked up just now is no reason to refuse it, under https.
    """
    parsed = _parsed(url)
    is_https = parsed.scheme == b"https"
    try:
        _resolved(_host(parsed), _port(parsed), is_https=is_https)
    except Unreachable as problem:
        if not is_https:
            raise Unreachable("not_https") from None
        if problem.word != "unknown_host":
            raise
    return url.strip()


def may_reach(address: IpAddress, *, is_https: bool) -> bool:
    """Whether an address may be connected to: one of the open internet by https, one of `reachable_networks` in any way."""
    address = _innermost(address)
    if any(address in network for network in settings().reachable_networks):
        return True
    return is_https and _is_open(address)


def _is_open(address: IpAddress) -> bool:
    if any(address in network for network in NEVER) or getattr(address, "is_site_local", False):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _innermost(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 one carries and is delivered to; else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


@contextmanager
def _asking(method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Iterator[Response]:
    """The answer's head, while its body can be read."""
    parsed = _parsed(url)
    backend = _Checked(is_https=parsed.scheme == b"https", until=time.monotonic() + timeout)
    own = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    sent = [(name.encode("ascii"), value.encode("latin-1")) for name, value in {**own, **headers}.items()]
    with (
        _plain_errors(),
        HTTPConnection(parsed.origin, ssl_context=_certificates(), network_backend=backend) as connection,
        connection.stream(method, parsed, headers=sent, content=body) as response,
    ):
        yield response


def _read(response: Response, most_bytes: int) -> bytes:
    data = bytearray()
    for piece in response.iter_stream():
        data += piece
        if len(data) > most_bytes:
            raise Unreachable("too_large")
    return bytes(data)


def _parsed(url: str) -> URL:
    """The address in its parts, taken apart once, so that what is checked is what is asked. Raises Unreachable."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        port = parts.port
    except ValueError:
        raise Unreachable("no_address") from None
    if not host or parts.username is not None or len(url) > LONGEST_ADDRESS or _NOT_IN_ADDRESSES.search(url):
        raise Unreachable("no_address")
    if parts.scheme not in ("http", "https"):
        raise Unreachable("not_https")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_IT_STANDS)
    return URL(scheme=parts.scheme, host=host, port=port, target=target)


def _host(parsed: URL) -> str:
    return parsed.host.decode("ascii")


def _port(parsed: URL) -> int:
    return parsed.port or (443 if parsed.scheme == b"https" else 80)


def _resolved(host: str, port: int, *, is_https: bool) -> list[str]:
    """The addresses of a name that may be connected to. Raises Unreachable where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("unknown_host") from None
    addresses = dict.fromkeys(str(each[4][0]) for each in found)
    good = [each for each in addresses if may_reach(ipaddress.ip_address(each), is_https=is_https)]
    if good:
        return good
    if not is_https and any(may_reach(ipaddress.ip_address(each), is_https=True) for each in addresses):
        raise Unreachable("not_https")
    raise Unreachable("inside")


class _Checked(NetworkBackend):
    """Connects to an address that was checked, by its number, and to no other; until a moment."""

    def __init__(self, *, is_https: bool, until: float) -> None:
        self._is_https, self._until = is_https, until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        addresses = _resolved(host, port, is_https=self._is_https)
        for last, address in enumerate(addresses, 1 - len(addresses)):
            try:
                return _Limited(SyncBackend().connect_tcp(address, port, _left(self._until)), self._until)
            except httpcore2.ConnectError:
                if last == 0:
                    raise
        raise Unreachable("no_connection")


class _Limited(NetworkStream):
    """A connection of which every step ends at the same moment, so that no drip of bytes makes it last longer."""

    def __init__(self, stream: NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        return _Limited(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds that are left. Raises where there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable("timed_out")
    return left


@cache
def _certificates() -> ssl.SSLContext:
    """The machine's own list of certificate authorities; names are checked."""
    return ssl.create_default_context()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say in a word of ours what went wrong on the way."""
    try:
        yield
    except httpcore2.TimeoutException:
        raise Unreachable("timed_out") from None
    except httpcore2.ConnectError as error:
        raise Unreachable("bad_certificate" if isinstance(error.__cause__, ssl.SSLError) else "no_connection") from None
    except httpcore2.NetworkError:
        raise Unreachable("no_connection") from None
    except httpcore2.ProtocolError:
        raise Unreachable("broken") from None
