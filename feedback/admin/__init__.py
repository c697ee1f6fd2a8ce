"""The desk of clerks and officers in the admin: the register, routing rules and the log."""

from feedback.admin import books, boxes, events, replies, routing, slip_sheets, submission, templates

__all__ = ["books", "boxes", "events", "replies", "routing", "slip_sheets", "submission", "templates"]
