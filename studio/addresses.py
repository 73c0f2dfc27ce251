"""Where the studio's pages are: beneath SUNMASK_PATH, at whichever of its hosts somebody came to."""

from django.conf import settings
from django.http import HttpRequest


def page(path: str = "") -> str:
    """The address of a page at this host. path: from the studio's first page on, without a slash before it,
    as in `urls.py`."""
    return f"{settings.PATH}{path}"


def link(request: HttpRequest, path: str = "") -> str:
    """The address of a page with scheme and host, for links that are opened elsewhere."""
    return request.build_absolute_uri(page(path))
