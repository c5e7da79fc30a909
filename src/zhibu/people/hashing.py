"""Passwords by Argon2id. Source: security.md rule 6 (19 MiB, two passes, one lane)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
