"""The access code a citizen keeps: how it is made, read as typed, shown and hashed; rows are in models."""

import hmac
import re
import unicodedata

from django.conf import settings

# A telephone with Telex or VNI input changes only vowels, D, W and Y, so none of them is a sign; and of each
# pair of look-alikes (0/Q, 1/L, 2/Z, 5/S, 6/G, 8/B) only the letter is one. 22 signs, 17 of them: 75.8 bits.
ALPHABET = "3479BCFGHJKLMNPQRSTVXZ"
LENGTH = 17
LOOK_ALIKES = str.maketrans("0O1I2568", "QQLLZSGB")


def from_token_key(key: str) -> str:
    """Return the code that belongs to one form token: the same token always leads to the same code.

    The hash is 180 bits wider than the code, so taking it by remainders favours no sign measurably.
    """
    number = int.from_bytes(hmac.digest(settings.CODE_KEY.encode(), f"code\0{key}".encode(), "sha256"))
    signs = []
    for _ in range(LENGTH):
        number, remainder = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[remainder])
    return "".join(signs)


def normalise(text: str) -> str | None:
    """Return the code behind what was typed or pasted, whatever its case, spaces, dashes, marks, or None."""
    if len(text) > 200:
        return None
    pasted = re.split("[#:]", text)[-1]  # people copy the whole link of the letter, or the label too
    letters = unicodedata.normalize("NFKD", pasted).upper().translate(LOOK_ALIKES)
    code = "".join(sign for sign in letters if sign.isalnum())
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return code


def grouped(code: str) -> str:
    return "-".join([code[0:4], code[4:8], code[8:12], code[12:]])


def digest(code: str) -> str:
    """Return what is stored instead of the code."""
    return hmac.digest(settings.CODE_KEY.encode(), f"digest\0{code}".encode(), "sha256").hex()
