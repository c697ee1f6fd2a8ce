"""Letters to those who registered: which meeting, which number, how to change it; never what about."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from feedback.emails import mailbox_for
from portal.outbox.queue import Draft
from sessions_app.models import Commitment, Meeting, Point, Registration
from sessions_app.states import Booking

SALT = "sessions_app.registration"


def about(registration: Registration) -> dict[str, Any]:
    """The words by which a letter names its registration."""
    return {"about_type": "sessions_app.registration", "about_id": registration.pk}


def token_of(registration: Registration) -> str:
    """What stands in the signed link: whoever has it may look, change and cancel."""
    return signing.dumps(registration.pk, salt=SALT)


def letter(registration: Registration, kind: str, **facts: Any) -> Draft | None:
    """One of `registered`, `promoted`, `registration_*`; None where no e-mail address was given."""
    address, language = registration.person.email, registration.language
    if not address:
        return None
    with translation.override(language):
        url = settings.SITE_URL + reverse("sessions_app:registration", args=[token_of(registration)])
        context = {
            "row": registration,
            "meeting": registration.meeting,
            "office": registration.meeting.organ,
            "url": url,
            "waits": registration.state == Booking.WAITING,
            "ahead": places_ahead(registration),
            "calendar_url": settings.SITE_URL + reverse("sessions_app:calendar"),
            **facts,
        }
        return _drafted(kind, address, language, context)


def about_commitment(commitment: Commitment) -> dict[str, Any]:
    return {"about_type": "sessions_app.commitment", "about_id": commitment.pk}


def of_commitment(commitment: Commitment, kind: str) -> Draft | None:
    """To the unit responsible: `commitment`, `commitment_due`, `commitment_late`; None without address.

    Names the day and where it was promised, never who raised the matter.
    """
    mailbox = mailbox_for(commitment.unit, ())
    if mailbox is None:
        return None
    url = settings.SITE_URL + reverse("admin:sessions_app_commitment_show", args=[commitment.pk])
    context = {
        "row": commitment,
        "office": commitment.organ,
        "url": url,
    }
    with translation.override("vi"):
        return _drafted(kind, mailbox.email, "vi", context)


def about_point(point: Point) -> dict[str, Any]:
    return {"about_type": "sessions_app.point", "about_id": point.pk}


def of_question(point: Point) -> Draft | None:
    """To the unit that is to answer: meeting, number and day, never who asked; None without address."""
    mailbox = mailbox_for(point.unit, ()) if point.unit is not None else None
    if mailbox is None:
        return None
    url = settings.SITE_URL + reverse("admin:sessions_app_point_show", args=[point.pk])
    context = {"row": point, "meeting": point.meeting, "office": point.meeting.organ, "url": url}
    with translation.override("vi"):
        return _drafted("question_assigned", mailbox.email, "vi", context)


def of_answer(point: Point) -> Draft | None:
    """To whoever asked beforehand: what is answered; None where no e-mail address was left."""
    if "@" not in point.contact:
        return None
    url = settings.SITE_URL + point.meeting.get_absolute_url()
    context = {"row": point, "meeting": point.meeting, "office": point.meeting.organ, "url": url}
    with translation.override("vi"):
        return _drafted("question_answered", point.contact, "vi", context)


def of_paper(meeting: Meeting, kind: str, due: date) -> Draft | None:
    """To the organ whose minutes or conclusion notice is missing: `minutes_missing`, `notice_missing`."""
    mailbox = mailbox_for(meeting.organ, ())
    if mailbox is None:
        return None
    url = settings.SITE_URL + reverse("admin:sessions_app_meeting_show", args=[meeting.pk])
    context = {"meeting": meeting, "office": meeting.organ, "url": url, "due": due}
    with translation.override("vi"):
        return _drafted(kind, mailbox.email, "vi", context)


def _drafted(kind: str, address: str, language: str, context: dict[str, Any]) -> Draft:
    """The letter of a kind in a language: its first line is the subject."""
    text = render_to_string(f"letters/{language}/{kind}.txt", context)
    subject, _separator, body = text.strip().partition("\n")
    return Draft(
        kind=kind, recipient=address, subject=subject.strip(), body=body.strip() + "\n", language=language
    )


def places_ahead(registration: Registration) -> int:
    """How many stand before it on the waiting list, itself counted; 0 with a place."""
    if registration.state != Booking.WAITING:
        return 0
    waiting = registration.meeting.registrations.filter(state=Booking.WAITING)
    return waiting.filter(number__lte=registration.number).count()
