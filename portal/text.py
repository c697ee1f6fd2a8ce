"""Vietnamese text: cleaning what a browser sent, search keys, name order; knows no model, no request."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
SURROGATES = re.compile("[\ud800-\udfff]")
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

Y_FOR_I = re.compile(r"(?<=[bcdghklmnpqrstvx])y|(?<=qu)y")

SHAPES = {"\u0306": "1", "\u0302": "1", "\u031b": "1"}
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
CIRCUMFLEX = "\u0302"

NEVER_VIETNAMESE = "ßñÜÖ·µ¸¶¹¨»¾¼½Æ©Ç®ËÎÏÑªÓÔ×ÝØÞÐ÷§¬¦¢«¤äåçëïîöøûüþÿ"
LEGACY_SIGN = re.compile(
    rf"[^\W\d_][{NEVER_VIETNAMESE}]|[{NEVER_VIETNAMESE}][^\W\d_]|[ae][âêôáàãéèùúóòõ]|o[âùõ]"
)
LEGACY_WORDS_AT_LEAST = 2
LEGACY_SHARE = 0.25


def clean(text: str) -> str:
    """Text fit to keep: NFC, LF, no control, zero-width or direction marks, ordinary spaces, stripped.

    Raise ValidationError on what no keyboard sends and PostgreSQL cannot hold: NUL and lone surrogates.
    """
    if "\x00" in text or SURROGATES.search(text):
        raise ValidationError(_("The text contains signs that cannot be stored. Please type it again."))
    text = LINE_BREAKS.sub("\n", text)
    text = CONTROLS.sub("", text)
    text = INVISIBLE.sub("", text)
    text = ODD_SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """The search key: lower case, no tones or letter marks, đ as d, y as i after a consonant, single spaces.

    Hoà, Hòa and HOA are one key, so are Quý and Quí. The price: ma, má, mà, mả, mã and mạ are one key too,
    and so are tỉ (billion) and tý (the Rat). A fold finds candidates; it never proves two texts the same.
    The y is folded only where Vietnamese spelling wavers, so that tay (hand) and tai (ear) stay apart.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    bare = "".join(sign for sign in decomposed if not unicodedata.category(sign).startswith("M"))
    bare = bare.replace("đ", "d").replace("ð", "d")
    return Y_FOR_I.sub("i", " ".join(bare.split()))


def sort_key(full_name: str) -> str:
    """A key whose plain code-point order is the order of a Vietnamese list of people.

    Given name first, then middle names, then family name; syllable by syllable, letters before tones:
    a ă â … d đ … and ngang, huyền, hỏi, ngã, sắc, nặng. The place of the tone mark does not matter.
    """
    syllables = [key for key in map(_syllable_key, re.split(r"[\s\-]+", full_name)) if key]
    if len(syllables) < 2:
        return "".join(syllables)
    family, *middle, given = syllables
    return " ".join([given, "-".join(middle), family])


def looks_legacy(text: str) -> bool:
    """Whether text seems typed in the old codes TCVN3 (ABC) or VNI: reason to ask, never to convert."""
    words = text.split()
    odd = sum(bool(LEGACY_SIGN.search(word)) for word in words)
    return odd >= LEGACY_WORDS_AT_LEAST and odd >= LEGACY_SHARE * len(words)


def _syllable_key(syllable: str) -> str:
    """Two signs a letter (base and mark), then a comma and the tone: `an` before `anh`, `anh` before `ân`."""
    letters: list[str] = []
    tone = "0"
    for sign in unicodedata.normalize("NFD", syllable.lower()):
        if sign in TONES:
            tone = TONES[sign]
        elif sign in SHAPES and letters:
            letters[-1] = letters[-1][0] + _shape_rank(letters[-1][0], sign)
        elif sign in "đð":
            letters.append("d1")
        elif sign.isalnum():
            letters.append(sign + "0")
    return "".join(letters) + "," + tone if letters else ""


def _shape_rank(base: str, mark: str) -> str:
    """ă before â, ô before ơ; ê and ư have no rival."""
    follows = (base, mark) in {("a", CIRCUMFLEX), ("o", "\u031b")}
    return "2" if follows else "1"
