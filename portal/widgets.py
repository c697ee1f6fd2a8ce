"""Form widgets of the house; how a field is laid out is the template pack's business."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class HintedRadioSelect(forms.RadioSelect):
    """Radio buttons with a sentence under some of them, tied to its button for screen readers."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[tuple[Any, Any]] = (),
        choice_hints: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.choice_hints = choice_hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        hint = self.choice_hints.get(str(value))
        if hint:
            option["hint"] = hint
            if "id" in option["attrs"]:
                option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option
