"""The ASGI entry: HTTP to Django, `ws/projects/<id>` to the socket, from the studio's own origins only."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
http = get_asgi_application()

from studio.realtime.consumers import ProjectConsumer  # noqa: E402 (its models need the set-up above)
from studio.web.beneath import Beneath  # noqa: E402
from studio.web.body_limit import BodyLimit  # noqa: E402
from studio.web.not_now import NotNow  # noqa: E402
from studio.web.request_ids import WithRequestId  # noqa: E402
from studio.web.until_done import UntilDone  # noqa: E402


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuses a handshake at an address where nothing is."""
    await send({"type": "websocket.close", "code": 4404})


socket_urls = [
    path("ws/projects/<uuid:project_id>", ProjectConsumer.as_asgi()),
    re_path("", no_such_socket),  # type: ignore[arg-type]
]

application = WithRequestId(
    Beneath(
        settings.PATH,
        ProtocolTypeRouter(
            {
                "http": NotNow(BodyLimit(UntilDone(http))),
                # exact scheme, host and port: AllowedHostsOriginValidator would let other ports in
                "websocket": OriginValidator(
                    AuthMiddlewareStack(URLRouter(socket_urls)),
                    settings.ORIGINS,
                ),
            }
        ),
    )
)
