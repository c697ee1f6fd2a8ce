"""What came with a form beside its words: the token under which its files were staged, and those files."""

from typing import NamedTuple

from django.http import HttpRequest

from portal.identity import tokens
from portal.uploads import trays


class Arrival(NamedTuple):
    """`is_old`: what came was too old or no token of ours, and this is a fresh one."""

    text: str
    token: tokens.FormToken
    is_old: bool
    tray: trays.Tray


def of(request: HttpRequest, *, sound: bool = False) -> Arrival:
    """Read token and files; a recording is taken only where `sound` says so."""
    text, token, is_old = tokens.read_or_new(request.POST.get("form_token", ""))
    return Arrival(text, token, is_old, trays.receive(request, key=token.key, sound=sound))
