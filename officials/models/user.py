"""Accounts of staff and the roles they hold in units. Citizens have no account."""

from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from officials import roles
from officials.models.access import AccessEvent
from officials.models.dated import Dated, ends_after_start, held_days
from officials.models.unit import Unit


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account that configures; like every administrator it reads no opinion."""
        user = self.create_user(username, password, **fields)
        today, role = timezone.localdate(), roles.Role.ADMINISTRATOR
        RoleGrant.objects.create(user=user, role=role, valid_from=today)
        # Django's command createsuperuser calls this manager and nothing above it, so the log is told here.
        AccessEvent.objects.create(
            kind=AccessEvent.Kind.ROLE_GIVEN,
            user=user,
            role=role,
            changes={"valid_from": [None, today.isoformat()], "valid_to": [None, None]},
            at=timezone.now(),
        )
        return user


class User(AbstractBaseUser):
    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("mail address"), blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]

    @property
    def is_staff(self) -> bool:
        """Every account is staff; what it may do hangs on its roles."""
        return self.is_active

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to live on: it ends with a new password and with a new epoch."""
        salt = "officials.models.User.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_perms(self, perms: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        backends: list[Any] = get_backends()
        return self.is_active and any(backend.has_module_perms(self, app_label) for backend in backends)


class RoleGrant(Dated):
    """One role of one account in one unit, from the first to the last day held."""

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=roles.Role.choices)
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        help_text=_("Empty for the auditor and the administrator, who serve the whole portal."),
    )
    decision = models.CharField(
        _("decision of the inspection"),
        max_length=120,
        blank=True,
        help_text=_("Number, date and who signed it. For inspectors only."),
    )
    scope_from = models.DateField(_("opinions received from"), null=True, blank=True)
    scope_to = models.DateField(_("opinions received until"), null=True, blank=True)

    class Meta:
        verbose_name = _("role in a unit")
        verbose_name_plural = _("roles in units")
        constraints = [
            models.CheckConstraint(
                name="officials_rolegrant_role_known", condition=Q(role__in=roles.Role.values)
            ),
            models.CheckConstraint(
                name="officials_rolegrant_unit_as_role_asks",
                condition=Q(role__in=sorted(roles.WITHOUT_UNIT), unit__isnull=True)
                | (~Q(role__in=sorted(roles.WITHOUT_UNIT)) & Q(unit__isnull=False)),
                violation_error_message=_(
                    "The auditor and the administrator have no unit, every other role has one."
                ),
            ),
            models.CheckConstraint(
                name="officials_rolegrant_inspector_has_scope",
                condition=~Q(role="inspector")
                | (
                    ~Q(decision="")
                    & Q(valid_to__isnull=False, scope_from__isnull=False, scope_to__isnull=False)
                    & Q(scope_to__gte=F("scope_from"))
                ),
                violation_error_message=_(
                    "An inspector needs the decision, the last day of the role, and from which day to which "
                    "the opinions came in."
                ),
            ),
            models.CheckConstraint(
                name="officials_rolegrant_scope_of_inspector",
                condition=Q(role="inspector")
                | Q(decision="", scope_from__isnull=True, scope_to__isnull=True),
                violation_error_message=_("Only an inspector has a decision and days of opinions."),
            ),
            ends_after_start("officials_rolegrant_ends_after_start"),
            ExclusionConstraint(
                name="officials_rolegrant_once_a_day",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("unit"), RangeOperators.EQUAL),
                    (held_days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This account already holds the role there on those days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
