"""What must not stand in words that go public: found by pattern and by what the case keeps."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal import text

RUN = 6  # syllables in a row that an internal note shares with the public words
SHORTEST_NOTE = 3  # syllables: anything shorter stands in every second sentence
SHORTEST_NUMBER = 6  # digits: a shorter one would forbid every house number and amount that is like it
AROUND = 24  # signs shown on either side of what was found
LONGEST_SYLLABLE = 7  # nghiêng; what is longer is a name from elsewhere, a code or a word of another language


class Kind(StrEnum):
    SENDER = "sender"
    ACCUSED = "accused"
    REFERENCE = "reference"
    ID_NUMBER = "id_number"
    LONG_NUMBER = "long_number"
    MAIL = "mail"
    PLATE = "plate"
    PARCEL = "parcel"
    PERSON = "person"
    NOTE = "note"


# These are mended; no tick lets them pass.
NEVER = frozenset({Kind.SENDER, Kind.ACCUSED, Kind.REFERENCE, Kind.ID_NUMBER})

MAIL = re.compile(r"[^\s@,;:()<>]{1,64}@[^\s@,;:()<>]{1,255}\.\w+")  # as long as an address may be
DIGITS = re.compile(r"\d(?:[ .\-]?\d){7,}")
GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
MEASURE = re.compile(r"\s*(?:đồng|đ\b|VNĐ|VND|m2|m²|m3|ha\b|km|kg|lượt|người|hộ)", re.I)
DAY = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-]\d{4}")
PLATE = re.compile(r"\b\d{2}[ -]?[A-ZĐ]{1,2}\d?[ .-]?(?:\d{3}[.]?\d{2}|\d{4})\b")
PARCEL = re.compile(r"\bthua(?: dat)?(?: so)?:? ?\d+|\bto ban do(?: so)?:? ?\d+|\bso (?:to|thua):? ?\d+")
CAPITALS = "".join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))
NAME = rf"(?:[{CAPITALS}][^\W\d_]*)"
CALLED = r"(?i:ông|bà|anh|chị|cô|chú|bác|đồng chí|đ/c|em|cháu)"
PERSON = re.compile(rf"\b{CALLED}\s+{NAME}(?: +{NAME})*|\b{NAME} +(?:Văn|Thị) +{NAME}(?: +{NAME})*")
BETWEEN = r"[\W_]{0,3}"  # signs by which people part a number they know: 0912 - 345 - 678, (0912) 345/678
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Hit:
    """One thing found: `place` names the box, `before`, `found` and `after` show it where it stands."""

    kind: Kind
    place: str
    before: str
    found: str
    after: str

    @property
    def may_stand(self) -> bool:
        return self.kind not in NEVER

    @property
    def mark(self) -> str:
        """By which a confirmation is remembered: the same words of the same kind, wherever they stand."""
        digest = hashlib.sha256(f"{self.kind} {text.fold(self.found)}".encode()).hexdigest()[:20]
        return f"{self.kind}-{digest}"


@dataclass(frozen=True)
class Kept:
    """What the case keeps and the public words must not repeat.

    `common` are names anybody may say: of the office, its area and the place of the matter. `known` are the
    words the sender and the office exchanged: an internal note that repeats them gives nothing away.
    """

    reference: str = ""
    full_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    accused: Iterable[str] = ()
    notes: Iterable[str] = ()
    known: Iterable[str] = ()
    common: Iterable[str] = field(default_factory=tuple)


class Folded:
    """Words with a folded copy of the same length, so that what is found in one is shown in the other."""

    def __init__(self, words: str) -> None:
        self.words = text.clean(words)
        self.bare = "".join(_bare(sign) for sign in self.words)
        self.tokens = [(found.start(), found.end()) for found in WORD.finditer(self.words)]
        self.keys = [text.fold(self.words[start:end]) for start, end in self.tokens]

    def runs(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Where these words stand in a row, whatever their tones, case and signs between them."""
        keys = keys_of(wanted)
        for at in range(len(self.keys) - len(keys) + 1 if keys else 0):
            if self.keys[at : at + len(keys)] == keys:
                yield self.tokens[at][0], self.tokens[at + len(keys) - 1][1]


def _bare(sign: str) -> str:
    folded = text.fold(sign)
    return folded if len(folded) == 1 else " " if sign.isspace() else sign


def keys_of(words: str) -> list[str]:
    return [text.fold(found.group()) for found in WORD.finditer(text.clean(words))]


def hits(public: Mapping[str, str], kept: Kept) -> list[Hit]:
    """Everything found in the boxes of a public version, in their order, each once."""
    found: list[Hit] = []
    for place, words in public.items():
        box = Folded(words)
        taken: list[tuple[Kind, int, int]] = []
        for kind, start, end in _joined(_spans(box, kept)):
            if not any(first < end and start < last for _kind, first, last in taken):
                taken.append((kind, start, end))
        taken.sort(key=lambda span: span[1])
        found += [_hit(kind, place, box.words, start, end) for kind, start, end in taken]
    return found


def _joined(spans: Iterable[tuple[Kind, int, int]]) -> list[tuple[Kind, int, int]]:
    """Overlapping finds of one kind as one, what never passes before what may be confirmed."""
    joined: list[tuple[Kind, int, int]] = []
    for kind, start, end in sorted(spans, key=lambda span: (span[0] not in NEVER, span)):
        if joined and joined[-1][0] == kind and start < joined[-1][2]:
            joined[-1] = (kind, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((kind, start, end))
    return joined


def _hit(kind: Kind, place: str, words: str, start: int, end: int) -> Hit:
    before, after = words[max(0, start - AROUND) : start], words[end : end + AROUND]
    return Hit(kind, place, before.replace("\n", " "), words[start:end], after.replace("\n", " "))


def _spans(box: Folded, kept: Kept) -> Iterator[tuple[Kind, int, int]]:
    for wanted in _of_sender(kept):
        yield from ((Kind.SENDER, *span) for span in box.runs(wanted))
    for name in kept.accused:
        yield from ((Kind.ACCUSED, *span) for span in box.runs(name))
    yield from _numbers(box, kept)
    for kind, pattern, words in (
        (Kind.MAIL, MAIL, box.words),
        (Kind.PLATE, PLATE, box.words),
        (Kind.PARCEL, PARCEL, box.bare.lower()),
    ):
        yield from ((kind, *found.span()) for found in pattern.finditer(words))
    yield from _people(box, kept)
    yield from ((Kind.NOTE, *span) for span in _notes(box, kept))


def _of_sender(kept: Kept) -> Iterator[str]:
    """Name, its pairs of words and its unusual ones; mailbox; address, whole and by its parts.

    A part that is also the office's own name or the place of the matter tells nobody who wrote.
    """
    names, address = keys_of(kept.full_name), [part.strip() for part in kept.address.split(",")]
    pairs = [" ".join(pair) for pair in zip(names, names[1:], strict=False)]
    rare = [name for name in names if len(name) > LONGEST_SYLLABLE]
    if len(names) > 1:
        yield kept.full_name
    yield kept.email
    for part in (*pairs, *rare, kept.email.partition("@")[0], *address):
        if _tells_apart(part, kept.common):
            yield part


def _tells_apart(part: str, common: Iterable[str]) -> bool:
    keys = " ".join(keys_of(part))
    return len(keys) > 3 and not any(f" {keys} " in f" {' '.join(keys_of(words))} " for words in common)


def _people(box: Folded, kept: Kept) -> Iterator[tuple[Kind, int, int]]:
    """Somebody called by name; the sender's given name behind such a word is the sender."""
    given = keys_of(kept.full_name)[-1:]
    for found in PERSON.finditer(box.words):
        is_sender = bool(given) and keys_of(found.group())[-1:] == given
        yield Kind.SENDER if is_sender else Kind.PERSON, *found.span()
    for name in WORD.findall(text.clean(kept.full_name))[-1:]:
        written = rf"\b{CALLED}\W{{1,3}}{re.escape(name)}\b"
        yield from ((Kind.SENDER, *found.span()) for found in re.finditer(written, box.words, re.I))


def _numbers(box: Folded, kept: Kept) -> Iterator[tuple[Kind, int, int]]:
    for kind, known in ((Kind.SENDER, kept.phone), (Kind.REFERENCE, kept.reference)):
        digits = _digits(known)[-9:]
        if len(digits) >= SHORTEST_NUMBER:
            yield from ((kind, *span) for span in _parted(box, digits))
    for found in DIGITS.finditer(box.words):
        digits, (start, end) = _digits(found.group()), found.span()
        if len(digits) == 12 and digits.startswith("0"):
            yield Kind.ID_NUMBER, start, end
        elif not _is_amount(box.words, found) and not DAY.fullmatch(found.group()):
            yield Kind.LONG_NUMBER, start, end


def _parted(box: Folded, digits: str) -> Iterator[tuple[int, int]]:
    """Where these digits stand in a row, with what stands before them in the same number."""
    for found in re.finditer(rf"(?:\+?\d{{1,2}}{BETWEEN})?" + BETWEEN.join(digits), box.words):
        yield found.span()


def _digits(words: str) -> str:
    return "".join(sign for sign in words if sign.isdigit())


def _is_amount(words: str, found: re.Match[str]) -> bool:
    return bool(GROUPED.fullmatch(found.group()) and MEASURE.match(words, found.end()))


def _notes(box: Folded, kept: Kept) -> Iterator[tuple[int, int]]:
    """Runs of words, short notes as a whole, and unusual words that only an internal note holds."""
    known = [keys_of(words) for words in kept.known]
    runs = {run for keys in known for run in _runs(keys)}
    said = {key for keys in known for key in keys}
    for note in kept.notes:
        keys = keys_of(note)
        private = _runs(keys) - runs
        rare = {key for key in keys if len(key) > LONGEST_SYLLABLE} - said
        length = min(RUN, len(keys))
        for at in range(len(box.keys)):
            if tuple(box.keys[at : at + length]) in private:
                yield box.tokens[at][0], box.tokens[at + length - 1][1]
            if box.keys[at] in rare:
                yield box.tokens[at]


def _runs(keys: list[str]) -> set[tuple[str, ...]]:
    length = min(RUN, len(keys))
    if length < SHORTEST_NOTE:
        return set()
    return {tuple(keys[at : at + length]) for at in range(len(keys) - length + 1)}
