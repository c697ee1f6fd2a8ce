"""One measured figure and the bound it must keep."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A value in its unit; `at_most` and `at_least` are bounds, both None where the figure is only shown."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_kept(self) -> bool:
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    @property
    def shown(self) -> str:
        return f"{self.value:,.1f} {self.unit}"

    @property
    def bound_shown(self) -> str:
        bounds = {"at most": self.at_most, "at least": self.at_least}
        return ", ".join(f"{words} {bound:g}" for words, bound in bounds.items() if bound is not None)

    @property
    def verdict(self) -> str:
        if self.at_most is None and self.at_least is None:
            return ""
        return "ok" if self.is_kept else "NOT KEPT"
