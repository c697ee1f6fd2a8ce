"""Where a case has been: each desk and unit with the working days it held it."""

from datetime import date, datetime

from django.test import Client
from django.utils import timezone

from feedback import caseview, chain, workflow
from feedback.models import Submission
from tests.feedback.desk import A, Desk, submit


def at(day: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(2026, 3, day, hour))


def travelled(desk: Desk) -> Submission:
    """Received on Monday the 2nd, handed back, given again, passed on, accepted on the 16th."""
    case = submit(received=at(2))
    case = workflow.act(case, A.CLASSIFY, by=desk.clerk, now=at(3), legal_kind="gop_y", field="y_te")
    case = workflow.act(case, A.ROUTE, by=desk.clerk, now=at(3), responsible=desk.culture)
    case = workflow.act(case, A.HAND_BACK, by=desk.colleague, now=at(6), words="Không thuộc phòng")
    case = workflow.act(case, A.ROUTE, by=desk.clerk, now=at(9), responsible=desk.economy)
    case = workflow.act(case, A.PASS_ON, by=desk.officer, now=at(13), words="x", responsible=desk.culture)
    return workflow.act(case, A.ACCEPT, by=desk.colleague, now=at(16))


def told(case: Submission, today: date) -> list[tuple[str, date, date | None, int, str]]:
    events = caseview.events(case)
    legs = chain.legs(case, events, caseview.unit_names(case, events), today)
    return [(leg.unit, leg.since, leg.until, leg.days, leg.who) for leg in legs]


def test_each_place_has_its_days_and_the_last_one_counts_on(desk: Desk) -> None:
    case = travelled(desk)

    legs = told(case, date(2026, 3, 18))

    day, organ = date(2026, 3, 2).replace, desk.organ.label
    clerk, colleague, officer = desk.clerk.full_name, desk.colleague.full_name, desk.officer.full_name
    assert legs == [
        (organ, day(), day(day=3), 1, clerk),
        (desk.culture.label, day(day=3), day(day=6), 3, colleague),
        (organ, day(day=6), day(day=9), 1, clerk),
        (desk.economy.label, day(day=9), day(day=13), 4, officer),
        (desk.culture.label, day(day=13), None, 3, colleague),
    ]


def test_days_after_the_end_belong_to_nobody(desk: Desk) -> None:
    case = workflow.withdraw(travelled(desk), now=at(17))

    assert told(case, date(2026, 5, 1))[-1][1:4] == (date(2026, 3, 13), date(2026, 3, 17), 2)


def test_case_page_shows_the_chain(desk: Desk, client: Client) -> None:
    client.force_login(desk.clerk)

    page = client.get(travelled(desk).get_absolute_url(), follow=True).content.decode()

    assert "<strong>Phòng Kinh tế</strong>: 4 ngày làm việc" in page
