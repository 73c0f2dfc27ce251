"""The request as routes get it: somebody is signed in (`signed_in` has seen to it)."""

from django.http import HttpRequest

from studio.models import User


class SignedInRequest(HttpRequest):
    user: User
