"""Who gets what at every address of the portal, held against the table in matrix.txt, sign by sign."""

import re
from datetime import time, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from feedback import workflow
from feedback.models import CannedReply, RoutingRule, SlipSheet, Submission
from officials.models import Official, User
from officials.queries import office_of_pages
from officials.roles import Role
from portal.identity import workflow as identity
from portal.outbox.models import Letter
from sessions_app.models import CouncilSession, Meeting, Schedule, Turn, TurnBook
from sessions_app.states import Kind
from tests.feedback import boxes
from tests.feedback.desk import A, Desk, S, submit, user
from tests.feedback.hierarchy import holder
from tests.feedback.sender import with_code
from tests.uploads.test_download import give
from tests.wall import routes

TABLE = Path(__file__).parent / "matrix.txt"
SIGNS = {200: "o", 302: ">", 400: "b", 403: "x", 404: ".", 405: "m", 409: "c"}
CONTACT = {"full_name": "Hoàng Thị Sính", "phone": "0912345678", "email": "sinh@thu.example"}
SAMPLES = ("own", "other", "restricted", "concerned", "missing")
OF_A_CASE = ("feedback:case", "feedback:approve", "feedback:file", "admin:feedback_submission_")
OF_A_LOG = ("admin:feedback_submissionevent_", "admin:outbox_letter_")

MISSING = {
    "reference": "0000-0000",
    "pk": "00000000-0000-0000-0000-000000000000",
    "letter_id": "00000000-0000-0000-0000-000000000000",
    "object_id": "999999",
    "user_id": 999999,
    "id": 999999,
}
# Pages of a row that is no case: its number stands in the address as `pk`.
OF_ROWS = tuple(
    f"admin:{model}_"
    for model in (
        "feedback_boxopening",
        "feedback_slipsheet",
        "feedback_documenttemplate",
        "feedback_registeryear",
        "sessions_app_meeting",
    )
)
DJANGOS = re.compile(r"admin:(?!feedback_submission_).*_(changelist|add|change|delete|history)$")
LOGINS = ("/dang-nhap/?", "/quan-tri/login/?")
STRANGERS = {"anonymous", "citizen", "closed"}  # sent to the login before any row is read: asked once a route
STATUS_OF = {"feedback:approve": S.AWAITING_APPROVAL, "answer": S.ACCEPTED, "preview": S.ACCEPTED}


class Matrix:
    """People of every kind, and cases that are theirs, another organ's, restricted, or name their chair."""

    def __init__(self, desk: Desk, client: Client) -> None:
        self.desk, self.client, self.jars = desk, client, {"anonymous": SimpleCookie()}
        own, code = with_code(client, contact=CONTACT)
        self.jars["citizen"] = client.cookies
        for name, account in self._accounts().items():
            client.cookies = SimpleCookie()
            client.force_login(account)
            self.jars[name] = client.cookies
        User.objects.filter(username="nghi").update(is_active=False)
        chair = holder("Ma Văn Thuyết", "Chủ tịch", desk.organ, desk.leader, is_head=True)
        self.cases = {"own": self._routed(own), "other": submit(unit=desk.other, contact=CONTACT)}
        self.cases |= {"restricted": desk.restricted(contact=CONTACT), "concerned": self._about(chair)}
        RoutingRule.objects.create(position=1, responsible=desk.economy, field="ha_tang")
        CannedReply.objects.create(action=A.ASK, title="Hỏi vị trí", text="Ở đâu?")
        boxes.opened(desk)
        last_year = timezone.now() - timedelta(days=366)
        workflow.act(submit(contact=CONTACT), A.REGISTER, by=desk.clerk, now=last_year)
        SlipSheet.objects.create(organ=desk.organ, printed_at=timezone.now(), printed_by=desk.clerk)
        self._plan(chair)
        self.own = {status: desk.opinion(status, contact=CONTACT) for status in STATUS_OF.values()}
        self.files = {name: give(case).pk for name, case in self.cases.items()}

    def _accounts(self) -> dict[str, User]:
        desk = self.desk
        found = {"clerk": desk.clerk, "officer": desk.officer, "leader": desk.leader, "reader": desk.reader}
        found |= {
            "reception": user("tiep", Role.RECEPTION, desk.organ),
            "auditor": user("kiem", Role.AUDITOR),
        }
        found |= {"administrator": desk.admin, "clerk elsewhere": desk.stranger}
        for role in (Role.OFFICER, Role.RECEPTION, Role.LEADER):
            found[f"{role} elsewhere"] = user(f"{role}2", role, desk.other)
        found["superuser"] = User.objects.create_superuser("goc", "mat-khau-rat-dai", full_name="Gốc")
        return found | {"closed": user("nghi", Role.CLERK, desk.organ)}

    def _routed(self, case: Submission) -> Submission:
        case = workflow.act(case, A.CLASSIFY, by=self.desk.clerk, legal_kind="phan_anh", field="ha_tang")
        return workflow.act(case, A.ROUTE, by=self.desk.clerk, responsible=self.desk.economy)

    def _plan(self, chair: Official) -> None:
        """A reception of the chair tomorrow, planned and not posted, and the schedule it is of."""
        post, tomorrow = chair.tenures.get().post, timezone.localdate() + timedelta(days=1)
        same: dict[str, Any] = {"post": post, "starts_at": time(8), "ends_at": time(11), "place": "Trụ sở"}
        Schedule.objects.create(kind=Kind.PERIODIC, month_days=[5], valid_from=tomorrow, **same)
        meeting = Meeting.objects.create(organ=self.desk.organ, kind=Kind.EXTRAORDINARY, day=tomorrow, **same)
        CouncilSession.objects.create(organ=self.desk.organ, title="Kỳ họp", opens_on=tomorrow)
        # Under the numbers by which the table asks: that of the meeting, and one nobody else has.
        TurnBook.objects.create(pk=meeting.pk, organ=self.desk.organ, year=tomorrow.year)
        sender = identity.person(**CONTACT)
        sender.save()
        Turn.objects.create(
            meeting=meeting,
            organ=self.desk.organ,
            year=tomorrow.year,
            number=999_999,
            received_on=tomorrow,
            person=sender,
            people=1,
            matter="Đất",
            kind="kien_nghi",
            outcome="tra_loi_ngay",
            form_key="turn",
            recorded_at=timezone.now(),
            recorded_by=self.desk.clerk,
        )

    def _about(self, official: Official) -> Submission:
        """In the hands of the own organ, so that nothing but the naming takes it from anybody."""
        case = submit(contact=CONTACT)
        facts: dict[str, Any] = {"status": S.ROUTED, "responsible": self.desk.economy}
        Submission.objects.filter(pk=case.pk).update(concerned_ids=[official.pk], **facts)
        case.refresh_from_db()
        return case

    def samples(self, route: routes.Route) -> tuple[str, ...]:
        if route.parameters and route.name.startswith(OF_A_LOG):
            return ("own", "concerned", "missing")
        if route.parameters and route.name.startswith(OF_A_CASE):
            return SAMPLES
        has_row = set(route.parameters) & {"object_id", "user_id", "id"}
        has_row |= {"pk"} & set(route.parameters) if route.name.startswith(OF_ROWS) else set()
        return ("row",) if has_row else ("",)

    def values(self, route: routes.Route, sample: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The words of the address, and what a browser posts beside its token."""
        words: dict[str, Any] = {"app_label": "feedback", "name": A.ACCEPT, **MISSING}
        if sample == "row":
            row = self._first(route.name)
            words |= {"object_id": row, "user_id": row, "id": row, "pk": row}
        if sample not in self.cases:
            return words, {}
        case = self.cases[sample]
        if sample == "own":
            case = self.own.get(STATUS_OF.get(route.name, STATUS_OF.get(route.name.split("_")[-1], "")), case)
        words |= {"reference": case.reference, "pk": self.files[sample]}
        if route.name.startswith("admin:outbox_letter"):
            letter = Letter.objects.get(about_id=case.pk, kind="received")
            words |= {"letter_id": letter.pk, "object_id": letter.pk}
        if route.name.startswith("admin:feedback_submissionevent"):
            words["object_id"] = case.events.order_by("pk")[0].pk
        return words, {"version": case.version}

    def _first(self, name: str) -> Any:
        tail = name.split(":")[1]
        found = [m for m in routes.models() if tail.startswith(f"{m._meta.label_lower.replace('.', '_')}_")]
        found = found or [User]
        first = found[0]._default_manager.order_by("pk").first()
        return first.pk if first else 1

    def ask(self, url: str, method: str, who: str, data: dict[str, Any]) -> str:
        """One sign for the answer; whatever it wrote is undone, and a contact in it is an error."""
        self.client.cookies = SimpleCookie(self.jars[who])
        with transaction.atomic():
            response: Any = getattr(self.client, method)(url, data)
            transaction.set_rollback(True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for name in CONTACT.values():
            assert name.encode() not in body, f"{method} {url} shows {who} the sender's contact"
        if response.status_code == 302 and response["Location"].startswith(LOGINS):
            return "l"
        return SIGNS.get(response.status_code, "!")

    def line(self, route: routes.Route, sample: str) -> str:
        """What each person gets on GET and on POST.

        Whoever is refused a form of Django's own admin is not asked to post it, for that check is Django's;
        at addresses of our own everybody posts.
        """
        words, data = self.values(route, sample)
        url, is_again = route.address(words), sample in SAMPLES[1:] and route.name.startswith("admin:")
        left_out = STRANGERS if is_again else set()
        got = {who: "-" if who in left_out else self.ask(url, "get", who, {}) for who in self.jars}
        unasked = "-xl" if DJANGOS.match(route.name) else "-"
        posted = [sign if sign in unasked else self.ask(url, "post", who, data) for who, sign in got.items()]
        return " | ".join([f"{route.name} {sample}".strip(), "".join(got.values()), "".join(posted)])


def expected() -> dict[str, str]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {line.split(" | ")[0].strip(): " | ".join(map(str.strip, line.split(" | "))) for line in lines}


def test_everybody_gets_at_every_address_what_the_table_says(
    desk: Desk, client: Client, settings: Any
) -> None:
    client.raise_request_exception = False
    with routes.quick_client():
        matrix = Matrix(desk, client)
        cache.clear()
        office_of_pages()
        known, got = expected(), {}
        for route in routes.named():
            for sample in matrix.samples(route):
                line = matrix.line(route, sample)
                got[line.split(" | ")[0]] = line

    new, gone = sorted(got.keys() - known.keys()), sorted(known.keys() - got.keys())
    assert not new, (
        "These addresses have no line in tests/wall/matrix.txt. Think who may have what, then add, with one "
        "sign for each person named on its first line:\n" + "\n".join(got[name] for name in new)
    )
    assert not gone, f"These lines of tests/wall/matrix.txt name no address any more: {', '.join(gone)}"
    wrong = [f"said {known[name]}\ngot  {got[name]}" for name in got if got[name] != known[name]]
    assert not wrong, "\n".join(wrong)
