"""Reads of what is public: the list, one answer, the newest, and matters like the words being typed."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db.models import CharField, F, Func, QuerySet, Value
from django.db.models.functions import Concat, Left, Lower

from feedback.models import Publication
from officials.models import Unit
from portal import text

State = Publication.State
WORDS_MOST = 24
RANKED_MOST = 40
ALIKE_MOST = 5
OPENING = 400
# Measured on the demo: the same matter in other words reaches it, others stay under it.
ALIKE_AT_LEAST = 0.2
# Syllables every second sentence has; they tell nothing about the matter.
EMPTY = (
    "ai anh ba bac bi biet bo cac cai can chi cho chua chung co con cua cung da dan dang de den di "
    "do duoc gi hay het khi khong la lai lam len may moi mot nao nay nen neu ngay nghi nguoi nha "
    "nhieu nhu nhung nua o ong phai qua ra rat roi sao sau se tai the theo thi thon toi tren trong "
    "truoc tu va van vao ve vi viec voi xa xin "
)
EMPTY_WORDS = frozenset(EMPTY.split())


class Unaccent(Func):
    function = "unaccent"
    output_field = CharField()


def everything() -> QuerySet[Publication]:
    """Public versions as anybody may read them; of the case behind them nothing is loaded."""
    return Publication.objects.filter(state=State.PUBLISHED).select_related("organ").defer("search")


def listed(*, field: str = "", organ: Unit | None = None, words: str = "") -> QuerySet[Publication]:
    """The public list, narrowed by field, by organ, and by words with or without tone marks.

    Raises ValidationError for words that cannot be stored in any text.
    """
    rows = everything()
    if field:
        rows = rows.filter(field=field)
    if organ is not None:
        rows = rows.filter(organ=organ)
    words = text.clean(words)[:200]
    if words:
        rows = rows.filter(search=SearchQuery(words, config="vi", search_type="websearch"))
    return rows


def organs() -> QuerySet[Unit]:
    """Organs that have published anything."""
    public = Publication.objects.filter(state=State.PUBLISHED)
    return Unit.objects.filter(pk__in=public.values("organ")).order_by("position", "pk")


def like(words: str) -> Sequence[Publication]:
    """Up to five public matters like these words, the likest first; the words are kept nowhere.

    Words found anywhere propose the candidates; how much of their spelling the texts share decides.
    """
    typed = text.fold(words)
    keys = [key for key in dict.fromkeys(_syllables(typed)) if key not in EMPTY_WORDS and len(key) > 1]
    if not keys:
        return []
    query = SearchQuery(" or ".join(keys[:WORDS_MOST]), config="vi", search_type="websearch")
    opening = Unaccent(Lower(Concat(F("title"), Value(" "), Left("question", OPENING))))
    ranked = (
        everything()
        .filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .annotate(alike=TrigramSimilarity(opening, typed[:OPENING]))
        .order_by("-rank", "-pk")[:RANKED_MOST]
    )
    alike = [row for row in ranked if row.alike >= ALIKE_AT_LEAST]
    return sorted(alike, key=lambda row: -row.alike)[:ALIKE_MOST]


def _syllables(folded: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in folded).split()
