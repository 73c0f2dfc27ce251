"""All of a studio beneath a path of its host: pages, files, cookies, redirects, links, sockets."""

import ast
import asyncio
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import websockets
from django.conf import settings as usual

from studio.reads import kind_modules
from studio.web.beneath import Beneath
from tests.live_studio import ROOT, csrf_token
from tests.mail_server import Letterbox, mail_server
from tests.studio.web.servers import Server, web_server
from tests.studio_client import Person

PATH = "/school/music"
MOST = 100_000
HREF = re.compile(r'(?:href|src)="([^"]+)"')


class Provider(BaseHTTPRequestHandler):
    """As much of OpenID Connect as says where people are to be sent."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        names = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        self.wfile.write(
            json.dumps({name: f"http://{self.headers['Host']}/{name}" for name in names}).encode()
        )

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[int, Letterbox]]:
    with mail_server() as controller:
        yield controller.port, controller.handler


@pytest.fixture(scope="module")
def server(letters: tuple[int, Letterbox], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as provider:
        Thread(target=provider.serve_forever, daemon=True).start()
        said = {
            "SUNMASK_PATH": PATH,
            "SUNMASK_SMTP_URL": f"smtp://127.0.0.1:{letters[0]}",
            "SUNMASK_MAIL_FROM": "studio@example.org",
            "SUNMASK_OIDC": "school",
            "SUNMASK_OIDC_SCHOOL_ISSUER": f"http://127.0.0.1:{provider.server_port}",
            "SUNMASK_OIDC_SCHOOL_CLIENT_ID": "studio",
            "SUNMASK_OIDC_SCHOOL_CLIENT_SECRET": "secret",
        }
        limits = {"REQUEST_BYTES": MOST, "ARCHIVE_BYTES": 3 * MOST}
        with web_server(tmp_path_factory.mktemp("data"), limits, **said) as found:
            yield found
        provider.shutdown()


@pytest.fixture(scope="module")
def ana(server: Server) -> Person:
    return Person(server.url, "ana")


def test_what_is_outside_is_said_where_the_studio_is(server: Server) -> None:
    host = f"http://127.0.0.1:{server.port}"
    for path in ("/", "/healthz", "/api/account", "/school/", f"{PATH}al/healthz"):
        answer = httpx.get(f"{host}{path}")
        assert (answer.status_code, f"The studio is at {PATH}/." in answer.text) == (404, True), path
    answer = httpx.get(f"{host}{PATH}?a=b")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{PATH}/?a=b")
    assert httpx.get(f"{server.url}/healthz").json()["web"] == "ok"


def test_the_page_says_where_it_is_and_all_that_it_names_is_there(server: Server, ana: Person) -> None:
    assert (usual.FRONTEND_DIST / ".vite").exists(), "the browser's part is not built"
    project = ana.make("/api/projects", {"name": "Songs"})["id"]
    canvas = ana.make(f"/api/projects/{project}/canvases", {"name": "One", "start": "blank"})
    page = ana.http.get(f"/p/{project}/c/{canvas['id']}").text
    assert f'<meta name="studio-path" content="{PATH}/">' in page
    assert '<meta name="csrf-cookie" content="school_music_csrftoken">' in page
    named = [address for address in HREF.findall(page) if not address.startswith("data:")]
    assert all(address.startswith(f"{PATH}/") for address in named), named
    assert f"{PATH}/api/canvases/{canvas['id']}/snapshot" in named
    found = {address: ana.http.get(address.removeprefix(PATH)).status_code for address in named}
    assert set(found.values()) == {200}, found


def test_what_is_built_names_no_file_from_the_root_on() -> None:
    for file in (usual.FRONTEND_DIST / "assets").iterdir():
        if file.suffix in (".js", ".css"):
            found = re.findall(r"""["'(`]/(?:static|assets)/[^"')`]*""", file.read_text())
            assert not found, f"{file.name}: {found[:3]}"


def test_cookies_are_sent_nowhere_else_and_are_not_taken_for_those_of_others(ana: Person) -> None:
    found = {(cookie.name, cookie.path) for cookie in ana.http.cookies.jar}
    names = ("school_music_sessionid", "school_music_csrftoken", "school_music_browser")
    assert found == {(name, f"{PATH}/") for name in names}


def test_links_for_others_lead_beneath_the_path(
    server: Server, ana: Person, letters: tuple[int, Letterbox]
) -> None:
    project = ana.make("/api/projects", {"name": "Shared"})["id"]
    link = ana.make(f"/api/projects/{project}/invitation-links", {"role": "viewer", "days": 1})["url"]
    assert link.startswith(f"{server.url}/join/")
    assert "noindex" in httpx.get(link).headers["x-robots-tag"]
    schema = ana.get("/api/schemas/rated-take")
    assert schema["$id"].startswith(server.url)

    password = "a long enough password"
    body = {"address": "ana@example.org", "password": password}
    assert ana.send("PUT", "/api/account/mail", body).is_success
    confirm = letters[1].link()
    assert confirm.startswith(f"{PATH}/confirm/")
    asked = ana.http.get(confirm.removeprefix(PATH))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asked.text)
    assert token
    yes = ana.http.post(confirm.removeprefix(PATH), data={"csrfmiddlewaretoken": token[1]})
    assert (yes.status_code, yes.headers["location"]) == (302, f"{PATH}/account")
    assert ana.post("/api/sign-in/reset", {"address": "ana@example.org"}).is_success
    assert letters[1].link().startswith(f"{PATH}/reset/")
    over = ana.http.get("/reset/nothing")
    assert (over.status_code, f'<a href="{PATH}/">' in over.text) == (404, True)


def test_a_provider_sends_people_back_beneath_the_path(server: Server, ana: Person) -> None:
    for path in ("/api/sign-in/providers/school", "/api/account/providers/school"):
        address = ana.make(path, {})["address"]
        (back,) = parse_qs(urlsplit(address).query)["redirect_uri"]
        assert back == f"{server.url}/sign-in/school/callback"


def test_the_admin_pages_and_the_api_say_addresses_beneath_the_path(server: Server, ana: Person) -> None:
    answer = ana.http.get("/admin/")
    assert answer.headers["location"] == f"{PATH}/admin/login/?next={PATH}/admin/"
    login = ana.http.get(f"/admin/login/?next={PATH}/admin/").text
    assert f'href="{PATH}/static/admin/' in login
    assert f"{PATH}/api/account" in ana.get("/api/openapi.json")["paths"]
    assert f"{PATH}/api/openapi.json" in ana.http.get("/api/docs").text
    assert f"{PATH}/ws/projects/" in ana.http.get("/api/docs/socket").text
    nowhere = ana.http.get("/api/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert f"See {PATH}/api/docs" in ana.send("DELETE", "/api/projects").json()["message"]


def test_an_archive_may_be_larger_than_other_requests_here_too(ana: Person) -> None:
    large = {"file": ("songs.zip", b"x" * 2 * MOST)}
    headers = {"X-CSRFToken": csrf_token(ana.http)}
    assert ana.http.post("/api/archives", files=large, headers=headers).status_code == 422
    assert ana.http.post("/api/account/sign-out", files=large, headers=headers).status_code == 413


def test_the_socket_is_beneath_the_path_alone(server: Server, ana: Person) -> None:
    project = ana.make("/api/projects", {"name": "Live"})["id"]

    async def both() -> None:
        async with ana.socket(project) as socket:
            assert socket.others[0]["type"] == "welcome"
            outside = socket.address.replace(PATH, "")
            with pytest.raises(websockets.InvalidStatus):
                await websockets.connect(
                    outside, additional_headers={"Cookie": socket.cookies}, origin=ana.origin
                )

    asyncio.run(both())


@pytest.mark.parametrize(
    ("path", "asked", "root"),
    [
        ("/", "/p/1", ""),
        ("/", "/", ""),
        ("/music/", "/music/", "/music"),
        ("/music/", "/music/p/1", "/music"),
    ],
)
def test_no_header_says_what_the_root_is(path: str, asked: str, root: str) -> None:
    seen: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)

    asyncio.run(Beneath(path, application)({"type": "http", "path": asked, "root_path": "/evil"}, None, None))
    assert [(scope["path"], scope["root_path"]) for scope in seen] == [(asked, root)]


def test_the_module_of_a_kind_is_beneath_the_path(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PATH = f"{PATH}/"
    monkeypatch.setattr(kind_modules, "module", lambda kind: kind_modules.Module(b"", "d1"))
    kind: Any = SimpleNamespace(name="tiles")
    assert kind_modules.address(kind) == f"{PATH}/kinds/tiles/d1.js"


MAKERS = ("HttpResponseRedirect", "redirect", "build_absolute_uri", "urljoin")


def test_no_code_of_the_server_makes_an_address_of_its_own() -> None:
    """`studio.addresses` and Django's `reverse` know the path."""

    def begins(node: ast.expr) -> str:
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        return str(first.value) if isinstance(first, ast.Constant) else ""

    found = []
    for file in (ROOT / "studio").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MAKERS:
                found += [
                    f"{file}: {ast.unparse(node)}" for each in node.args if begins(each).startswith("/")
                ]
    for template in (ROOT / "studio" / "web" / "templates").rglob("*.html"):
        found += [
            f"{template}: {each}" for each in HREF.findall(template.read_text()) if each.startswith("/")
        ]
    assert not found
