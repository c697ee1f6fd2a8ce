"""A tracking code given anew at a desk: to a person whose paper was seen, or by post to the address left."""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feedback import emails, permissions, states
from feedback.models import Note, Submission, SubmissionEvent
from feedback.workflow.changes import locked
from officials.models import User
from portal.errors import NotAllowed
from portal.identity import codes
from portal.identity import workflow as identity


def replace_at_desk(submission: Submission, *, by: User, proof: str, reason: str, now: datetime) -> str:
    """End the old codes of a case and return a new one; the tracking page tells the sender.

    `proof` says which kind of paper was seen, never its number. Raises NotAllowed, and ValidationError where
    nobody can be known: a sender without a name, or no address to post to.
    """
    code = codes.from_token_key(secrets.token_hex(16))
    with transaction.atomic():
        case = locked(submission.pk)
        if not permissions.can_replace_code(by, case):
            raise NotAllowed(_("This cannot be done to the opinion as it stands now."))
        _refuse_unknown(case, proof)
        if not reason.strip():
            raise ValidationError({"words": _("Please write why a new code is needed.")}, code="required")
        about = emails.about(case)
        identity.revoke_codes(now=now, **about)
        identity.issue_code(code=code, now=now, **about)
        SubmissionEvent.objects.create(
            submission=case,
            action=states.Action.REPLACE_CODE,
            from_status=case.status,
            to_status=case.status,
            at=now,
            by=by,
            unit=case.organ,
            changes={"proof": ["", proof]},
        )
        Note.objects.create(
            submission=case,
            action=states.Action.REPLACE_CODE,
            text=reason.strip(),
            at=now,
            by=by,
            unit=case.organ,
        )
    return code


def _refuse_unknown(case: Submission, proof: str) -> None:
    if proof not in states.Proof.values:
        raise ValidationError({"proof": _("Choose which paper was seen.")}, code="invalid")
    if case.person is None or not case.person.full_name:
        words = _(
            "No name was left with this opinion, so nobody can be shown to be its sender. A new code is "
            "possible only by the e-mail address left with it, on the tracking page."
        )
        raise ValidationError(words, code="nameless")
    if proof == states.Proof.POST and not case.person.address:
        words = _("The sender left no address to which a letter could go.")
        raise ValidationError({"proof": words}, code="no_address")
