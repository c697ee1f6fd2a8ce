"""Measurements of the portal, each beside the bound it must keep."""
