"""The child that engraves: same pages, refusals told, lost and begun again, gone with its parent."""

import subprocess
import sys

import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.music.symbols import Chorale
from sunmask.kinds.children import engraver
from sunmask.kinds.children.engraver import Engraver
from sunmask.kinds.registry import codec
from tests.live_studio import wait_until
from tests.sunmask.chorale.pieces import made_up_piece

PIECE = chorale_to_json(Chorale(made_up_piece(1, 32).symbols_VT))


@pytest.fixture
def one():
    engraver = Engraver()
    yield engraver
    engraver._end()


def test_the_child_engraves_as_the_codec_does_and_lives_on(one: Engraver) -> None:
    pages = one.engrave("chorale", PIECE, width=100)
    assert pages == codec("chorale").engrave(PIECE, width=100)
    child = one._child
    with pytest.raises(ValueError, match="expected a width"):
        one.engrave("chorale", PIECE, width=1)
    assert one.engrave("chorale", PIECE, width=60) != pages
    assert one._child is child


def test_a_child_is_ready_before_the_first_score(one: Engraver) -> None:
    one.get_ready("chorale")
    child = one._child
    assert child
    assert one.engrave("chorale", PIECE, width=100)
    assert one._child is child


def test_a_child_that_was_lost_is_begun_again(one: Engraver) -> None:
    pages = one.engrave("chorale", PIECE, width=100)
    assert one._child
    one._child.kill()
    one._child.wait()
    assert one.engrave("chorale", PIECE, width=100) == pages


def test_a_score_that_takes_too_long_is_given_up(one: Engraver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engraver, "LONGEST_S", 0.01)
    with pytest.raises(TimeoutError, match="expected a score within"):
        one.engrave("chorale", PIECE, width=100)
    monkeypatch.undo()
    assert one.engrave("chorale", PIECE, width=100)


def test_the_child_ends_with_its_parent() -> None:
    program = (
        "from sunmask.kinds.children.engraver import Engraver\n"
        "from tests.sunmask.kinds.children.test_engraver import PIECE\n"
        "one = Engraver(); one.engrave('chorale', PIECE, width=100)\n"
        "print(one._child.pid, flush=True); import os; os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pid = int(told.stdout)
    wait_until(lambda: not is_alive(pid), 60, "the child did not end")


def is_alive(pid: int) -> bool:
    """Whether a process runs: not gone, and no zombie that nobody has waited for."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
