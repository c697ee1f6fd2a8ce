"""Whoever is named, those under them and their deputies read the same bytes as if the case did not exist."""

import difflib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from unittest.mock import Mock, patch
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from feedback import queries, workflow
from feedback.models import Submission
from officials.models import Official, Unit, User
from officials.roles import Role
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk, S, days_ago, submit, user
from tests.feedback.hierarchy import Hierarchy, fresh, holder
from tests.feedback.test_digest import working_day
from tests.uploads.test_download import give
from tests.wall import routes

# What differs from one answer to the next whatever the register holds. The clock stands still.
MASKS = (
    re.compile(rb'name="csrfmiddlewaretoken" value="\w+"'),  # salted anew in each answer
    re.compile(rb'name="form_token" value="[^"]+"'),  # one time use, made anew for each form
    re.compile(rb"<updated>[^<]+(?=</updated><author>)"),  # of an empty feed: when it was read
    re.compile(rb"chart-[A-Za-z0-9]{6}"),  # ties a drawing to its caption, random
)
# Length and mark go with the tokens in the body, which is compared; the other tells the machine's own clock.
MASKED_HEADERS = {"Content-Length", "ETag", "Expires"}
# The first two tell of the machine, the next end the session; the last shows a random seed.
LEFT_OUT = {"healthz", "readyz", "officials:logout", "admin:logout", "officials:enrol"}
# Pages of the offices, the calendar and the rules, which read nothing of the register.
APART = re.compile(r"admin:(auth|officials|clocks|feedback_routingrule)_(?!accessevent)")
FOLLOWED = ("/quan-tri/feedback/", "/quan-tri/outbox/", "/quan-tri/officials/accessevent/", "/lanh-dao/")
FOLLOWS_LINKS = {"vien", "dao", "thu"}  # officer, leader, clerk; the others' lists have the same filters
WORDS = "Chuyện nước suối Khuổi Nọi"


class World:
    """The commune with thirty opinions everybody knows of, and accounts of every role."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.people = desk, Hierarchy(desk)
        desk.other.restricted_readers.add(desk.stranger)
        self.at_work = user("ban", Role.CLERK, desk.organ)
        self.auditor, self.keeper = user("kiem", Role.AUDITOR), user("quan", Role.ADMINISTRATOR)
        self.desk_hand = user("tiep", Role.RECEPTION, desk.organ)
        self.second = user("hai", Role.OFFICER, desk.economy)
        for name, account in (("Kiểm", self.auditor), ("Quản", self.keeper), ("Tiếp", self.desk_hand)):
            holder(f"Nông Văn {name}", f"Viên chức {name}", desk.organ, account)
        for status in (S.RECEIVED, S.ROUTED, S.ACCEPTED, S.AWAITING_APPROVAL, S.ANSWERED, S.CLOSED):
            desk.opinion(status, received=days_ago(20), contact={"email": "a@b.example"})
        for number in range(26):
            submit(title=f"Việc thứ {number}", received=days_ago(3))
        Letter.objects.filter(kind="received").update(state="failed")

    def opinion(self, *, days: int = 40, **fields: Any) -> Submission:
        contact = {"full_name": "Hoàng Văn Sính", "email": "sinh@thu.example", "phone": "0912345678"}
        return submit(title=WORDS, body=WORDS, received=days_ago(days), contact=contact, **fields)

    def name(self, case: Submission, official: Official) -> Submission:
        return workflow.act(case, A.CONCERN, by=fresh(self.clerk_of(case)), official=official)

    def clerk_of(self, case: Submission) -> User:
        return self.at_work if case.organ == self.desk.organ else self.desk.stranger

    def walk(self, case: Submission, *steps: str, to: Unit | None = None) -> Submission:
        """Lead the named case on, by people who are not named."""
        facts: dict[str, dict[str, Any]] = {
            A.CLASSIFY: {"legal_kind": "phan_anh", "field": "ha_tang"},
            A.ROUTE: {"responsible": to},
            A.TRANSFER: {"transferred_to": "Sở Xây dựng"},
            A.DECLINE: {"words": "Đã trả lời", "ground": "answered_before"},
            A.REOPEN: {"words": "Người gửi chưa đồng ý"},
        }
        for step in steps:
            case = workflow.act(case, step, by=fresh(self.clerk_of(case)), **facts.get(step, {}))
        return case

    def about_the_head_of_a_unit(self) -> list[Submission]:
        """Cases naming an officer and the head of the room, before and after the room had them."""
        desk, people = self.desk, self.people
        cases = [self.name(self.opinion(), people.officer), self.name(self.opinion(), people.head)]
        self.walk(cases[0], A.CLASSIFY, A.ROUTE, to=desk.culture)
        routed = self.walk(self.opinion(), A.CLASSIFY, A.ROUTE, to=desk.economy)
        accepted = self.walk(self.opinion(), A.CLASSIFY, A.ROUTE, to=desk.economy)
        accepted = workflow.act(accepted, A.ACCEPT, by=fresh(self.second))
        return [*cases, self.name(routed, people.officer), self.name(accepted, people.head)]

    def about_the_chair(self) -> list[Submission]:
        """Cases naming the head of the organ, which its neighbour then keeps, in many states."""
        chair, desk = self.people.chair, self.desk
        kept = [self.name(self.opinion(), chair) for _n in range(5)]
        self.walk(kept[1], A.CLASSIFY, A.ROUTE, to=desk.other)
        self.walk(kept[2], A.CLASSIFY, A.TRANSFER)
        self.walk(kept[3], A.DECLINE, A.REOPEN)
        self.walk(kept[4], A.MARK_SPAM)
        held = self.walk(self.opinion(days=2), A.CLASSIFY, A.ROUTE, to=desk.economy)
        closed = self.walk(self.opinion(), A.DECLINE, A.CLOSE)
        sealed = workflow.act(
            self.opinion(), A.RESTRICT, by=fresh(self.at_work), words="Nêu tên", legal_kind="to_cao"
        )
        sealed = workflow.act(sealed, A.CONCERN, by=fresh(desk.reader), official=chair)
        waiting = self.walk(self.opinion(unit=desk.organ, suspected=True))
        return [*kept, self.name(held, chair), self.name(closed, chair), sealed, self.name(waiting, chair)]


def seeds(cases: list[Submission]) -> set[str]:
    """Every address that can be read, with the case where it takes one, and searches for its words."""
    found = set()
    rows = {"app_label": "feedback", "user_id": 1, "id": 1, "name": A.CLASSIFY, "object_id": 1}
    for route in routes.named():
        if route.name in LEFT_OUT or APART.match(route.name):
            continue
        found.add(route.address(rows | of_case(route.name, cases[0])))
    for case in cases[1:]:
        found.add(f"/quan-tri/feedback/submission/{case.reference}/")
    for case in cases[:1]:
        digits = case.reference.replace("-", "")
        for words in (case.reference, digits, "khuoi noi", '"nuoc suoi"', "sinh"):
            found |= {f"/quan-tri/feedback/submission/?q={words}{more}" for more in ("", "&status=all")}
        found.add(f"/quan-tri/feedback/submissionevent/?q={case.reference}")
    listing = "/lanh-dao/danh-sach/?show="
    found |= {f"{listing}{show}&period=last_year" for show in ("received", "open", "late_by_law")}
    return found | {"/quan-tri/feedback/submission/?status=all&p=2", "/en/lanh-dao/"}


def of_case(name: str, case: Submission) -> dict[str, Any]:
    letter = Letter.objects.filter(about_type="feedback.submission", about_id=case.pk).first()
    first = case.events.order_by("pk").first()
    row = first.pk if name.startswith("admin:feedback_submissionevent") and first else 1
    file = queries.files_of(case).first() or give(case)
    letter_id = letter.pk if letter else file.pk
    return {
        "reference": case.reference,
        "pk": file.pk,
        "letter_id": letter_id,
        "object_id": letter_id if name.startswith("admin:outbox_letter") else row,
    }


def masked(response: HttpResponseBase) -> bytes:
    body = b"".join(getattr(response, "streaming_content", [getattr(response, "content", b"")]))
    for mask in MASKS:
        body = mask.sub(b"", body)
    kept = [f"{name}: {value}" for name, value in response.items() if name not in MASKED_HEADERS]
    return "\n".join([str(response.status_code), *kept, ""]).encode() + body


def links(page: str, body: bytes) -> Iterable[str]:
    for raw in re.findall(rb'href="([^"#]+)', body):
        url = urljoin(page, raw.decode().replace("&amp;", "&"))
        if url.startswith(FOLLOWED) and urlsplit(url).query:
            yield url


def read(account: User, addresses: Iterable[str]) -> dict[str, bytes]:
    """What the account gets at each address; for those who read the register, at each filter and page too."""
    client = Client(raise_request_exception=False)
    client.force_login(account)
    cache.clear()
    client.get("/can-bo/tai-khoan/")
    found = {url: masked(client.get(url)) for url in sorted(addresses)}
    pages = found.items() if account.username in FOLLOWS_LINKS else ()
    further = {link for url, body in pages if "?" not in url for link in links(url, body)}
    return found | {url: masked(client.get(url)) for url in sorted(further - found.keys())}


def differences(with_case: dict[str, bytes], without: dict[str, bytes]) -> list[str]:
    told = []
    for url in sorted(with_case.keys() | without.keys()):
        pair = [world.get(url, b"no such link").decode(errors="replace") for world in (without, with_case)]
        if pair[0] != pair[1]:
            lines = difflib.unified_diff(*(page.splitlines() for page in pair), lineterm="", n=0)
            told.append("\n".join([url, *[line.strip() for line in lines][2:12]]))
    return told


@pytest.fixture
def still() -> Any:
    """A clock and a disk that stand still: two readings of a page differ by nothing but the register."""
    now: datetime = timezone.now()
    clock = patch("django.utils.timezone.now", lambda: now)
    disk = patch("portal.operations.state.shutil.disk_usage", lambda path: Mock(free=2**40))
    with clock, disk, routes.quick_client():
        yield now


@pytest.mark.parametrize(
    ("story", "accounts"),
    [
        ("about_the_head_of_a_unit", ["officer"]),
        (
            "about_the_chair",
            ["leader", "deputy", "clerk", "auditor", "keeper"],
        ),
    ],
)  # fmt: skip
def test_the_accused_reads_the_same_bytes(
    desk: Desk, still: datetime, story: str, accounts: list[str]
) -> None:
    world = World(desk)
    known = {**vars(desk), **vars(world), "deputy": world.people.deputy_account}
    read(desk.clerk, ["/can-bo/"])

    with transaction.atomic():
        cases = getattr(world, story)()
        receipts = Letter.objects.filter(kind="received", about_id__in=[case.pk for case in cases])
        receipts.update(state="failed")
        addresses = seeds(cases)
        with_case = {name: read(known[name], addresses) for name in accounts}
        transaction.set_rollback(True)
    without = {name: read(known[name], addresses) for name in accounts}

    told = [f"{name} {each}" for name in accounts for each in differences(with_case[name], without[name])]
    if told:
        pytest.fail("\n\n".join(told))


def letters_to(addresses: set[str]) -> list[tuple[str, ...]]:
    """What these mailboxes got or will get, whichever of it was sent by now."""
    letters = Letter.objects.exclude(state="cancelled")
    told = [
        (letter.kind, letter.payload["recipient"], letter.subject, letter.payload["body"])
        for letter in letters
    ]
    return sorted(letter for letter in told if letter[1] in addresses)


@pytest.mark.parametrize(
    ("story", "closed"),
    [("about_the_head_of_a_unit", ("economy",)), ("about_the_chair", ("organ", "economy", "culture"))],
)
def test_the_accused_and_their_unit_get_the_same_letters(
    desk: Desk, story: str, closed: tuple[str, ...]
) -> None:
    world = World(desk)
    for place in ("organ", "economy", "culture"):
        unit = getattr(desk, place)
        unit.email = f"{place}@hamyen.example"
        unit.save(update_fields=["email"])
    for account in User.objects.all():
        User.objects.filter(pk=account.pk).update(email=f"{account.username}@hamyen.example")
    mailboxes = {f"{place}@hamyen.example" for place in closed}
    mailboxes |= {f"{name}@hamyen.example" for name in ("vien", "dao", "pho", "thu", "hoa", "doc", "quan")}

    with transaction.atomic():
        getattr(world, story)()
        workflow.send_overdue_digests(now=working_day())
        with_case, all_told = letters_to(mailboxes), Letter.objects.count()
        transaction.set_rollback(True)
    workflow.send_overdue_digests(now=working_day())

    assert with_case == letters_to(mailboxes)
    assert all_told > Letter.objects.count()
