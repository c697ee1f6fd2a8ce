"""Celery's way to the register; every rule is in workflow."""

from celery import shared_task

from feedback import workflow


@shared_task(name="feedback.send_overdue_digests")
def send_overdue_digests() -> None:
    workflow.send_overdue_digests()


@shared_task(name="feedback.send_alarms")
def send_alarms() -> None:
    workflow.send_alarms()


@shared_task(name="feedback.end_waits")
def end_waits() -> None:
    workflow.end_waits()


@shared_task(name="feedback.fold_tally")
def fold_tally() -> None:
    workflow.fold_tally()


@shared_task(name="feedback.recompute_deadlines")
def recompute_deadlines() -> None:
    workflow.recompute_deadlines()


@shared_task(name="feedback.report_faulty_rules")
def report_faulty_rules() -> None:
    workflow.report_faulty_rules()


@shared_task(name="feedback.send_prepared")
def send_prepared() -> None:
    workflow.send_prepared()
