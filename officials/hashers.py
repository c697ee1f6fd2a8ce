"""How passwords are kept: argon2 with a cost that fits a small server."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """The lesser setting OWASP recommends, for Django's takes 100 MB and eight threads for each login."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
