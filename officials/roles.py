"""Who may do what: the roles, the permissions, and the one table between them; no row is looked at here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a role allows in the unit where it is held; the row's own side is in each app's permissions.py."""

    READ_CASE = "read_case", _("Read opinions")
    ENTER = "enter", _("Enter opinions that come to a desk")
    CLASSIFY = "classify", _("Classify")
    ROUTE = "route", _("Assign")
    TRANSFER = "transfer", _("Pass on to another organ")
    DECLINE = "decline", _("Decline with a ground")
    CLOSE = "close", _("Close and reopen")
    RESTRICT = "restrict", _("Move to restricted handling")
    HANDLE = "handle", _("Accept, ask, answer")
    APPROVE = "approve", _("Approve answers")
    PUBLISH = "publish", _("Publish answers")
    REVEAL = "reveal", _("See contact details, with a reason")
    MEET = "meet", _("Keep the calendar of meetings")
    LEAD = "lead", _("See the leader's page")
    INSPECT = "inspect", _("Read the opinions of an inspection")
    READ_LOG = "read_log", _("Read the event log")
    RESEND = "resend", _("Resend letters")
    CONFIGURE = "configure", _("Configure organs, staff, rules and calendar")


class Role(TextChoices):
    CLERK = "clerk", _("Records clerk")
    OFFICER = "officer", _("Case officer")
    RECEPTION = "reception", _("Reception officer")
    LEADER = "leader", _("Leader")
    INSPECTOR = "inspector", _("Inspector by decision")
    AUDITOR = "auditor", _("Log auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# Roles held for the whole installation, not in one unit; they see no opinion.
WITHOUT_UNIT = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})

TABLE: dict[Role, frozenset[Permission]] = {
    # Reads everything that enters the organ's book, decides where it goes and closes it.
    Role.CLERK: frozenset(
        {
            Permission.READ_CASE,
            Permission.ENTER,
            Permission.CLASSIFY,
            Permission.ROUTE,
            Permission.TRANSFER,
            Permission.DECLINE,
            Permission.CLOSE,
            Permission.RESTRICT,
            Permission.PUBLISH,
            Permission.REVEAL,
            Permission.MEET,
            Permission.RESEND,
        }
    ),
    # Handles what was assigned to the unit.
    Role.OFFICER: frozenset({Permission.READ_CASE, Permission.HANDLE, Permission.REVEAL}),
    # Receives people at the desk, enters what they bring; reads what was entered at the same organ's desk.
    Role.RECEPTION: frozenset({Permission.READ_CASE, Permission.ENTER, Permission.MEET}),
    # Reads the organ's register, approves answers, sees the figures.
    Role.LEADER: frozenset({Permission.READ_CASE, Permission.APPROVE, Permission.LEAD}),
    # Reads the ordinary opinions its decision names, for the days it names, and changes nothing.
    Role.INSPECTOR: frozenset({Permission.READ_CASE, Permission.INSPECT}),
    # Reads who did what and when, never a citizen's words.
    Role.AUDITOR: frozenset({Permission.READ_LOG}),
    # Configures and sees no content.
    Role.ADMINISTRATOR: frozenset({Permission.CONFIGURE, Permission.RESEND}),
}

_CONFIGURED_MODELS = (
    "officials.user",
    "officials.rolegrant",
    "officials.area",
    "officials.areasuccession",
    "officials.unit",
    "officials.unitsuccession",
    "officials.post",
    "officials.official",
    "officials.tenure",
    "clocks.holiday",
    "clocks.rule",
    "feedback.routingrule",
    "feedback.letterbox",
    "sessions_app.councilsession",
    "sessions_app.dutyrule",
    "sessions_app.schedule",
)


_VERBS = ("view", "add", "change", "delete")


def _admin_permissions(models: tuple[str, ...], verbs: tuple[str, ...]) -> set[str]:
    return {f"{app}.{verb}_{model}" for app, model in (name.split(".") for name in models) for verb in verbs}


_TEMPLATES = ("feedback.view_documenttemplate", "feedback.add_documenttemplate")

# What each permission opens in the admin, in Django's own names. Nobody holds delete on a case.
ADMIN_PERMISSIONS: dict[Permission, frozenset[str]] = {
    Permission.READ_CASE: frozenset({"feedback.view_submission", "clocks.view_holiday", "clocks.view_rule"}),
    Permission.CLASSIFY: frozenset(_admin_permissions(("feedback.cannedreply",), _VERBS))
    | frozenset(_TEMPLATES),
    Permission.ROUTE: frozenset({"feedback.view_routingrule"}),
    Permission.MEET: frozenset(
        {"sessions_app.view_councilsession", "sessions_app.view_meeting", "sessions_app.view_schedule"}
    ),
    Permission.LEAD: frozenset({"sessions_app.view_meeting"}),
    Permission.READ_LOG: frozenset({"feedback.view_submissionevent", "officials.view_accessevent"}),
    Permission.RESEND: frozenset({"outbox.view_letter", "outbox.resend_letter"}),
    Permission.CONFIGURE: frozenset(_admin_permissions(_CONFIGURED_MODELS, ("view", "add", "change")))
    | frozenset(_admin_permissions(("feedback.cannedreply",), _VERBS))
    | frozenset({*_TEMPLATES, "officials.delete_rolegrant", "operations.run_portal"}),
}


def permissions_of(role: str) -> frozenset[Permission]:
    """Return what a role allows; an unknown role allows nothing."""
    return TABLE.get(Role(role), frozenset()) if role in Role.values else frozenset()


def admin_permissions_of(role: str) -> frozenset[str]:
    """Return the admin permissions, in Django's names, that a role opens."""
    return frozenset().union(*(ADMIN_PERMISSIONS.get(p, frozenset()) for p in permissions_of(role)))
