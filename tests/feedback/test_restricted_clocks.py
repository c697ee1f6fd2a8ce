"""The terms of complaints and denunciations: they run for the named readers and show nowhere else."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from feedback import desk as first_page
from feedback import finding, queries, states, workflow
from feedback.models import Deadline, Submission
from portal.outbox.models import Letter
from tests.feedback.desk import Desk
from tests.feedback.hierarchy import fresh

A, S, K = states.Action, states.Status, states.LegalKind


@pytest.mark.parametrize(
    ("kind", "code"),
    [(K.KHIEU_NAI, "complaint_acceptance"), (K.TO_CAO, "denunciation_acceptance"), (K.NOI_DUNG_TO_CAO, None)],
)
def test_the_term_of_acceptance_runs_from_the_day_it_is_found(
    desk: Desk, kind: str, code: str | None
) -> None:
    case = desk.restricted(kind)

    running = case.deadlines.values_list("rule__code", "started_on", "rule__days", "rule__unit")
    today = timezone.localdate()
    assert list(running) == ([(code, today, 7, "working")] if code else [])
    assert (case.due_on is not None) == (code is not None)


def test_closing_the_case_meets_its_term(desk: Desk) -> None:
    case = workflow.act(desk.restricted(), A.CLOSE, by=desk.reader)

    assert case.deadlines.get().met_on == timezone.localdate()


def late(desk: Desk) -> Submission:
    """A denunciation whose term has passed long ago."""
    case = desk.restricted()
    Deadline.objects.filter(submission=case).update(due_on=date(2026, 1, 5))
    Submission.objects.filter(pk=case.pk).update(law_due_on=date(2026, 1, 5), due_on=date(2026, 1, 5))
    return case


def test_its_readers_alone_see_that_it_is_late(client: Client, desk: Desk) -> None:
    case = late(desk)
    shown = {}
    for name in ("reader", "clerk", "leader", "officer"):
        account = fresh(getattr(desk, name))
        counted = {number.label: number.count for number in first_page.numbers_for(account)}
        found = queries.late_by_law(queries.visible_to(account), timezone.localdate())
        shown[name] = (counted["Quá hạn theo quy định"], list(found))

    assert shown == {"reader": (1, [case]), "clerk": (0, []), "leader": (0, []), "officer": (0, [])}
    client.force_login(desk.reader)
    page = client.get(case.get_absolute_url(), follow=True).content.decode()
    assert "khoản 1 Điều 24 Luật Tố cáo" in page


def test_it_is_in_no_figure_digest_or_search_even_of_a_leader_who_reads_it(
    client: Client, desk: Desk
) -> None:
    desk.organ.restricted_readers.add(desk.leader)
    desk.organ.email = "ubnd@hamyen.example"
    desk.organ.save(update_fields=["email"])
    case = late(desk)
    client.force_login(desk.leader)
    out = StringIO()
    call_command("figures", "--from", "2020-01-01", "--to", "2030-01-01", "--json", stdout=out)

    workflow.send_overdue_digests()

    assert '"submissions": 0' in out.getvalue()
    assert '"overdue": 0' in out.getvalue()
    assert case.reference not in client.get("/lanh-dao/").content.decode()
    assert not Letter.objects.filter(kind="digest").exists()
    assert not finding.find(queries.visible_to(fresh(desk.leader)), finding.wanted("cầu tràn")).exists()
