"""The indexes of the register, each with the list, search or number that is read by it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from feedback import states

_IS_OPEN = Q(status__in=states.OPEN)
INDEXES = [
    # Staff search by words.
    GinIndex(name="feedback_submission_search", fields=["search"]),
    # … and by words with their very tones.
    GinIndex(name="feedback_submission_toned", fields=["toned"]),
    # The clerk's list of an organ, newest first.
    models.Index(name="feedback_submission_organ_new", fields=["organ", "-received_at", "-id"]),
    # The officer's list of a unit, newest first.
    models.Index(name="feedback_submission_unit_new", fields=["responsible", "-received_at", "-id"]),
    # Letters registered and not yet written down: the desk's list.
    models.Index(
        name="feedback_submission_unwritten",
        fields=["organ", "-received_at", "-id"],
        condition=Q(is_transcribed=False),
    ),
    # Everything, newest first: search, lists of all years, the leader's list of what was received.
    models.Index(name="feedback_submission_new", fields=["-received_at", "-id"]),
    # The list of open cases, newest first.
    models.Index(name="feedback_submission_open_new", fields=["-received_at", "-id"], condition=_IS_OPEN),
    # Open cases of an organ: its list where it is one of many, and the numbers of its desk.
    models.Index(name="feedback_submission_open_organ", fields=["organ", "status"], condition=_IS_OPEN),
    # Open cases of a unit: its list where it is one of many, its desk's numbers, answers to approve.
    models.Index(name="feedback_submission_open_unit", fields=["responsible", "status"], condition=_IS_OPEN),
    # Cases by their next deadline: overdue lists, the daily digest, the list sorted by deadline.
    models.Index(
        name="feedback_submission_due",
        fields=["due_on", "-received_at", "-id"],
        condition=Q(due_on__isnull=False),
    ),
    # Cases past a deadline of law, and past a target of the office: few among the many that are late.
    models.Index(
        name="feedback_submission_law_due", fields=["law_due_on"], condition=Q(law_due_on__isnull=False)
    ),
    models.Index(
        name="feedback_submission_target_due",
        fields=["target_due_on"],
        condition=Q(target_due_on__isnull=False),
    ),
    # The filter of statuses, newest first.
    models.Index(name="feedback_submission_by_status", fields=["status", "-received_at", "-id"]),
    # The filter of fields, and the leader's list of one, newest first.
    models.Index(name="feedback_submission_by_field", fields=["field", "-received_at", "-id"]),
    # The filter of kinds in law, newest first.
    models.Index(name="feedback_submission_by_kind", fields=["legal_kind", "-received_at", "-id"]),
    # The filter of channels, and the leader's list of one, newest first.
    models.Index(name="feedback_submission_by_channel", fields=["channel", "-received_at", "-id"]),
    # The filter of suspected spam, newest first.
    models.Index(
        name="feedback_submission_suspected",
        fields=["-received_at", "-id"],
        condition=Q(suspected=True),
    ),
    # What a named reader sees beside the ordinary cases.
    models.Index(
        name="feedback_submission_restricted",
        fields=["organ", "-received_at", "-id"],
        condition=~Q(path=states.Path.ORDINARY),
    ),
    # The parts of a letter: its case page and its sender's page.
    models.Index(
        name="feedback_submission_parts",
        fields=["split_from"],
        condition=Q(split_from__isnull=False),
    ),
    # Cases that name an official: in no tally, added to the figures live.
    models.Index(name="feedback_submission_naming", fields=["organ"], condition=~Q(concerned_ids=[])),
    # The leader's lists of answers, newest first.
    models.Index(
        name="feedback_submission_answered",
        fields=["-answered_at", "-id"],
        condition=Q(answered_at__isnull=False),
    ),
    # Those who are still to be told, newest first.
    models.Index(
        name="feedback_submission_to_tell", fields=["-received_at", "-id"], condition=Q(to_tell=True)
    ),
]
