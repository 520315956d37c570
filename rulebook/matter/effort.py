"""The effort that a letter costs its sender: a number that fits the letter's ticket, found by trying.

A box that shut after so many letters a minute was shut by whoever sent them. Work is asked instead, more of it the more
letters come; who has no script for it shares a number of letters a minute with all others who have none.
"""

import hashlib

LEAST_BITS = 14
MOST_BITS = 20
"""Leading zero bits. On an old telephone 14 are found in about a second, 20 in about a minute, while one writes."""
CALM = 20
"""Letters a minute, to all boxes, up to which the least is asked; with each doubling one bit more."""
WITHOUT_EFFORT = 20
"""Letters a minute, to one box, that may come without any."""


def effort_bits(letters_a_minute: int) -> int:
    """The bits that a page handed out now asks for."""
    return min(LEAST_BITS + (letters_a_minute // CALM).bit_length(), MOST_BITS)


def is_effort(ticket: str, number: str, bits: int) -> bool:
    """Whether ``number`` (decimal digits) fits: the SHA-256 of ``ticket:number`` begins with that many zero bits."""
    if not (number.isascii() and number.isdigit() and len(number) <= 16):
        return False
    digest = hashlib.sha256(f"{ticket}:{number}".encode()).digest()
    return int.from_bytes(digest) >> (len(digest) * 8 - bits) == 0
