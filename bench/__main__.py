"""Prints every figure with its bound; exits 1 when one is not kept. Started by ./dev bench [GROUP…]."""

import importlib
import sys

import django

from bench import memory
from bench.figures import Figure

# Each group is a file with figures(); the cheap ones run first, the one with a million rows last.
GROUPS = ("pages", "ratios", "slow", "letters", "receipts", "start", "meetings", "volume")


def main(chosen: list[str]) -> int:
    unknown = [name for name in chosen if name not in GROUPS]
    if unknown:
        print(f"No group of figures is called {', '.join(unknown)}. There are: {', '.join(GROUPS)}.")
        return 2
    django.setup()
    kept = True
    for name in GROUPS:
        if name in chosen or not chosen:
            for figure in importlib.import_module(f"bench.{name}").figures():
                kept &= show(figure)
    for figure in memory.figures():  # what the web process weighs after all of it
        kept &= show(figure)
    return 0 if kept else 1


def show(figure: Figure) -> bool:
    print(f"{figure.name:<56} {figure.shown:>18}  {figure.bound_shown:<14} {figure.verdict}", flush=True)
    return figure.is_kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
