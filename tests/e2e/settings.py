"""The studio's own settings, but for what these tests would wait for most.

People sign up by the hundred, so passwords are cheap to check; nothing need outlive a power cut.
"""

import os

from studio.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if "init_command" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405

if os.environ.get("SUNMASK_TEST_DELAY_S"):
    MIDDLEWARE = ["tests.e2e.delays.late_answers", *MIDDLEWARE]  # noqa: F405
