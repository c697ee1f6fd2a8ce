"""Accounts, areas, units, posts and officials in the admin; kept and ended, never deleted."""

from officials.admin import accounts, areas, people, units

__all__ = ["accounts", "areas", "people", "units"]
