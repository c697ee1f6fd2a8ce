"""A mail server that takes every letter and keeps only when it came; it may think before each reply."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

REPLIES = {b"QUIT": b"221 bye\r\n", b"DATA": b"354 go on\r\n"}


class Sink:
    def __init__(self, delay: float) -> None:
        self.delay, self.port, self.times = delay, 0, list[float]()
        self.loop = asyncio.new_event_loop()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._reply(writer, b"220 ready\r\n")
            while order := (await reader.readline())[:4].upper():
                await self._reply(writer, REPLIES.get(order, b"250 OK\r\n"))
                if order == b"QUIT":
                    break
                if order == b"DATA":
                    await reader.readuntil(b"\r\n.\r\n")
                    await self._reply(writer, b"250 taken\r\n")
                    self.times.append(time.perf_counter())
        writer.close()

    async def _reply(self, writer: asyncio.StreamWriter, words: bytes) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
        writer.write(words)
        await writer.drain()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    @classmethod
    @contextlib.contextmanager
    def listening(cls, delay: float = 0) -> Iterator["Sink"]:
        sink = cls(delay)
        sink.loop.run_until_complete(sink._listen())
        thread = threading.Thread(target=sink.loop.run_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.loop.call_soon_threadsafe(sink.loop.stop)
            thread.join(10)
