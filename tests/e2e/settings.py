"""The studio's own settings, but for what a password costs: hundreds of people sign up for these tests."""

from studio.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
