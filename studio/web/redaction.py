"""No secret of a link stands in a log, neither in the web server's lines nor in those of Django."""

import logging
import re

SECRET = re.compile(r"(/(?:sign-in|confirm|reset|replay|practice|listen|invitations?|join)/)[^/?\s]+")


class WithoutSecrets(logging.Filter):
    """Takes the secrets of links out of every message."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = SECRET.sub(r"\1...", record.getMessage()), ()
        return True
