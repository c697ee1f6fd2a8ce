"""Serial numbers of printed slips: nine random digits and one that finds a wrong or swapped one (Damm)."""

import secrets

# A quasigroup of order ten without fixed points; how a digit leads on from the digit so far.
STEPS = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
LENGTH = 10


def new() -> str:
    digits = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return digits + str(_check(digits))


def _check(digits: str) -> int:
    check = 0
    for digit in digits:
        check = int(STEPS[check][int(digit)])
    return check


def read(text: str) -> str | None:
    """Return the serial behind what was typed, whatever its spaces and dashes; None when it is none."""
    digits = "".join(sign for sign in text if sign not in " -.")
    is_number = len(digits) == LENGTH and digits.isascii() and digits.isdecimal()
    return digits if is_number and _check(digits) == 0 else None


def grouped(serial: str) -> str:
    return f"{serial[:5]} {serial[5:]}"
