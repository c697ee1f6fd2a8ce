"""One measured figure and the bound it must keep."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A value in its unit; `at_most` is the bound, None where the figure is only shown."""

    name: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.at_most is None or self.value <= self.at_most

    @property
    def shown(self) -> str:
        return f"{self.value:,.1f} {self.unit}"

    @property
    def bound_shown(self) -> str:
        return "" if self.at_most is None else f"at most {self.at_most:g}"

    @property
    def verdict(self) -> str:
        return "" if self.at_most is None else ("ok" if self.is_kept else "NOT KEPT")
