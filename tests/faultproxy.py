"""A TCP proxy that can refuse or fall silent, as a broken network does; no test lives here."""

import contextlib
import socket
import threading
from enum import Enum


class Mode(Enum):
    PASS = "pass"
    REFUSE = "refuse"
    SILENT = "silent"


class FaultProxy:
    """Listens on a loopback port and passes on to `target`, address or local socket, until told not to."""

    def __init__(self, target: tuple[str, int] | str) -> None:
        self.target, self.mode = target, Mode.PASS
        self.lines: set[socket.socket] = set()
        self.listener = self._listen(0)
        self.port: int = self.listener.getsockname()[1]

    def pass_on(self) -> None:
        """Work again; lines that met the fault are dead and close."""
        was, self.mode = self.mode, Mode.PASS
        self._hang_up()
        if was is Mode.REFUSE:
            self.listener = self._listen(self.port)

    def refuse(self) -> None:
        self.mode = Mode.REFUSE
        with contextlib.suppress(OSError):  # wakes the thread in accept(), which still holds the port
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._hang_up()

    def fall_silent(self) -> None:
        """Take connections and bytes and never answer, as a black hole does."""
        self.mode = Mode.SILENT

    def close(self) -> None:
        self.refuse()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(100)
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                self.lines.add(near)
                threading.Thread(target=self._serve, args=[near], daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        if self.mode is Mode.SILENT:
            self._swallow(near)
            return
        try:
            far = self._far()
        except OSError:
            near.close()
            return
        self.lines.add(far)
        threading.Thread(target=self._pump, args=[far, near], daemon=True).start()
        self._pump(near, far)

    def _far(self) -> socket.socket:
        if isinstance(self.target, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
        else:
            far = socket.create_connection(self.target, 5)
            far.settimeout(None)
        return far

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self.mode is Mode.PASS:
                    sink.sendall(data)
        for line in (source, sink):
            self.lines.discard(line)
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _swallow(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while near.recv(65536):
                pass
        near.close()

    def _hang_up(self) -> None:
        for line in list(self.lines):
            self.lines.discard(line)
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
