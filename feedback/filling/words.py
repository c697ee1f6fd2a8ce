"""The words of invented opinions: sentences of the demo mixed within their field, and where they happen."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent.parent / "demo_data" / "opinions.json"
PLACES = (
    "Tân Tiến", "Khuổi Nọi", "Nà Hẻo", "Làng Bát", "Đồng Bàng", "Cầu Mới", "Ba Chãng", "Tân Thịnh",
    "Tân Bắc", "Thống Nhất", "Bắc Luồn", "Minh Thái", "Pác Cáp", "Km 68", "Yên Thịnh", "Thuốc Thượng",
)  # fmt: skip
BODIES_OUTSIDE = ("Điện lực Hàm Yên", "Sở Xây dựng", "Sở Nông nghiệp và Môi trường", "Công an tỉnh")


@dataclass
class Matter:
    """What the demo knows of one field."""

    gists: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


class Words:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.matters: dict[str, Matter] = defaultdict(Matter)
        for opinion in json.loads(DATA.read_text(encoding="utf-8")):
            self._learn(opinion)
        self.answers = [text for matter in self.matters.values() for text in matter.answers]
        self.fields = sorted(self.matters)

    def _learn(self, opinion: dict[str, Any]) -> None:
        matter = self.matters[opinion.get("field") or "khac"]
        matter.gists.append(opinion["gist"])
        matter.sentences += re.split(r"(?<=[.?])\s+", opinion["body"])
        if answer := opinion.get("answer"):
            matter.answers.append(answer)

    def opinion(self, name: str) -> tuple[str, str, str]:
        """Title, body and place."""
        matter, pick = self.matters[name], self.random.choice
        place = f"thôn {pick(PLACES)}"
        house = f"Nhà tôi ở số {self.random.randrange(1, 4000)}, {place}."
        return pick(matter.gists), f"{pick(matter.sentences)} {pick(matter.sentences)} {house}", place

    def answer(self, name: str) -> str:
        return self.random.choice(self.matters[name].answers or self.answers)
