"""What came with a form beside its words: the token under which its files were staged, and those files."""

from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest

from portal.identity import tokens
from portal.uploads import trays

TOKEN_LASTS = timedelta(hours=24)


class Arrival(NamedTuple):
    """`is_old`: what came was too old or no token of ours, and this is a fresh one."""

    text: str
    token: tokens.FormToken
    is_old: bool
    tray: trays.Tray


def of(request: HttpRequest, *, sound: bool = False) -> Arrival:
    """Read token and files; a recording is taken only where `sound` says so."""
    text = request.POST.get("form_token", "")
    try:
        token = tokens.read(text)
        is_old = token.age > TOKEN_LASTS
    except tokens.BadToken:
        is_old = True
    if is_old:
        text = tokens.issue()
        token = tokens.read(text)
    return Arrival(text, token, is_old, trays.receive(request, key=token.key, sound=sound))
