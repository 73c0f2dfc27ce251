"""The environment of the studio and its workers: one object, read whenever it is needed.

What the library reads is in `sunmask.environment`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sunmask.environment import whole_number

LIMIT = "SUNMASK_LIMIT_"
OIDC = "SUNMASK_OIDC"
SIGN_IN = "SUNMASK_SIGN_IN"
"""Names ways to sign in that installed packages add."""
SMTP = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""How mail is sent, and at which port unless said: in the open, with STARTTLS, or with TLS from the start."""
A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Provider:
    """Somebody else who says who a person is: by OpenID Connect (SUNMASK_OIDC_<ID>_<NAME>), or by an
    installed package (SUNMASK_SIGN_IN_<ID>_<NAME>).

    id: in addresses and rows. name: on the button. issuer: its address, below which
    `.well-known/openid-configuration` is; "" for a package. options: all that is said of a package's, by name
    in small letters. has_verified_mail: whether it vouches for its people's addresses.
    groups_claim: where it says their groups. allowed_groups: whose people may come in, all where it is empty.
    staff_groups, operator_groups: whose people may open the admin pages, and do everything there.
    quota_groups: whose people are in the studio's group of the same name, and nobody else who signs in here.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    has_verified_mail: bool = False
    groups_claim: str = "groups"
    allowed_groups: tuple[str, ...] = ()
    staff_groups: tuple[str, ...] = ()
    operator_groups: tuple[str, ...] = ()
    quota_groups: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_from_package(self) -> bool:
        return not self.issuer


@dataclass(frozen=True)
class Environment:
    """data: the folder of everything written (DATA); None for the usual one. secret_key: SECRET_KEY; None to
    have one made. host, port: where the web server listens (HOST, PORT). origins: exact addresses at which
    browsers reach it (SUNMASK_ORIGINS). path: where all of the studio is at them, such as "/music/"; "/"
    where nothing else is there (SUNMASK_PATH). is_behind_proxy: a proxy tells scheme and address
    (SUNMASK_BEHIND_PROXY). database_url, redis_url: "" for the studio's own (SUNMASK_DATABASE_URL,
    SUNMASK_REDIS_URL). is_debug: SUNMASK_DEBUG. is_from_vite: the page's code comes from the Vite development
    server (SUNMASK_VITE). demo_runs: candidates in each of the demo text's runs (SUNMASK_DEMO_RUNS). hsts_s:
    how long browsers remember to come by HTTPS (SUNMASK_HSTS_S). log_level: SUNMASK_LOG_LEVEL.
    has_json_lines: log lines are JSON (SUNMASK_LOG_FORMAT=json). has_tracing: spans are sent to a
    collector of OpenTelemetry (OTEL_EXPORTER_OTLP_ENDPOINT, which its library reads). device,
    num_threads: of a worker's networks (SUNMASK_DEVICE, SUNMASK_TORCH_THREADS); None takes a free device.
    worker_checkpoints: names of the checkpoints whose work alone a worker takes (SUNMASK_WORKER_CHECKPOINTS);
    all where it is empty.
    metrics_token: whoever sends it may read /metrics (SUNMASK_METRICS_TOKEN); "": nobody may.
    num_backups: a backup is made every day, and so many are kept (SUNMASK_BACKUPS).
    webhook_hosts: hosts ("host" or "host:port") inside to which webhooks may send (SUNMASK_WEBHOOK_HOSTS).
    has_standby: a second web server and worker are ready to take the place of the first (SUNMASK_STANDBY).
    providers: who else may say who a person is (SUNMASK_OIDC, SUNMASK_SIGN_IN). has_local_sign_in:
    people can sign in by name and password as well (SUNMASK_LOCAL_SIGN_IN). smtp_url: what sends mail, such
    as `smtp+tls://user:password@host:587`, "": the studio sends none (SUNMASK_SMTP_URL). mail_from: its
    sender (SUNMASK_MAIL_FROM). provenance_key, provenance_certificate: files in PEM of the key that signs
    what leaves the studio, and of its certificates, its own first (SUNMASK_PROVENANCE_KEY,
    SUNMASK_PROVENANCE_CERTIFICATE); None to have both made."""

    data: Path | None
    secret_key: str | None
    host: str
    port: int
    origins: tuple[str, ...]
    path: str
    is_behind_proxy: bool
    database_url: str
    redis_url: str
    is_debug: bool
    is_from_vite: bool
    demo_runs: int
    hsts_s: int
    log_level: str
    has_json_lines: bool
    has_tracing: bool
    device: str | None
    num_threads: int
    worker_checkpoints: frozenset[str]
    metrics_token: str
    num_backups: int
    webhook_hosts: frozenset[str]
    has_standby: bool
    providers: tuple[Provider, ...]
    has_local_sign_in: bool
    smtp_url: str
    mail_from: str
    provenance_key: Path | None
    provenance_certificate: Path | None


def environment(names: Mapping[str, str] = os.environ) -> Environment:
    """As it is now. Raises ValueError, with a sentence, for what cannot be."""
    secret_key = names.get("SECRET_KEY")
    if secret_key is not None and len(secret_key) < 50:
        found = len(secret_key)
        raise ValueError(
            f"expected a SECRET_KEY of at least 50 characters, got {found}; unset it to have one made"
        )
    providers = _providers(names)
    has_local_sign_in = names.get("SUNMASK_LOCAL_SIGN_IN", "1") == "1"
    if not has_local_sign_in and not providers:
        raise ValueError(
            f"expected a provider in {OIDC} where SUNMASK_LOCAL_SIGN_IN is 0: nobody could sign in"
        )
    log_format = names.get("SUNMASK_LOG_FORMAT", "lines")
    if log_format not in ("lines", "json"):
        raise ValueError(f"expected SUNMASK_LOG_FORMAT to be lines or json, got {log_format!r:.40}")
    signing = (names.get("SUNMASK_PROVENANCE_KEY", ""), names.get("SUNMASK_PROVENANCE_CERTIFICATE", ""))
    if bool(signing[0]) != bool(signing[1]):
        raise ValueError(
            "expected both of SUNMASK_PROVENANCE_KEY and SUNMASK_PROVENANCE_CERTIFICATE or none, got one"
        )
    port = whole_number(names, "PORT", 8000)
    origins = names.get("SUNMASK_ORIGINS", f"http://localhost:{port},http://127.0.0.1:{port}")
    return Environment(
        data=Path(names["DATA"]).resolve() if names.get("DATA") else None,
        secret_key=secret_key,
        host=names.get("HOST", "127.0.0.1"),
        port=port,
        origins=_origins(origins),
        path=_path(names),
        is_behind_proxy=names.get("SUNMASK_BEHIND_PROXY") == "1",
        database_url=names.get("SUNMASK_DATABASE_URL", ""),
        redis_url=names.get("SUNMASK_REDIS_URL", ""),
        is_debug=names.get("SUNMASK_DEBUG") == "1",
        is_from_vite=names.get("SUNMASK_VITE") == "1",
        demo_runs=whole_number(names, "SUNMASK_DEMO_RUNS", 8),
        hsts_s=whole_number(names, "SUNMASK_HSTS_S", A_YEAR_S),
        log_level=names.get("SUNMASK_LOG_LEVEL", "INFO"),
        has_json_lines=log_format == "json",
        has_tracing=bool(names.get("OTEL_EXPORTER_OTLP_ENDPOINT")),
        device=names.get("SUNMASK_DEVICE"),
        num_threads=whole_number(names, "SUNMASK_TORCH_THREADS", 1),
        worker_checkpoints=_names(names.get("SUNMASK_WORKER_CHECKPOINTS", "")),
        metrics_token=names.get("SUNMASK_METRICS_TOKEN", ""),
        num_backups=whole_number(names, "SUNMASK_BACKUPS", 0),
        webhook_hosts=_names(names.get("SUNMASK_WEBHOOK_HOSTS", "").lower()),
        has_standby=names.get("SUNMASK_STANDBY", "1") == "1",
        providers=providers,
        has_local_sign_in=has_local_sign_in,
        smtp_url=_smtp_url(names),
        mail_from=names.get("SUNMASK_MAIL_FROM", ""),
        provenance_key=Path(signing[0]) if signing[0] else None,
        provenance_certificate=Path(signing[1]) if signing[1] else None,
    )


def _names(said: str) -> frozenset[str]:
    """Between commas."""
    return frozenset(each.strip() for each in said.split(",")) - {""}


def _origins(said: str) -> tuple[str, ...]:
    origins = tuple(said.split(","))
    if with_path := [each for each in origins if urlsplit(each).path not in ("", "/")]:
        raise ValueError(
            f"expected SUNMASK_ORIGINS as addresses without a path, got {with_path[0]!r:.80}; "
            f"say its path as SUNMASK_PATH={urlsplit(with_path[0]).path:.40}"
        )
    return origins


def _path(names: Mapping[str, str]) -> str:
    """With a slash at both ends."""
    said = names.get("SUNMASK_PATH", "/")
    if not re.fullmatch(r"/|(/[A-Za-z0-9_-]+)+/?", said):
        raise ValueError(
            "expected SUNMASK_PATH as names of letters, digits, - and _ between slashes, such as /music/, "
            f"got {said!r:.80}"
        )
    return said if said.endswith("/") else f"{said}/"


def _smtp_url(names: Mapping[str, str]) -> str:
    url = names.get("SUNMASK_SMTP_URL", "")
    if url and (urlsplit(url).scheme not in SMTP or not urlsplit(url).hostname):
        raise ValueError("expected SUNMASK_SMTP_URL as smtp://, smtp+tls:// or smtps:// and a host")
    if url and "@" not in names.get("SUNMASK_MAIL_FROM", ""):
        raise ValueError("expected SUNMASK_MAIL_FROM as an address where SUNMASK_SMTP_URL is set")
    return url


def _providers(names: Mapping[str, str]) -> tuple[Provider, ...]:
    found = [
        _provider(names, variable, each.strip())
        for variable in (OIDC, SIGN_IN)
        for each in names.get(variable, "").split(",")
        if each.strip()
    ]
    ids = [each.id for each in found]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise ValueError(f"expected each name once in {OIDC} and {SIGN_IN}, got {twice[0]} twice")
    return tuple(found)


def _provider(names: Mapping[str, str], variable: str, id: str) -> Provider:
    if not re.fullmatch(r"[a-z][a-z0-9]*", id):
        raise ValueError(
            f"expected {variable} as names of small letters and digits, such as school, got {id!r}"
        )
    prefix = f"{variable}_{id.upper()}_"
    needed = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET") if variable == OIDC else ()
    if missing := [prefix + each for each in needed if not names.get(prefix + each)]:
        raise ValueError(f"expected {' and '.join(missing)} for the provider {id} of {variable}")
    said = {each.removeprefix(prefix).lower(): names[each] for each in names if each.startswith(prefix)}

    def groups(name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, names.get(prefix + name, "").split(","))))

    return Provider(
        id=id,
        name=names.get(f"{prefix}NAME") or id.capitalize(),
        issuer=said["issuer"].rstrip("/") if variable == OIDC else "",
        client_id=said["client_id"] if variable == OIDC else "",
        client_secret=said["client_secret"] if variable == OIDC else "",
        has_verified_mail=names.get(f"{prefix}VERIFIED_MAIL") == "1",
        groups_claim=names.get(f"{prefix}GROUPS_CLAIM", "groups"),
        allowed_groups=groups("ALLOWED_GROUPS"),
        staff_groups=groups("STAFF_GROUPS"),
        operator_groups=groups("OPERATOR_GROUPS"),
        quota_groups=groups("QUOTA_GROUPS"),
        options=said if variable == SIGN_IN else {},
    )


def limit(name: str, default: int) -> int:
    """A limit of `limits.py`, by its name there. Raises ValueError, with a sentence, for no whole number."""
    return whole_number(os.environ, f"{LIMIT}{name}", default)


def limits_given() -> dict[str, str]:
    """The limits that are set, by their whole names: a child process is given them as they are."""
    return {name: value for name, value in os.environ.items() if name.startswith(LIMIT)}
