"""What the environment says, in one object, and that reading it writes nothing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.environment import A_YEAR_S, environment
from studio.management.commands.studio import own_folder
from sunmask.environment import environment as library

ROOT = Path(__file__).parents[2]
READERS = {"studio/environment.py", "sunmask/environment.py"}
PASSED_ON = {
    "manage.py": "setdefault",
    "studio/archives/child.py": "packages = [",
    "studio/asgi.py": "setdefault",
    "studio/celery.py": "setdefault",
    "studio/ops/command.py": "setdefault",
    "studio/ops/supervisor.py": "env=",
    "sunmask/__main__.py": "setdefault",
    "sunmask/lab/text/evaluation/judge.py": "environment = {",
    "sunmask/lab/training/train.py": "setdefault",
    "sunmask/models/devices.py": "setdefault",
    "worker/standby.py": "setdefault",
}
"""Where the environment is not read but said to others: Django, libraries, child processes."""


def test_the_environment_is_read_in_one_place_of_each_package() -> None:
    for package in ("studio", "sunmask", "worker"):
        for file in (ROOT / package).rglob("*.py"):
            name = str(file.relative_to(ROOT))
            lines = file.read_text().splitlines()
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                    line = lines[node.lineno - 1]
                    is_passed_on = name in PASSED_ON and PASSED_ON[name] in line
                    assert name in READERS or is_passed_on, f"{name}:{node.lineno}: {line.strip()}"


def test_what_is_not_said_has_its_default() -> None:
    found = environment({})
    assert (found.data, found.secret_key, found.host, found.port) == (None, None, "127.0.0.1", 8000)
    assert found.origins == ("http://localhost:8000", "http://127.0.0.1:8000")
    assert (found.database_url, found.redis_url, found.device) == ("", "", None)
    assert (library({}).checkpoints, library({}).num_processes) == ((), 1)


def test_what_is_said_is_read_by_its_type(tmp_path: Path) -> None:
    said = {"DATA": str(tmp_path), "PORT": "81", "SUNMASK_DEBUG": "1", "SUNMASK_BEHIND_PROXY": "0"}
    found = environment(said)
    assert (found.data, found.port, found.is_debug, found.is_behind_proxy) == (tmp_path, 81, True, False)
    assert found.origins[0] == "http://localhost:81"
    assert environment({"SUNMASK_WORKER_CHECKPOINTS": "one, two,"}).worker_checkpoints == {"one", "two"}
    assert library({"SUNMASK_CHECKPOINTS": f"{tmp_path}:models:"}).checkpoints == (tmp_path, Path("models"))


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("SUNMASK_TORCH_THREADS", "1.5"), ("SECRET_KEY", "short")]
)
def test_what_cannot_be_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"expected .*{name}"):
        environment({name: value})


@pytest.mark.parametrize(
    ("said", "path"),
    [(None, "/"), ("/", "/"), ("/music", "/music/"), ("/our-school/music/", "/our-school/music/")],
)
def test_the_path_beneath_which_the_studio_is_has_a_slash_at_both_ends(said: str | None, path: str) -> None:
    assert environment({} if said is None else {"SUNMASK_PATH": said}).path == path


@pytest.mark.parametrize(
    "said", ["", "music", "//music", "/mu sic/", "/../", "/music//", "https://a.example/music"]
)
def test_what_cannot_be_a_path_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="expected SUNMASK_PATH as names of letters"):
        environment({"SUNMASK_PATH": said})


def test_a_path_among_the_origins_is_refused_with_where_it_belongs() -> None:
    with pytest.raises(ValueError, match="say its path as SUNMASK_PATH=/music"):
        environment({"SUNMASK_ORIGINS": "https://school.example/music"})
    assert environment({"SUNMASK_ORIGINS": "https://school.example/"}).origins == ("https://school.example/",)


def test_to_import_the_settings_makes_no_folder_and_to_start_makes_one(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings; import django\n"
        "settings.DATABASES, settings.ORIGINS\n"
        "assert not settings.DATA.exists(), 'reading settings has written'\n"
        "django.setup()\n"
        "assert settings.RUN.is_dir()\n"
        "key = str(settings.SECRET_KEY)\n"
        "assert key == (settings.DATA / 'secret_key').read_text() and len(key) >= 50"
    )
    names = {"DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=ROOT, env=names, check=True, timeout=120)


def test_what_a_studio_writes_is_nobody_elses_on_the_machine(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with own_folder(tmp_path / "data"):
            (tmp_path / "data" / "studio.sqlite3").touch()
            (tmp_path / "data" / "log" / "daphne.log").touch()
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").rglob("*")}
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert not any(mode & 0o077 for mode in modes.values()), modes


@pytest.mark.parametrize(("said", "seconds"), [({}, A_YEAR_S), ({"SUNMASK_HSTS_S": "0"}, 0)])
def test_browsers_are_bound_to_https_for_this_host_alone_and_there_is_a_switch(
    said: dict[str, str], seconds: int, tmp_path: Path
) -> None:
    code = (
        "from django.conf import settings as s\n"
        "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_PRELOAD, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    names = {"DATA": str(tmp_path), "SUNMASK_ORIGINS": "https://studio.example"}
    names["DJANGO_SETTINGS_MODULE"] = "studio.settings"
    command = [sys.executable, "-c", code]
    told = subprocess.run(
        command, env={**os.environ, **names, **said}, cwd=ROOT, capture_output=True, text=True
    )
    assert told.stdout.split() == [str(seconds), "False", "False"], told.stderr


def test_a_format_of_log_lines_that_there_is_not_is_refused() -> None:
    assert environment({"SUNMASK_LOG_FORMAT": "json"}).has_json_lines
    assert not environment({}).has_json_lines
    with pytest.raises(ValueError, match="expected SUNMASK_LOG_FORMAT to be lines or json, got 'xml'"):
        environment({"SUNMASK_LOG_FORMAT": "xml"})
