"""The holder binds an authenticator app to the account and gets recovery codes, shown once."""

from typing import Any, cast

import django_otp
from django.contrib import auth
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from officials import one_time, permissions, queries, workflow
from officials.forms import EnrolForm, PresentPasswordForm
from officials.models import Authenticator, User
from portal import limits
from portal.identity import crypto

SECRET = "enrolment"  # noqa: S105 – the name under which the session keeps it, encrypted


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "password")
@never_cache
@login_required
def enrol(request: HttpRequest) -> HttpResponse:
    """Show a seed of this session's own and bind the app that shows a right code of it.

    An account that has an app changes it only from a session that app opened, with the present password.
    """
    user = cast(User, request.user)
    permissions.refuse_shared(user)
    has_app = Authenticator.objects.filter(user=user).exists()
    if has_app and not user.is_verified():  # type: ignore[attr-defined]
        raise PermissionDenied
    secret = _secret_of(request)
    form = EnrolForm(user, request.POST or None, replaces=has_app)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {"network": limits.network_of(request), "now": timezone.now()}
        try:
            sheet = workflow.enrol(user=user, secret=secret, code=form.cleaned_data["code"], **facts)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            request.session.pop(SECRET)
            return _show(request, user, sheet)
    office = queries.office_of_pages()
    context = {
        "form": form,
        "secret": one_time.grouped(secret, 4),
        "qr": one_time.picture(secret, user.username, office.label if office else "Civic portal"),
        "is_first": not has_app,
    }
    return render(request, "officials/enrol.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make a new sheet for who has an app, with the present password; the old sheet ends."""
    user = cast(User, request.user)
    permissions.refuse_shared(user)
    if not Authenticator.objects.filter(user=user).exists():
        return redirect("officials:enrol")
    form = PresentPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        sheet = workflow.renew_recovery_codes(
            user=user, network=limits.network_of(request), now=timezone.now()
        )
        return _show(request, user, sheet)
    return render(request, "officials/recovery_codes.html", {"form": form})


def _secret_of(request: HttpRequest) -> str:
    """The seed on offer; nobody who opened the page in another session knows it."""
    if SECRET not in request.session:
        request.session[SECRET] = crypto.encrypt(one_time.new_secret())
    return crypto.decrypt(request.session[SECRET])


def _show(request: HttpRequest, user: User, sheet: list[str]) -> HttpResponse:
    """Begin the session anew, as every other one has ended, and show the sheet this once."""
    auth.update_session_auth_hash(request, user)
    django_otp.login(request, Authenticator.objects.get(user=user))
    codes = [one_time.grouped(code, 5) for code in sheet]
    return render(request, "officials/sheet.html", {"codes": codes, "at": timezone.localtime()})
