"""Prints every figure with its bound; exits 1 when one is not kept. Started by ./dev bench."""

import sys

from bench import pages, start
from bench.figures import Figure


def main() -> int:
    figures: list[Figure] = [*pages.figures(), *start.figures()]
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        print(
            f"{figure.name:<{width}}  {figure.shown:>16}  {figure.bound_shown:<14} {figure.verdict}",
            flush=True,
        )
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
