"""The portal's settings, middleware and all, with two bare views in place of its pages."""

import os

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare.urls"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.environ["BENCH_TEMPLATES"]],
    }
]
