"""Files of one sort that strangers send, each read in a limited child process; not too many at a time."""

import json
import sys
import threading
from collections.abc import Callable
from typing import Any

from sunmask.kinds.children.limited import NoAnswerError, ask_child, limit_process
from sunmask.kinds.notices import UnreadableFile

MOST_CHILDREN = 2
MOST_WAITING = 2.0
"""A file may wait for its turn so many times its processor time."""


class UntrustedFiles:
    """module: the child's, whose `main` calls `answer`. too_demanding, damaged: what people read where a file
    needs more than a child has, and where a library fails on it."""

    def __init__(self, module: str, *, too_demanding: str, damaged: str):
        self.module, self.too_demanding, self.damaged = module, too_demanding, damaged
        self.free_children = threading.BoundedSemaphore(MOST_CHILDREN)

    def ask(self, data: bytes, *, timeout_s: float) -> dict[str, Any]:
        """The content that a child process reads from a file. timeout_s: processor time, see `ask_child`.
        Raises UnreadableFile."""
        if not self.free_children.acquire(timeout=MOST_WAITING * timeout_s):
            raise UnreadableFile("busy", "Other files are being read. Try again in a moment.")
        try:
            answer = ask_child(self.module, data, timeout_s=timeout_s)
        except NoAnswerError as error:
            raise UnreadableFile("too_demanding", self.too_demanding) from error
        finally:
            self.free_children.release()
        if "code" in answer:
            raise UnreadableFile(answer["code"], answer["message"])
        return answer

    def answer(self, read: Callable[[bytes], dict[str, Any]]) -> None:
        """In the child: read stdin and print the answer; whatever a library raises on a broken file is
        `damaged`."""
        limit_process(float(sys.argv[1]))
        try:
            answer = read(sys.stdin.buffer.read())
        except UnreadableFile as refusal:
            answer = {"code": refusal.code, "message": refusal.message}
        except MemoryError:
            answer = {"code": "too_demanding", "message": self.too_demanding}
        except Exception:  # the sandbox's edge: a parser's bug must read as a refusal
            answer = {"code": "damaged", "message": self.damaged}
        sys.stdout.write(json.dumps(answer))
