"""Sessions of staff: over after half an hour without a request, and twelve hours after logging in."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

BEGAN, SEEN = "began", "seen"
SEEN_EVERY = 60  # seconds; a busy session is written down at most this often


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """Read the session; one that is over is deleted and answers like none."""
        data: dict[str, Any] = super().load()
        if SESSION_KEY not in data:
            return data
        now = int(timezone.now().timestamp())
        if is_over(data, now):
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if now - data[SEEN] >= SEEN_EVERY:
            data[SEEN] = now
            self.modified = True
        return data

    def save(self, must_create: bool = False) -> None:
        """Write the session; whoever logged in just now starts both clocks."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if SESSION_KEY in data:
            now = int(timezone.now().timestamp())
            data.setdefault(BEGAN, now)
            data.setdefault(SEEN, now)
        super().save(must_create)


def is_over(data: dict[str, Any], now: int) -> bool:
    began, seen = data.get(BEGAN, 0), data.get(SEEN, 0)
    return now - seen >= settings.SESSION_IDLE_SECONDS or now - began >= settings.SESSION_COOKIE_AGE
