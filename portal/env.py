"""Reads the process environment for settings; a missing value stops the start with the variable's name."""

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from limits import parse

env = environ.Env()


def require(name: str) -> str:
    """Return a variable without a safe default; raise ImproperlyConfigured naming it when unset."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it holds.")
    return value


def require_keys(name: str) -> list[str]:
    """Return a comma separated list of Fernet keys, first one current; raise ImproperlyConfigured."""
    keys = [key.strip() for key in require(name).split(",") if key.strip()]
    if not keys:
        raise ImproperlyConfigured(f"{name} holds no key. See .env.example for how to make one.")
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} holds a key that is none. See .env.example.") from error
    return keys


def rate(name: str, default: str) -> str:
    """Return a limit such as 10/hour, or off; raise ImproperlyConfigured for anything else."""
    text: str = env.str(name, default=default)
    try:
        if text != "off":
            parse(text)
    except ValueError as error:
        raise ImproperlyConfigured(f'{name} is "{text}": write it as 10/hour, or off.') from error
    return text


def one_of(name: str, *choices: str) -> str:
    """Return a variable that takes one of few values, the first by default; raise ImproperlyConfigured."""
    text: str = env.str(name, default=choices[0])
    if text not in choices:
        raise ImproperlyConfigured(f'{name} is "{text}": it can be {" or ".join(choices)}.')
    return text
