"""A whole studio behind a proxy with TLS: its own address, secure cookies, the addresses of people."""

import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.live_studio import live_studio

HOST = {"Host": "studio.example"}
TOLD = HOST | {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@pytest.mark.thorough
def test_a_studio_behind_a_proxy_is_reached_at_its_address_alone(tmp_path: Path) -> None:
    origin, data = "https://studio.example", tmp_path / "data"
    with live_studio(data, SUNMASK_ORIGINS=origin, SUNMASK_BEHIND_PROXY="1") as studio:
        assert studio.link.startswith(f"{origin}/sign-in/")
        path = studio.link.removeprefix(origin)
        with httpx.Client(base_url=studio.url) as browser:
            browser.get(path, headers=TOLD)
            token = browser.cookies["csrftoken"]  # secure, so not sent by itself over HTTP
            said = {
                "Referer": f"{origin}{path}",
                "Cookie": f"csrftoken={token}",
            }
            entered = browser.post(path, data={"csrfmiddlewaretoken": token}, headers=TOLD | said)
            assert entered.status_code == 302
            assert "Secure" in entered.headers["set-cookie"]
            assert "max-age" in entered.headers["strict-transport-security"]

            # not by the proxy: sent to it, and by another name: refused; health is told to all machines
            assert browser.get("/", headers=HOST).headers["location"] == f"{origin}/"
            assert browser.get("/", headers={"Host": "other.example"}).status_code == 400
            assert browser.get("/healthz", headers=HOST).json()["worker"] == "ok"
        with sqlite3.connect(data / "studio.sqlite3") as database:
            keys = [key for (key,) in database.execute("SELECT key FROM studio_ratebucket")]
        assert "sign-in-link:203.0.113.7" in keys
        log = (data / "log" / "daphne.log").read_text()
        assert "Invalid HTTP_HOST header: 'other.example'" in log
        assert "Invalid HTTP_HOST header: '127.0.0.1" not in log  # the supervisor asks by an allowed name
