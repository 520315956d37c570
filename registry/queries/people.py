"""People as lists show them."""

import re


def masked_phone(phone: str) -> str:
    """A telephone number with its middle covered: 138****1234, 0577-****8888; "" stays ""."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    area, dash, number = phone.rpartition("-")
    if len(number) < 7:  # an extension, or no telephone number at all
        return "****" if phone else ""
    return f"{area}{dash}****{number[-4:]}"
