"""The search of the register: what was asked for, which cases it finds, and why it found each."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet

from feedback.models import RegisterEntry, Submission
from portal import text

LONGEST = 200
# 12/2026, also with the word that papers put before it.
REGISTER_NUMBER = re.compile(r"(?:s[oố]\s+)?(\d{1,7})\s*/\s*((?:19|20)\d\d)", re.IGNORECASE)
TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
WORD = re.compile(r"\w+")
# Where the tone stands in an open oa, oe, uy is a matter of taste: hòa and hoà are one word.
TONES = "\u0300\u0301\u0303\u0309\u0323"
OPEN_PAIR = re.compile(rf"(?:o[{TONES}]?[ae]|u[{TONES}]?y)[{TONES}]?(?![\w\u0300-\u036f])")
BEFORE, AROUND = 50, 170
# Up to so many cases are sooner looked up and sorted than come upon in the order of their days.
FEW = 5_000
# The cases with the rarest of some words: how often PostgreSQL saw each when it last looked them over, and
# half of what it saw least often where it took no note of the word.
RAREST = """
SELECT min(coalesce(seen.often, register.least / 2) * register.size)
FROM (
    SELECT reltuples AS size, most_common_elems::text::text[] AS words, most_common_elem_freqs AS often,
        most_common_elem_freqs[cardinality(most_common_elem_freqs) - 1] AS least
    FROM pg_class
    JOIN pg_stats ON schemaname = current_schema() AND tablename = relname AND attname = 'search'
    WHERE oid = %s::regclass
) AS register
CROSS JOIN unnest(tsvector_to_array(to_tsvector('vi', %s))) AS wanted (word)
LEFT JOIN LATERAL (
    SELECT each.often FROM unnest(register.words, register.often) AS each (word, often)
    WHERE each.word = wanted.word
) AS seen ON true
"""

Piece = tuple[str, bool]


@dataclass(frozen=True)
class Wanted:
    """A search as it was typed, cleaned; `tones` asks for the very tone marks."""

    words: str
    tones: bool = False

    @property
    def reference(self) -> str:
        """The reception number, if nothing else was typed: eight digits, however they are grouped."""
        digits = "".join(sign for sign in self.words if sign.isdigit())
        is_number = len(digits) == 8 and not re.search(r"[^\W\d_]|/", self.words)
        return f"{digits[:4]}-{digits[4:]}" if is_number else ""

    @property
    def register_number(self) -> tuple[int, int] | None:
        """Number and year, if nothing else was typed."""
        found = REGISTER_NUMBER.fullmatch(self.words)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def is_number(self) -> bool:
        """A number names a case of any year and any status."""
        return bool(self.reference or self.register_number)

    @property
    def terms(self) -> list[str]:
        """Words and phrases that a case must hold; what is excluded and the word between two are none."""
        found = TERM.findall(self.words)
        return [phrase or word for minus, phrase, word in found if not minus and (phrase or word) != "or"]


@dataclass(frozen=True)
class Why:
    """The words of a case around what was looked for; each piece is marked or not."""

    heading: list[Piece]
    excerpt: list[Piece]
    place: list[Piece]
    number: str


def wanted(typed: str, *, tones: bool = False) -> Wanted:
    """Raise ValidationError for signs no keyboard sends; what is too long is cut."""
    return Wanted(text.clean(typed)[:LONGEST], tones)


def find(cases: QuerySet[Submission], search: Wanted) -> QuerySet[Submission]:
    """By reception number, by register number of any book, or by words; a quoted phrase stands as written.

    Words match whatever their tones, unless the search asks for the very tones.
    """
    if search.reference:
        return cases.filter(reference=search.reference)
    if search.register_number is not None:
        number, year = search.register_number
        return cases.filter(
            pk__in=RegisterEntry.objects.filter(number=number, year=year).values("submission")
        )
    found = cases.filter(search=SearchQuery(search.words, config="vi", search_type="websearch"))
    if search.tones and search.terms:
        found = found.filter(toned=_with_tones(search))
    return found


def is_rare(search: Wanted) -> bool:
    """Whether only few cases can be found, because few hold one of the words wanted.

    False where PostgreSQL has not looked the register over yet, so as not to know.
    """
    if search.is_number or " or " in search.words:
        return False
    with connection.cursor() as cursor:
        cursor.execute(RAREST, [Submission._meta.db_table, " ".join(search.terms)])
        (cases,) = cursor.fetchone() or (None,)
    return cases is not None and cases <= FEW


def _with_tones(search: Wanted) -> SearchQuery:
    terms = [reduce(or_, map(_phrase, sorted(_spellings(term)))) for term in search.terms]
    return reduce(or_ if " or " in search.words else and_, terms)


def _phrase(words: str) -> SearchQuery:
    return SearchQuery(words, config="simple", search_type="phrase")


def _spellings(words: str) -> set[str]:
    """The words with the tone of an open oa, oe, uy on its first letter, and on its second."""
    apart = unicodedata.normalize("NFD", words.lower())
    return {
        unicodedata.normalize("NFC", OPEN_PAIR.sub(place, apart)) for place in (_tone_first, _tone_second)
    }


def _tone_first(pair: re.Match[str]) -> str:
    first, tone, second = _parts(pair)
    return first + tone + second


def _tone_second(pair: re.Match[str]) -> str:
    first, tone, second = _parts(pair)
    return first + second + tone


def _parts(pair: re.Match[str]) -> tuple[str, str, str]:
    letters = pair[0]
    return letters[0], "".join(filter(unicodedata.combining, letters)), letters.rstrip(TONES)[-1]


def why(case: Submission, search: Wanted) -> Why:
    """Mark what was looked for in heading, text and place; the case must come with its text."""
    marks = _marker(search)
    excerpt = _around(case.body, marks)
    heading = list(_pieces(case.title or _from_start(case.body), marks))
    if excerpt and not case.title:
        heading, excerpt = excerpt, []
    number = ""
    if search.register_number is not None:
        number = f"{search.register_number[0]}/{search.register_number[1]}"
    place = list(_pieces(case.place, marks))
    return Why(
        heading=heading,
        excerpt=excerpt,
        place=place if any(is_marked for _words, is_marked in place) else [],
        number=number,
    )


def _marker(search: Wanted) -> Callable[[str], bool]:
    """Tells whether a word of a case is one of those looked for."""
    words = set(chain.from_iterable(WORD.findall(term) for term in search.terms))
    if search.tones:
        spelled = set(chain.from_iterable(map(_spellings, words)))
        return lambda word: not spelled.isdisjoint(_spellings(word))
    folded = {text.fold(word) for word in words}
    return lambda word: text.fold(word) in folded


def _from_start(words: str) -> str:
    return words if len(words) <= AROUND else f"{words[:AROUND].rsplit(None, 1)[0]} …"


def _around(words: str, marks: Callable[[str], bool]) -> list[Piece]:
    """Some words around the first that is marked; nothing when none is."""
    first = next((found.start() for found in WORD.finditer(words) if marks(found[0])), None)
    if first is None:
        return []
    start = max(0, first - BEFORE)
    if start:
        start = first - len(words[start:first].split(None, 1)[-1]) if " " in words[start:first] else first
    end = min(len(words), start + AROUND)
    cut = words[start:end]
    if end < len(words):
        cut = cut.rsplit(None, 1)[0] + " …"
    pieces = list(_pieces(" ".join(cut.split()), marks))
    return [("… ", False), *pieces] if start else pieces


def _pieces(words: str, marks: Callable[[str], bool]) -> Iterator[Piece]:
    """The words cut before and after each that is marked."""
    done = 0
    for found in WORD.finditer(words):
        if marks(found[0]):
            if found.start() > done:
                yield words[done : found.start()], False
            yield found[0], True
            done = found.end()
    if done < len(words):
        yield words[done:], False
