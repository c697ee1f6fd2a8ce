"""Staff log in and out and start from the page their role needs."""

import django_otp
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from officials import browsers, demo, permissions, workflow
from officials.backends import RoleBackend
from officials.forms import CodeForm, LoginForm
from officials.models import AccessEvent, Authenticator, User
from officials.roles import Permission
from portal import limits
from portal.views import too_many_requests

PENDING = "second_step"
PENDING_SECONDS = 600


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Log staff in; one sentence for a wrong name, a wrong password and a closed account alike."""
    if request.user.is_authenticated:
        return redirect(_goal(request))
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            limits.take_back(request, "login", account=form.guessed_at)
            return _after_password(request, form.get_user())
        if form.has_error(NON_FIELD_ERRORS):
            _note_refusal(request, form)
        if form.verdict.refused:
            return too_many_requests(request, minutes=form.verdict.retry_minutes)
    shown = {"accounts": demo.ACCOUNTS, "password": demo.PASSWORD} if settings.DEMO else {}
    return render(request, "officials/login.html", {"form": form, **shown})


def _after_password(request: HttpRequest, user: User) -> HttpResponse:
    """Let in who has no second factor; ask the others for a code, still as strangers."""
    if not Authenticator.objects.filter(user=user).exists():
        return _enter(request, user, _goal(request))
    request.session.cycle_key()
    now = int(timezone.now().timestamp())
    request.session[PENDING] = [user.pk, user.get_session_auth_hash(), now, _goal(request)]
    return redirect("officials:second_step")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Take the code of the app or the sheet from whoever just gave the right password."""
    user, goal = _pending(request)
    if user is None:
        return redirect("officials:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = f"code {user.pk} {browsers.known_as(request, user.username)}"
        verdict = limits.hit(request, "login", account=account)
        network, now = limits.network_of(request), timezone.now()
        if verdict.refused:
            if verdict.just_refused:
                workflow.note(kind=AccessEvent.Kind.LOCKED, user=user, network=network, now=now)
            return too_many_requests(request, minutes=verdict.retry_minutes)
        if workflow.take_code(user=user, code=form.cleaned_data["code"], network=network, now=now):
            limits.take_back(request, "login", account=account)
            return _enter(request, user, goal)
        form.add_error("code", _("This code is not right, or was used already. Please type the next one."))
    return render(request, "officials/second_step.html", {"form": form})


def _pending(request: HttpRequest) -> tuple[User | None, str]:
    """Who gave the right password within the last minutes and whether it still holds, and where they go."""
    pk, password_hash, at, goal = request.session.get(PENDING, (0, "", 0, ""))
    user = RoleBackend().get_user(pk)
    is_fresh = timezone.now().timestamp() - at < PENDING_SECONDS
    if not isinstance(user, User) or not is_fresh or user.get_session_auth_hash() != password_hash:
        return None, goal
    return user, goal


def _enter(request: HttpRequest, user: User, goal: str) -> HttpResponse:
    request.session.pop(PENDING, None)
    auth.login(request, user, backend="officials.backends.RoleBackend")
    django_otp.login(request, Authenticator.objects.filter(user=user).first())
    workflow.logged_in(
        user=user,
        network=limits.network_of(request),
        new_browser=not browsers.known_as(request, user.username),
        language=get_language(),
        now=timezone.now(),
    )
    response = redirect(goal)
    browsers.remember(request, response, user.username)
    return response


def _note_refusal(request: HttpRequest, form: LoginForm) -> None:
    """Write down a wrong guess; of those over the limit the first only, or the log could be flooded."""
    kind = AccessEvent.Kind.LOCKED if form.verdict.refused else AccessEvent.Kind.WRONG_PASSWORD
    if form.verdict.refused and not form.verdict.just_refused:
        return
    username = form.cleaned_data["username"]
    workflow.refused(kind=kind, username=username, network=limits.network_of(request), now=timezone.now())


def _goal(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if it is a page of ours; else the first page of the role."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else reverse("officials:home")


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    messages.success(request, _("You have logged out."))
    return redirect("officials:login")


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A leader starts from the figures, everybody else from the work of today."""
    user = request.user
    leads = isinstance(user, User) and permissions.holds_anywhere(user, Permission.LEAD)
    return redirect("reports:dashboard" if leads else "admin:index")
