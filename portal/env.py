"""Reads the process environment for settings; a missing value stops the start with the variable's name."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def require(name: str) -> str:
    """Return a variable without a safe default; raise ImproperlyConfigured naming it when unset."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it holds.")
    return value


def require_keys(name: str) -> list[str]:
    """Return a comma separated list of keys, first one current; raise ImproperlyConfigured when empty."""
    keys = [key.strip() for key in require(name).split(",") if key.strip()]
    if not keys:
        raise ImproperlyConfigured(f"{name} holds no key. See .env.example for how to make one.")
    return keys
