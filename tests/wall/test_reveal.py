"""A look at contact details: on the one answer to a reason given, told to the sender, on no other page."""

from django.test import Client

from feedback import workflow
from tests.feedback.desk import A, Desk
from tests.feedback.sender import visit, with_code
from tests.wall import routes

CONTACT = {"full_name": "Hoàng Thị Sính", "phone": "+84912345678", "email": "sinh@thu.example"}
SHOWN = ("Hoàng Thị Sính", "0912 345 678", "sinh@thu.example")
READ = (
    "feedback:",
    "reports:",
    "admin:feedback_submission_",
    "admin:outbox_letter_changelist",
    "admin:index",
)


def test_contact_is_on_the_answer_to_a_reason_alone(desk: Desk, client: Client) -> None:
    case, code = with_code(client, contact=CONTACT)
    workflow.act(case, A.CLASSIFY, by=desk.clerk, legal_kind="phan_anh", field="ha_tang")
    case = workflow.act(case, A.ROUTE, by=desk.clerk, responsible=desk.economy)
    words = {"reference": case.reference, "name": "route", "pk": "00000000-0000-0000-0000-000000000000"}
    addresses = [route.address(words) for route in routes.named() if route.name.startswith(READ)]
    client.force_login(desk.clerk)

    looked = client.post(
        f"/quan-tri/feedback/submission/{case.reference}/contact/", {"reason": "Gọi hỏi vị trí"}
    )

    assert all(word in looked.text for word in SHOWN)
    assert "no-store" in looked["Cache-Control"]
    told = Client()
    visit(told, code)
    assert "đã xem thông tin liên hệ. Lý do: Gọi hỏi vị trí" in told.get("/tra-cuu/").text
    for account in (desk.clerk, desk.officer, desk.leader):
        client.force_login(account)
        for address in addresses:
            page = client.get(address)
            assert not [word for word in (*SHOWN, "912345678") if word.encode() in page.content], address
