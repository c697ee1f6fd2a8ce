"""Serves any WSGI application as the portal's web process does: python -m bench.web MODULE:NAME PORT."""

import importlib
import sys

from portal import serving


def main(application: str, port: str) -> None:
    module, _colon, name = application.partition(":")
    serving.serve(getattr(importlib.import_module(module), name), f"127.0.0.1:{port}", threads=4)


if __name__ == "__main__":
    main(*sys.argv[1:])
