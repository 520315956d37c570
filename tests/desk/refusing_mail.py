"""A mail server that refuses one address for good and takes the rest."""

from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core.mail.backends import locmem

REFUSED = "weizhi@anlan.example"


class EmailBackend(locmem.EmailBackend):
    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if REFUSED in message.to:
                raise SMTPRecipientsRefused({REFUSED: (550, b"no such user")})
        return super().send_messages(messages)
