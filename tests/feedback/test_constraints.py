"""Each rule the database itself holds, broken once."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.models import (
    Claim,
    DeadlineCount,
    Note,
    Reveal,
    RoutingRule,
    SlipSheet,
    Submission,
    SubmissionEvent,
    SuspectedReading,
    Tally,
    TallyDelta,
)
from feedback.workflow.clocks import DUE
from tests.feedback.boxes import box
from tests.feedback.breaks import (
    TODAY,
    Breaks,
    answered,
    arrived,
    asked_later,
    book,
    canned,
    changed,
    concerned,
    counted,
    deadline,
    helped,
    letter,
    numbered,
    opening,
    paper,
    paused,
    public,
    ruled,
    run,
    said,
    saved,
    slip,
    template,
    two_books,
    two_boxes,
    two_deadlines,
    two_drafts,
    two_requests,
    two_revisions,
    two_templates,
)
from tests.feedback.desk import Desk, submit

NO_DAY = dict.fromkeys(DUE)
BROKEN: dict[str, Breaks] = {
    "feedback_submission_due_while_open": changed(
        status="answered", law_due_on=None, target_due_on=TODAY, due_on=TODAY
    ),
    "feedback_submission_due_on_earliest": changed(
        law_due_on=TODAY, target_due_on=None, due_on=TODAY + timedelta(days=1)
    ),
    "feedback_slipsheet_voided_whole": lambda desk, case: SlipSheet.objects.create(
        organ=desk.organ, printed_at=timezone.now(), printed_by=desk.clerk, voided_at=timezone.now()
    ),
    "feedback_printedslip_used_whole": slip(used_by_form="form"),
    "feedback_printedslip_serial_digits": slip(serial="12345"),
    "feedback_letterbox_name_once": two_boxes,
    "feedback_letterbox_days_of_week": lambda desk, case: box(desk, opening_days=[8], schedule_from=TODAY),
    "feedback_letterbox_schedule_whole": lambda desk, case: box(desk, opening_days=[1]),
    "feedback_boxopening_number_once": opening({}, {}),
    "feedback_boxopening_from_one": opening({"number": 0}),
    "feedback_boxopening_not_in_future": opening({"opened_at": timezone.now() + timedelta(days=1)}),
    "feedback_boxopening_somebody_opened": opening({"opened_by": []}),
    "feedback_boxopening_counts_add_up": opening({"envelopes": 2, "empty": 1, "letters": 0}),
    "feedback_boxopening_finished_whole": opening({"finished_at": timezone.now()}),
    "feedback_boxletter_number_once": letter({"number": 1}, {"number": 1}),
    "feedback_boxletter_from_one": letter({"number": 0}),
    "feedback_submission_path_known": changed(path="secret", sealed="{}", title="", body="", place=""),
    "feedback_submission_status_known": changed(status="lost", **NO_DAY),
    "feedback_submission_closed_at_iff_ended": changed(closed_at=timezone.now()),
    "feedback_submission_unit_while_handled": changed(status="routed"),
    "feedback_submission_asked_from_iff_waiting": changed(asked_from="accepted"),
    "feedback_submission_legal_kind_signed": changed(legal_kind="phan_anh"),
    "feedback_submission_words_plain_or_sealed": changed(path="complaint"),
    "feedback_submission_merged_into_a_letter": changed(status="merged", **NO_DAY),
    "feedback_submission_recorded_after_received": changed(recorded_at=timezone.now().replace(year=2020)),
    "feedback_submission_told_whole": changed(told_how="phone"),
    "feedback_publication_state_known": public(state="secret"),
    "feedback_publication_has_words": public(title=""),
    "feedback_publication_signed_iff_went_out": public(state="published"),
    "feedback_publication_taken_down_at_iff_so": public(taken_down_at=timezone.now()),
    "feedback_publication_one_live": public({}, {}),
    "feedback_answer_sent_at_iff_sent": answered(state="sent"),
    "feedback_answer_promise_whole": answered(promise="Sửa cầu"),
    "feedback_answer_document_whole": answered(document_number="12/UBND"),
    "feedback_answer_one_unsent": two_drafts,
    "feedback_deadline_once_a_rule": two_deadlines,
    "feedback_deadline_met_after_start": lambda desk, case: deadline(case, met_on=date(2026, 11, 22)),
    "feedback_pause_ends_after_start": paused((TODAY, date(2026, 11, 22))),
    "feedback_pause_one_open": paused((TODAY, None), (TODAY, None)),
    "feedback_deadlinecount_single": lambda desk, case: DeadlineCount.objects.create(pk=2, revision=1),
    "feedback_event_action_known": lambda desk, case: SubmissionEvent.objects.create(
        submission=case, action="erase", to_status="received", at=timezone.now()
    ),
    "feedback_reveal_has_reason": lambda desk, case: Reveal.objects.create(
        submission=case, by=desk.officer, reason="", at=timezone.now()
    ),
    "feedback_message_has_text": said(text=""),
    "feedback_message_author_as_kind_asks": said(kind="answer"),
    "feedback_concern_person_or_body": concerned({"named": ("official", "unit")}),
    "feedback_concern_taken_back_whole": concerned({"named": ("unit",), "back": True}),
    "feedback_concern_official_once": concerned({"named": ("official",)}, {"named": ("official",)}),
    "feedback_concern_unit_once": concerned({"named": ("unit",)}, {"named": ("unit",)}),
    "feedback_arrival_document_whole": arrived(passed_by="HĐND tỉnh", passed_number="12/HĐND"),
    "feedback_arrival_some_pages": arrived(pages=0),
    "feedback_registeryear_one_book": two_books,
    "feedback_registeryear_book_known": book(book="khac"),
    "feedback_registeryear_closed_whole": book(closed_at=timezone.now()),
    "feedback_registerentry_number_once": numbered({}, {"another": True}),
    "feedback_registerentry_case_once": numbered({}, {"number": 2}),
    "feedback_registerentry_book_known": numbered({"book": "khac"}),
    "feedback_registerentry_from_one": numbered({"number": 0}),
    "feedback_tally_one_a_cell": counted(Tally, {}, {}),
    "feedback_tally_kind_known": counted(Tally, {"kind": "secret"}),
    "feedback_tally_day_unless_open": counted(Tally, {"day": None}),
    "feedback_tallydelta_kind_known": counted(TallyDelta, {"kind": "secret"}),
    "feedback_tallydelta_not_nought": counted(TallyDelta, {"count": 0}),
    "feedback_routingrule_has_condition": ruled({}),
    "feedback_routingrule_one_catch_all": ruled({"is_catch_all": True}, {"is_catch_all": True}),
    "feedback_routingrule_never_conduct": ruled({"field": "tham_nhung"}),
    "feedback_routingrule_ends_after_start": ruled(
        {"field": "y_te", "valid_from": TODAY, "valid_to": date(2026, 11, 22)}
    ),
    "feedback_routingrevision_once_a_number": two_revisions,
    "feedback_submission_reminded_on_iff_reminded": changed(reminded=1),
    "feedback_extension_has_reason": asked_later(reason=""),
    "feedback_extension_later": asked_later(new_due=TODAY),
    "feedback_extension_decided_whole": asked_later(decision="yes"),
    "feedback_extension_one_waits": two_requests,
    "feedback_documenttemplate_kind_known": template(kind="secret"),
    "feedback_documenttemplate_style_known": template(style="secret"),
    "feedback_documenttemplate_shipped_for_all": lambda desk, case: template(organ=desk.organ)(desk, case),
    "feedback_documenttemplate_version_once": two_templates,
    "feedback_casedocument_kind_known": paper(kind="secret"),
    "feedback_casedocument_number_whole": paper(number="12"),
    "feedback_suspected_reading_once_a_day": lambda desk, case: [
        SuspectedReading.objects.create(organ=desk.organ, day=TODAY, seen=0, by=desk.clerk, at=timezone.now())
        for _time in range(2)
    ],
    "feedback_help_one_open": helped({}, {}),
    "feedback_help_after_asking": helped({"ended_at": timezone.now() - timedelta(days=1)}),
    "feedback_claim_until_after": lambda desk, case: Claim.objects.create(
        submission=case, by=desk.clerk, version=1, at=timezone.now(), until=timezone.now() - timedelta(1)
    ),
    "feedback_bulk_run_action_known": run(action="decline"),
    "feedback_bulk_run_undone_after": run(undone_at=timezone.now() - timedelta(days=1)),
    "feedback_bulk_run_taken_or_undone": run(action="close", taken_at=timezone.now()),
    "feedback_bulk_item_once": run(),
    "feedback_saved_filter_name_once": saved({}, {}),
    "feedback_saved_filter_not_empty": saved({"query": ""}),
    "feedback_canned_reply_for_known": canned(action="close"),
    "feedback_canned_reply_has_words": canned(title=""),
    "feedback_note_has_text": lambda desk, case: Note.objects.create(
        submission=case, action="note", text="", at=timezone.now(), by=desk.officer
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(desk: Desk, name: str) -> None:
    case = submit()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](desk, case)


def test_every_constraint_of_the_register_is_broken_once() -> None:
    models = apps.get_app_config("feedback").get_models()

    assert {c.name for model in models for c in model._meta.constraints} == set(BROKEN)


@pytest.mark.parametrize("field", ["reference", "form_key"])
def test_numbers_and_form_keys_are_never_given_twice(desk: Desk, field: str) -> None:
    first, second = submit(), submit()

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        Submission.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_two_rules_never_stand_at_the_same_place(desk: Desk) -> None:
    RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.economy)

    with pytest.raises(IntegrityError, match="position"), transaction.atomic():
        RoutingRule.objects.create(position=1, is_catch_all=True, responsible=desk.culture)


@pytest.mark.parametrize("write", ["update", "delete"])
def test_history_is_only_ever_added(desk: Desk, write: str) -> None:
    case = submit()
    Reveal.objects.create(submission=case, by=desk.officer, reason="Gọi lại", at=timezone.now())

    for rows in (case.events.all(), case.reveals.all()):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            rows.update(at=timezone.now()) if write == "update" else rows._raw_delete("default")
