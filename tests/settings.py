"""The site's settings, made quick for tests and nothing else."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["CADASTRE_MODE"] = "test"
os.environ.setdefault("CADASTRE_SECRET_KEY", "demo-only-for-tests")
os.environ.setdefault("CADASTRE_ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from cadastre.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SERVED_BY, HERE_BY = "whitenoise.middleware.WhiteNoiseMiddleware", "tests.static_files.FoundOnce"
MIDDLEWARE = [name.replace(SERVED_BY, HERE_BY) for name in MIDDLEWARE]  # noqa: F405
FILES_DIR = Path(tempfile.mkdtemp(prefix="cadastre-test-files-"))
atexit.register(shutil.rmtree, FILES_DIR, ignore_errors=True)
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("CADASTRE_TEST_DB", "test_cadastre")}  # noqa: F405
