"""Accounts, areas, units, posts and officials in the admin; kept and ended, never deleted."""

from officials.admin import access, accounts, areas, people, units

__all__ = ["access", "accounts", "areas", "people", "units"]
