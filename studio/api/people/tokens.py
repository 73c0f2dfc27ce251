"""Tokens for programs, on the page of one's account; no request with a token comes here (`web.by_token`)."""

from typing import cast

from ninja import Router, Status

from studio import access, bodies
from studio.api.requests import SignedInRequest
from studio.models import ApiToken
from studio.services.people import tokens

router = Router()


def _token(row: ApiToken, secret: str = "") -> bodies.ApiToken:
    return bodies.ApiToken(
        key=row.key,
        token=secret,
        name=row.name,
        scope=cast(access.Permission, row.scope),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


@router.get("/account/tokens", response=list[bodies.ApiToken])
def own_tokens(request: SignedInRequest):
    """Your tokens that are not revoked. The secrets are shown only when they are made."""
    return [_token(row) for row in tokens.of(request.user)]


@router.post("/account/tokens", response={201: bodies.ApiToken})
def make_token(request: SignedInRequest, body: bodies.NewApiToken):
    """A token with which programs may do what you may, up to its scope."""
    row, secret = tokens.make(user=request.user, name=body.name, scope=body.scope, days=body.days)
    return Status(201, _token(row, secret))


@router.delete("/account/tokens/{key}", response={204: None})
def revoke_token(request: SignedInRequest, key: str):
    """End a token at once."""
    tokens.revoke(user=request.user, key=key)
    return Status(204, None)
