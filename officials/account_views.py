"""What the holder of an account does about it: the password, and ending every session at once."""

from typing import cast

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from officials import permissions, workflow
from officials.forms import OwnPasswordForm
from officials.models import AccessEvent, Authenticator, RecoveryCode, User
from portal import limits


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    device = Authenticator.objects.filter(user=cast(User, request.user)).first()
    left = RecoveryCode.objects.filter(user=cast(User, request.user), used_at=None).count()
    shown = {"device": device, "left": left, "is_shared": permissions.is_shared(cast(User, request.user))}
    return render(request, "officials/account.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session of the account ends with the old one."""
    user = cast(User, request.user)
    permissions.refuse_shared(user)
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        kind = AccessEvent.Kind.PASSWORD_CHANGED
        workflow.note(kind=kind, user=user, now=timezone.now(), network=limits.network_of(request))
        auth.update_session_auth_hash(request, user)
        messages.success(request, _("The new password holds from now on. Other devices were logged out."))
        return redirect("officials:account")
    return render(request, "officials/password.html", {"form": form})


@require_POST
@login_required
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    permissions.refuse_shared(user)
    workflow.end_sessions(user=user, now=timezone.now(), network=limits.network_of(request))
    auth.logout(request)
    messages.success(request, _("You have logged out on every device."))
    return redirect("officials:login")
