"""What stands between the service and another server: it passes everything on, hangs, hangs up, or cuts answers short, as it is told."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Literal

Mode = Literal["passes", "refuses", "hangs", "cuts"]

PIECE = 64 * 1024  # bytes
HANGS_UP = struct.pack("ii", 1, 0)  # SO_LINGER: what wasn't sent yet is lost, and the other side is told so


class FaultProxy(ThreadingTCPServer):
    """Listens on a port of its own for a server on this machine. What it is told counts at once, for open connections too.

    hangs: connections are taken, and no byte goes on until it is told something else. refuses: every connection ends.
    cuts: half of the next piece of an answer goes on, then the connection ends.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.goes_to = port
        self._mode: Mode = "passes"
        self._told = threading.Condition()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def tell(self, mode: Mode) -> None:
        with self._told:
            self._mode = mode
            self._told.notify_all()

    def mode(self) -> Mode:
        """How to go on, as soon as it doesn't hang any more."""
        with self._told:
            self._told.wait_for(lambda: self._mode != "hangs")
            return self._mode


class _Connection(BaseRequestHandler):
    """One client's, with one to the server behind."""

    server: FaultProxy

    def handle(self) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.goes_to)) as behind:
            questions = threading.Thread(target=self._pass_on, args=(self.request, behind), daemon=True)
            questions.start()
            self._pass_on(behind, self.request, is_answer=True)
            questions.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, is_answer: bool = False) -> None:
        """Everything that comes, until one side ends; then the other does too."""
        with suppress(OSError):
            while piece := source.recv(PIECE):
                mode = self.server.mode()
                if mode == "passes":
                    target.sendall(piece)
                    continue
                if mode == "cuts" and is_answer:
                    target.sendall(piece[: len(piece) // 2])
                if mode == "refuses":
                    self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HANGS_UP)
                if mode == "refuses" or is_answer:
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def standing_before(port: int) -> Iterator[FaultProxy]:
    """One before the server on this port, until the block ends."""
    with FaultProxy(port) as proxy:
        running = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        running.start()
        try:
            yield proxy
        finally:
            proxy.tell("refuses")
            proxy.shutdown()
