"""A studio by program: the client and `sunmask login`, against a real studio over HTTP."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from studio import limits
from studio.models import Take
from studio.services.people import tokens
from studio.services.runs import claims
from sunmask import studio
from sunmask.__main__ import main
from sunmask.studio import Client, Refused
from tests.studio.workshop import Workshop


def token_of(workshop: Workshop, scope: str = "own") -> str:
    return tokens.make(user=workshop.user("owner"), name="Client", scope=scope, days=None)[1]


@pytest.mark.django_db(transaction=True)
def test_a_program_makes_finds_and_takes_along_what_people_do_by_hand(
    workshop: Workshop,
    live_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def work(seconds: float) -> None:
        """As a worker would meanwhile."""
        for claimed in claims.claim(worker="test"):
            workshop.run_on(claimed, upto=claimed.num_steps)
            assert claims.release(generation_id=claimed.pk, fence=claimed.fence, state="done")

    monkeypatch.setattr(studio, "_wait", work)
    login = tmp_path / "config" / "login.json"
    monkeypatch.setenv("SUNMASK_LOGIN", str(login))
    with pytest.raises(ValueError, match="sunmask login"):
        Client()
    monkeypatch.setattr(sys, "stdin", io.StringIO("smk_wrong\n"))
    assert main(["login", live_server.url]) == 2
    assert not login.exists()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{token_of(workshop)}\n"))
    assert main(["login", f"{live_server.url}/"]) == 0
    assert (login.stat().st_mode & 0o777, login.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    client = Client()
    assert client.account()["name"] == "owner"
    (project,) = client.projects()
    assert [canvas["name"] for canvas in client.canvases(project["id"])] == ["One bar"]
    canvas = client.new_canvas(project["id"], "By a program", options={"num_bars": 1})
    done = client.generate(canvas["id"], num_candidates=2, seed=3, settings={"num_steps": 4})
    assert (done["state"], done["num_candidates"], done["last_step"]) == ("done", 2, 4)
    kept = client.keep(done["id"], candidate=1, name="The second")
    assert [take["id"] for take in client.takes(project["id"], canvas=canvas["id"])] == [kept["id"]]
    assert kept["name"] == "The second"
    Take.objects.bulk_create(
        Take(
            canvas_id=canvas["id"],
            generation_id=done["id"],
            candidate=0,
            step=1,
            symbols=[],
            name=str(number),
        )
        for number in range(150)
    )
    assert len({take["id"] for take in client.takes(project["id"])}) == 151
    assert b"<score-partwise" in client.export(canvas["id"], take=kept["id"])

    text = tmp_path / "sea.txt"
    text.write_text("The sea is calm.")
    assert client.import_file(project["id"], text)["kind"] == "text"
    other = client.new_project("Small")
    file = client.archive(other["id"], tmp_path / "small.zip")
    assert client.import_archive(file)["name"].startswith("Small")
    client.new_canvas(other["id"], "By a program")
    joined = client.import_archive(client.archive(other["id"], tmp_path / "one.zip"), project["id"])
    here = {one["id"]: one["name"] for one in client.canvases(project["id"])}
    assert [here[one] for one in joined["canvases"]] == ["By a program (2)"]
    with pytest.raises(Refused, match="no such project") as refused:
        client.canvases("00000000-0000-4000-8000-000000000000")
    assert (refused.value.status, refused.value.code) == (404, "not_found")

    reader = Client(live_server.url, token_of(workshop, "see"))
    with pytest.raises(Refused) as refused:
        reader.new_project("N")
    assert refused.value.code == "scope_too_low"
    pauses: list[float] = []
    monkeypatch.setattr(studio, "_wait", pauses.append)
    monkeypatch.setattr(limits, "WRITES", limits.Rate("write", 0, 2, "changes"))
    with pytest.raises(Refused, match="Too many changes"):
        client.new_project("N")
    assert len(pauses) == studio.MOST_TRIES - 1
    assert all(0 < pause <= 2 for pause in pauses)


def test_the_environment_says_address_and_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SUNMASK_LOGIN", str(tmp_path / "login.json"))
    studio.store_login("https://stored.example", "smk_stored")
    assert Client().address == "https://stored.example"
    monkeypatch.setenv("SUNMASK_STUDIO", "https://studio.example/")
    monkeypatch.setenv("SUNMASK_TOKEN", "smk_x")
    assert Client().address == "https://studio.example"
    assert Client("http://localhost:8000").address == "http://localhost:8000"
    monkeypatch.delenv("SUNMASK_STUDIO")
    monkeypatch.delenv("SUNMASK_TOKEN")
    assert Client("https://stored.example/").address == "https://stored.example"
    with pytest.raises(ValueError, match=r"expected a token for https://other\.example"):
        Client("https://other.example")  # the stored one is not its business
    (tmp_path / "login.json").write_text(json.dumps(["no"]))
    with pytest.raises(ValueError, match="writes it anew"):
        Client()


@pytest.mark.parametrize("address", ["studio.example", "ftp://studio.example", "https://", "https://a/?b=c"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="expected an address"):
        Client(address, "smk_x")
