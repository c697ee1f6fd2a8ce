"""By what a registration is known at the desk: its number, or the square picture on its slip."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.safestring import SafeString

from portal import qr
from sessions_app.models import Meeting, Registration

SALT = "sessions_app.checkin"


def code_of(registration: Registration) -> str:
    """What the square picture carries; it opens nothing but the desk's own page of the waiting line."""
    return signing.Signer(salt=SALT).sign_object(registration.pk)


def picture_of(registration: Registration) -> SafeString:
    address = reverse("admin:sessions_app_meeting_scan")
    return qr.picture(f"{settings.SITE_URL}{address}?ma={code_of(registration)}")


def registration_of(code: str) -> Registration | None:
    """The registration of a code read from a picture, also where the reader typed its whole address."""
    try:
        pk = signing.Signer(salt=SALT).unsign_object(code.strip().rpartition("ma=")[2])
    except signing.BadSignature:
        return None
    return Registration.objects.filter(pk=pk).first()


def find(meeting: Meeting, typed: str) -> Registration | None:
    """The registration of this meeting by its number, or any by its picture."""
    typed = typed.strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 7:
        return meeting.registrations.filter(number=int(typed)).first()
    return registration_of(typed)
