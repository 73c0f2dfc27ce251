"""The modules of kinds, served under the studio's policy.

No path of a request leads to a file: an address names a kind and, to the letter, what its module is.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from studio.reads import kind_modules
from sunmask.kinds import kinds

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def kind_page(request: HttpRequest, kind: str, digest: str) -> HttpResponse:
    """The module of a kind; 404 for any other kind, and for a module as it was before."""
    known = kinds().get(kind)
    module = kind_modules.module(known) if known else None
    if module is None or module.digest != digest:
        raise Http404
    headers = {"Cache-Control": FOR_EVER}
    return HttpResponse(module.code, content_type="text/javascript; charset=utf-8", headers=headers)
