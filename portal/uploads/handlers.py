"""How files are read from a request: refused, unless the view takes some; then up to the caps."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse

FIELD = "attachments"
MB = 1024 * 1024
View = TypeVar("View", bound=Callable[..., HttpResponse])


def takes_files(view: View) -> View:
    """Mark a view; `choose` reads the mark before anything reads the body."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def choose(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before the one that asks for the CSRF token: that one reads the body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if getattr(view, "takes_files", False):
            request.upload_handlers = [Capped(request)]

    hooked: Any = middleware
    hooked.process_view = process_view
    return middleware


class Refusing(FileUploadHandler):
    """The handler of every other view: the first file ends the reading."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


@dataclass
class Refusal:
    """Why a file was not read: too_large (with its size, where known), too_many, no_room."""

    reason: str
    name: str = ""
    size: int = 0


class Capped(FileUploadHandler):
    """Keeps each file in a nameless temporary one; drops what is over a cap and stops at the sum of all.

    Files stand last in our forms, so whatever was typed has been read when the reading stops.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refusals: list[Refusal] = []
        self.count = self.total = 0
        self.spool: BinaryIO | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != FIELD:
            raise SkipFile
        self.count += 1
        if self.count > settings.UPLOAD_FILES:
            self.refusals.append(Refusal("too_many"))
            raise StopUpload(connection_reset=True)
        self.size = 0
        self.spool = tempfile.TemporaryFile()  # noqa: SIM115 – closed when dropped

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        self.total += len(raw_data)
        if self.total > total_cap():
            self._refuse("too_large", 0)
            raise StopUpload(connection_reset=True)
        if self.spool is None:
            return
        if self.size > settings.UPLOAD_MB * MB:
            self._drop()
            return
        try:
            self.spool.write(raw_data)
        except OSError:
            self._refuse("no_room", 0)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        spool, self.spool = self.spool, None
        if spool is None:
            if self.size > settings.UPLOAD_MB * MB:
                self._refuse("too_large", self.size)
            return None
        try:
            spool.seek(0)  # writes what is still in memory
        except OSError:
            self.spool = spool
            self._refuse("no_room", 0)
            return None
        return UploadedFile(spool, self.file_name, self.content_type, self.size)

    def upload_interrupted(self) -> None:
        self._drop()

    def _refuse(self, reason: str, size: int) -> None:
        self._drop()
        self.refusals.append(Refusal(reason, self.file_name or "", size))

    def _drop(self) -> None:
        if self.spool is not None:
            spool, self.spool = self.spool, None
            try:
                spool.close()
            except OSError:
                return


def total_cap() -> int:
    """Bytes that one request may bring in files."""
    return 3 * settings.UPLOAD_MB * MB
