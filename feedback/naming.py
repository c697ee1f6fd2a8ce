"""Whether an opinion may name an official: a question for the clerk, never an answer."""

import re
from collections.abc import Iterable

from django.core.cache import cache

from feedback import states
from feedback.models import Submission
from officials import permissions as office
from officials import queries as people
from officials.models import Official, User
from officials.roles import Permission
from portal import text

WORD = re.compile(r"\w+")
KEPT_SECONDS = 60
TITLES = (
    "chủ tịch", "bí thư", "trưởng thôn", "trưởng bản", "trưởng phòng", "trưởng ban", "trưởng công an",
    "tổ trưởng", "công an", "cán bộ", "đồng chí", "chuyên viên",
)  # fmt: skip
# A given name after these alone is half the village; it asks only where the opinion is about conduct.
FORMS_OF_ADDRESS = ("ông", "bà", "anh", "chị", "chú", "cô")
FOLDED = {title: text.fold(title).split() for title in TITLES + FORMS_OF_ADDRESS}
SHORT = 2  # a name of two syllables, folded, is too often two other words


def officials_in(*, words: Iterable[str], topic: str, field: str) -> list[int]:
    """Officials in office today whose name may stand in these words.

    The full name whatever its tones, or the given name with its tones right after a title. Equal names all
    count: who is meant the clerk decides.
    """
    written = WORD.findall(" ".join(words))
    folded = f" {text.fold(' '.join(written))} "
    present = set(folded.split(" "))
    candidates = [(pk, name) for pk, name, last in _in_office() if last in present]
    if not candidates:  # nearly always, and every opinion that comes in is asked
        return []
    is_conduct = topic == states.Topic.CAN_BO or field == states.Field.THAM_NHUNG
    called = _called(folded.split(" ")[1:-1], written, TITLES + (FORMS_OF_ADDRESS if is_conduct else ()))
    return sorted(pk for pk, name in candidates if _stands(name, folded, written, called))


def _in_office() -> list[tuple[int, str, str]]:
    """Everybody who holds a post today with the folded last syllable, read at most once a minute."""
    found: list[tuple[int, str, str]] | None = cache.get("feedback.naming")
    if found is None:
        rows = people.in_office().values_list("pk", "full_name")
        found = [(pk, name, text.fold(name).split()[-1]) for pk, name in rows if WORD.search(name)]
        cache.set("feedback.naming", found, KEPT_SECONDS)
    return found


def _stands(name: str, folded: str, written: list[str], called: set[str]) -> bool:
    syllables = WORD.findall(name)
    if not syllables:
        return False
    if text.sort_key(syllables[-1]) in called:
        return True
    if f" {' '.join(map(text.fold, syllables))} " not in folded:
        return False
    if len(syllables) > SHORT:
        return True
    return _in_order([text.sort_key(each) for each in syllables], [text.sort_key(each) for each in written])


def _in_order(wanted: list[str], toned: list[str]) -> bool:
    length = len(wanted)
    return any(toned[at : at + length] == wanted for at in range(len(toned) - length + 1))


def _called(folded: list[str], written: list[str], titles: tuple[str, ...]) -> set[str]:
    """Each word that follows a title, with its tones; the place of the tone mark does not matter."""
    found = set()
    for title in titles:
        parts = FOLDED[title]
        for at in range(len(folded) - len(parts)):
            if folded[at : at + len(parts)] == parts:
                found.add(text.sort_key(written[at + len(parts)]))
    return found


def of_case(case: Submission) -> list[int]:
    """What was found when the case was entered; an older case is looked at now."""
    if case.may_name_ids is not None:
        return case.may_name_ids
    return officials_in(words=(case.title, case.body), topic=case.topic, field=case.field)


def asked(user: User, case: Submission) -> list[Official]:
    """Whom the clerk is asked about; never about the clerk's own person, nor about whom is named already."""
    if not case.is_ordinary or not office.holds(user, Permission.CLASSIFY, case.organ):
        return []
    ids = set(of_case(case)) - set(case.concerned_ids)
    return list(people.officials_with_posts().filter(pk__in=ids).exclude(user=user)) if ids else []
