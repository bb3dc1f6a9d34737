"""A website on this machine, for what the service asks outside: it answers as it is told, and remembers what it was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Asked:
    """One request, as it came. `path` has the query; the headers' names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """What it is answered with. silent: nothing, the connection just ends. cut: the body ends before its length."""

    status: int = 200
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False
    cut: bool = False


Answering = Callable[[Asked], Said]


class Site(ThreadingHTTPServer):
    """Serves `pages` by path; what isn't there is a 404. `answering` may say something else to any request."""

    daemon_threads = True

    def __init__(self, answering: Answering | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Said] = {}
        self.asked: list[Asked] = []
        self.answering = answering or (lambda asked: self.pages.get(asked.path, Said(404)))

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Who asked has hung up: that is a case of its own in some tests."""


@contextmanager
def open_site(answering: Answering | None = None, *, beginning: Callable[[Site], None] = lambda _: None) -> Iterator[Site]:
    """A site that answers until the block ends. `beginning` may change it before its first request (to TLS, say)."""
    site = Site(answering)
    beginning(site)
    running = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    running.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):  # every method is answered alike
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.asked.append(asked)
        said = self.server.answering(asked)
        self.close_connection = True
        if said.silent:
            return
        self.send_response(said.status)
        for name, value in {"Content-Length": str(len(said.data) + said.cut), **said.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said.data)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
