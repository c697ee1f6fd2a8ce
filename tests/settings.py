"""The portal's settings with throwaway keys; database and broker come from the environment."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-secret-key-long-enough-for-the-deploy-check-0123456789")
os.environ.setdefault("FIELD_KEYS", "dGVzdHMtb25seS1maWVsZC1rZXktMzItYnl0ZXMhISE=")
os.environ.setdefault("INDEX_KEY", "tests-only-index-key-0123456789")
os.environ.setdefault("CODE_KEY", "tests-only-code-key-0123456789")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # a Valkey database for each, as of PostgreSQL
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{int(worker[2:]) + 1}"

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB", "test_portal")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False  # its own tests turn it on
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LIMIT_SUBMIT = LIMIT_TRACK = LIMIT_LOGIN = LIMIT_LETTERS = LIMIT_WORDS = LIMIT_UPLOAD = "off"
MIN_FILL_SECONDS = 0
WHITENOISE_AUTOREFRESH = True  # or it warns that nothing was collected
