"""Asking addresses outside: only those that may be, to an end, and by nothing but what was checked."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from consentsvc.kernel import outside
from consentsvc.kernel.outside import Unreachable
from tests.site import Said, Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as running:
        yield running


def _word(url: str, **more: float) -> str:
    with pytest.raises(Unreachable) as found:
        outside.fetch("GET", url, **more)  # type: ignore[arg-type]
    assert found.value.word in outside.WORDS
    return found.value.word


INSIDE = """
127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8 198.18.0.1 224.0.0.1 240.0.0.1
255.255.255.255 ::1 :: fe80::1 fc00::1 fd12:3456::1 fec0::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.1.1.1
64:ff9b::7f00:1 64:ff9b::a01:101 64:ff9b:1::a01:101 2002:7f00:1:: 2002:a00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_reached_in_whatever_form(address: str) -> None:
    assert not outside.may_reach(ipaddress.ip_address(address), is_https=True)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:85e5", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_open_internet_is_reached_by_https_alone(address: str) -> None:
    assert outside.may_reach(ipaddress.ip_address(address), is_https=True)
    assert not outside.may_reach(ipaddress.ip_address(address), is_https=False)


def test_networks_that_the_operator_names_are_reached_and_their_neighbours_are_not(nearby: None) -> None:
    for near in ("127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1"):
        assert outside.may_reach(ipaddress.ip_address(near), is_https=False)
    for far in ("126.255.255.255", "128.0.0.1", "::1", "10.0.0.1"):
        assert not outside.may_reach(ipaddress.ip_address(far), is_https=False)
    assert not outside.may_reach(ipaddress.ip_address("10.0.0.1"), is_https=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "017700000001"])
def test_nothing_of_this_machine_is_asked_however_it_is_written(site: Site, host: str) -> None:
    for scheme in ("http", "https"):
        assert _word(f"{scheme}://{host}:{site.server_port}/") in ("inside", "unknown_host")
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "no_address"),
        ("www.school.example", "no_address"),
        ("https://", "no_address"),
        ("https://user:secret@school.example/", "no_address"),
        ("https://school.example:99999/", "no_address"),
        ("https://school.example/a b", "no_address"),
        ("https://school.example\\@127.0.0.1/", "no_address"),
        ("https://school.example/\r\nHost: other", "no_address"),
        ("https://[::1/", "no_address"),
        ("https://" + "a" * 70 + ".example/", "no_address"),
        ("https://school.example/" + "a" * 2000, "no_address"),
        ("ftp://school.example/", "not_https"),
        ("file:///etc/passwd", "no_address"),
        ("https://[::1]/", "inside"),
        ("https://there-is-none.invalid/", "unknown_host"),
    ],
)
def test_what_is_no_address_is_refused_with_a_word(url: str, word: str) -> None:
    assert _word(url) == word


def test_an_answer_comes_with_its_status_headers_and_body(site: Site, nearby: None) -> None:
    site.pages["/wp-json/?a=1"] = Said(201, b"made", {"X-Total": "7"})
    answer = outside.fetch("POST", f"{site.address}/wp-json/?a=1", headers={"Content-Type": "text/plain"}, body=b"hello")
    assert (answer.status, answer.data, answer.headers["x-total"]) == (201, b"made", "7")
    (asked,) = site.asked
    assert (asked.method, asked.body, asked.headers["content-type"]) == ("POST", b"hello", "text/plain")
    assert asked.headers["user-agent"].startswith("consentsvc/")


def test_a_redirect_is_not_followed(site: Site, nearby: None) -> None:
    site.pages["/"] = Said(302, headers={"Location": f"{site.address}/elsewhere"})
    answer = outside.fetch("GET", site.address)
    assert (answer.status, answer.headers["location"]) == (302, f"{site.address}/elsewhere")
    assert len(site.asked) == 1


def test_no_cookie_is_kept(site: Site, nearby: None) -> None:
    site.pages["/"] = Said(200, headers={"Set-Cookie": "a=b"})
    outside.fetch("GET", site.address)
    outside.fetch("GET", site.address)
    assert all("cookie" not in asked.headers for asked in site.asked)


def test_a_body_has_an_end(site: Site, nearby: None) -> None:
    site.pages["/"] = Said(200, b"x" * 1001)
    assert len(outside.fetch("GET", site.address, most_bytes=1001).data) == 1001
    with pytest.raises(Unreachable, match="too_large"):
        outside.fetch("GET", site.address, most_bytes=1000)


def test_the_status_alone_needs_no_body(site: Site, nearby: None) -> None:
    site.pages["/gone.jpg"] = Said(410, b"x" * 10_000_000)
    assert outside.status(f"{site.address}/gone.jpg") == 410
    assert site.asked[0].headers["cache-control"] == "no-cache"


def test_a_body_that_was_packed_against_our_wish_is_not_handed_on(site: Site, nearby: None) -> None:
    site.pages["/"] = Said(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})
    assert _word(site.address) == "broken"


@pytest.mark.parametrize(
    ("said", "word"),
    [(Said(silent=True), "broken"), (Said(200, b"half", cut=True), "broken"), (Said(200, headers={"X": "a\0b"}), "broken")],
)
def test_a_broken_answer_is_none(site: Site, nearby: None, said: Said, word: str) -> None:
    site.pages["/"] = said
    assert _word(site.address) == word


def test_who_takes_no_connection_is_said(nearby: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert _word(f"http://127.0.0.1:{port}/") == "no_connection"


def test_drops_of_an_answer_do_not_make_it_last_longer(nearby: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_drip, args=(listening,), daemon=True).start()
        assert _word(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=0.2) == "timed_out"


def _drip(listening: socket.socket) -> None:
    taken, _ = listening.accept()
    with taken:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000:
                taken.send(bytes([byte]))
                time.sleep(0.01)
        except OSError:
            return


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost`, by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def to_tls(site: Site) -> None:
        site.socket = context.wrap_socket(site.socket, server_side=True)

    with open_site(lambda _: Said(200, b"over TLS"), beginning=to_tls) as running:
        yield running


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine trusts who made the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outside._certificates.cache_clear()
    yield
    outside._certificates.cache_clear()


def test_a_certificate_of_the_name_is_taken(secure_site: Site, nearby: None, trusted: None) -> None:
    assert outside.fetch("GET", f"https://localhost:{secure_site.server_port}/").data == b"over TLS"
    assert secure_site.asked[0].headers["host"] == f"localhost:{secure_site.server_port}"


def test_the_number_that_is_connected_to_is_no_name(secure_site: Site, nearby: None, trusted: None) -> None:
    assert _word(f"https://127.0.0.1:{secure_site.server_port}/") == "bad_certificate"
    assert secure_site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_none(secure_site: Site, nearby: None) -> None:
    assert _word(f"https://localhost:{secure_site.server_port}/") == "bad_certificate"
    assert secure_site.asked == []


def test_an_address_is_checked_before_it_is_kept(nearby: None) -> None:
    assert outside.checked(" http://127.0.0.1/hook ") == "http://127.0.0.1/hook"
    assert outside.checked("https://there-is-none.invalid/hook") == "https://there-is-none.invalid/hook"
    with pytest.raises(Unreachable, match="inside"):
        outside.checked("https://10.0.0.1/hook")
    for url in ("http://10.0.0.1/hook", "http://there-is-none.invalid/hook"):
        with pytest.raises(Unreachable, match="not_https"):
            outside.checked(url)
