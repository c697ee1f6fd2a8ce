"""How often one network, account, address or case may do a thing; no address is ever kept."""

import ipaddress
import math
import time
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage

from portal import broker
from portal.identity import crypto

# Villages share one network: over the limit a submission is taken and its letter held, at ten times refused.
# An office shares one too: it may guess three times as often as one account is guessed at.
REFUSED_AT = {"submit": 10, "track": 1, "login": 3, "upload": 1}
_memory = MemoryStorage()


@dataclass(frozen=True)
class Verdict:
    over: bool = False
    refused: bool = False
    retry_minutes: int = 0
    just_refused: bool = False  # the first of those refused

    @property
    def allowed(self) -> bool:
        return not self.refused


def hit(request: HttpRequest, name: str, *, account: str = "") -> Verdict:
    """Count one `submit`, `track`, `login` or `upload` and say what follows.

    A guess at an account counts for the account too, from whatever network it comes.
    """
    rate: str = getattr(settings, f"LIMIT_{name.upper()}")
    if rate == "off":
        return Verdict()
    item = parse(rate)
    verdict = _verdict(item, _network_counter(request, name, item), item.amount * REFUSED_AT[name])
    if not account:
        return verdict
    own = _verdict(item, item.key_for(name, account_key(account)), item.amount)
    return own if own.refused else verdict


def take_back(request: HttpRequest, name: str, *, account: str = "") -> None:
    """Uncount one hit that did no harm: an office of thirty logs in from one network every morning."""
    rate: str = getattr(settings, f"LIMIT_{name.upper()}")
    if rate == "off":
        return
    item = parse(rate)
    _count(_network_counter(request, name, item), item, by=-1)
    if account:
        _count(item.key_for(name, account_key(account)), item, by=-1)


def hit_subject(name: str, subject: str) -> Verdict:
    """Count one `letters` to an address or `words` to a case, under a name nobody can turn back."""
    rate: str = getattr(settings, f"LIMIT_{name.upper()}")
    if rate == "off":
        return Verdict()
    item = parse(rate)
    return _verdict(item, item.key_for(name, _daily(subject)), item.amount)


def forget_subject(name: str, subject: str) -> None:
    """Uncount one hit of a subject after which nothing was written."""
    rate: str = getattr(settings, f"LIMIT_{name.upper()}")
    if rate != "off" and subject:
        item = parse(rate)
        _count(item.key_for(name, _daily(subject)), item, by=-1)


def account_key(account: str) -> str:
    """Return a name of the account, of this day only, that nobody can turn back."""
    return crypto.blind(f"{timezone.localdate()} {account}", domain="account")[:32]


def _network_counter(request: HttpRequest, name: str, item: RateLimitItem) -> str:
    return item.key_for(name, network_of(request))


def _verdict(item: RateLimitItem, key: str, refused_over: int) -> Verdict:
    count, resets_at = _count(key, item)
    over = count > item.amount
    minutes = max(1, math.ceil((resets_at - time.time()) / 60)) if over else 0
    return Verdict(over, count > refused_over, minutes, count == refused_over + 1)


def network_of(request: HttpRequest) -> str:
    """Return the name of the visitor's network on this day."""
    return network_key(client_address(request))


def client_address(request: HttpRequest) -> str:
    """Return the address our outermost trusted proxy saw; what stands left of that anybody can write."""
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def network_key(address: str) -> str:
    """Return a name of the /24 or /64 that nobody can turn back and that changes every day."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        network = "unknown"
    else:
        ip = getattr(ip, "ipv4_mapped", None) or ip
        network = str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))
    return _daily(network)


def _daily(name: str) -> str:
    return crypto.blind(f"{timezone.localdate()} {name}", domain="network")[:32]


def _count(key: str, item: RateLimitItem, by: int = 1) -> tuple[int, float]:
    if broker.breaker.is_closed:
        try:
            return _add(_shared(settings.REDIS_URL), key, item, by)
        except redis.RedisError:
            broker.breaker.trip()
    return _add(_memory, key, item, by)


def _add(storage: Storage, key: str, item: RateLimitItem, by: int) -> tuple[int, float]:
    count = storage.incr(key, item.get_expiry(), amount=by)
    return count, storage.get_expiry(key) if count > item.amount else 0.0


@lru_cache(maxsize=4)
def _shared(url: str) -> RedisStorage:
    return RedisStorage("redis://", connection_pool=broker.pool(url), key_prefix="portal:limits")
