"""The dated rules of how often leaders receive people; what offices changed since is kept."""

from datetime import date

from sessions_app.models import DutyRule, RefusalGround
from sessions_app.states import Duty, Per

LAW = "Luật Tiếp công dân 42/2013/QH13"
LAW_136 = "Luật 136/2025/QH15 sửa đổi Luật Tiếp công dân"
PARTY = "Quy định 11-QĐi/TW, Kết luận 215-KL/TW ngày 23/11/2025"
SINCE, PARTY_SINCE = date(2014, 7, 1), date(2025, 11, 23)
RULES = (
    (Duty.CHAIR_PROVINCE, 1, Per.MONTH, f"Điều 12(5) {LAW}", SINCE, None, True),
    (Duty.CHAIR_DISTRICT, 2, Per.MONTH, f"Điều 13(5) {LAW}", SINCE, date(2025, 6, 30), True),
    (Duty.CHAIR_COMMUNE, 1, Per.WEEK, f"Điều 15(2)d {LAW}", SINCE, date(2026, 6, 30), True),
    (Duty.CHAIR_COMMUNE, 2, Per.MONTH, LAW_136, date(2026, 7, 1), None, True),
    (Duty.OTHER_HEAD, 1, Per.MONTH, f"Điều 18(2) {LAW}", SINCE, None, True),
    (Duty.SECRETARY_PROVINCE, 1, Per.MONTH, PARTY, PARTY_SINCE, None, False),
    (Duty.SECRETARY_COMMUNE, 2, Per.MONTH, PARTY, PARTY_SINCE, None, False),
)


REFUSALS = (
    (
        "luat-9-1",
        "Say do dùng chất kích thích, hoặc mất khả năng nhận thức, điều khiển hành vi",
        "khoản 1 Điều 9",
        False,
    ),
    (
        "luat-9-2",
        "Đe dọa, xúc phạm cơ quan, người tiếp công dân, hoặc vi phạm nội quy nơi tiếp",
        "khoản 2 Điều 9",
        False,
    ),
    (
        "luat-9-3",
        "Vụ việc đã giải quyết đúng, đã được rà soát, thông báo bằng văn bản, vẫn cố tình kéo dài",
        "khoản 3 Điều 9",
        True,
    ),
)
REFUSALS_2026 = (
    ("nd-4-a", "Mang vũ khí, vật nguy hiểm mà không gửi lại", "a", False),
    ("nd-4-b", "Không chấp hành kiểm tra an ninh", "b", False),
    (
        "nd-4-c",
        "Ghi âm, ghi hình, phát trực tuyến trái yêu cầu của người chủ trì, hoặc gây mất trật tự",
        "c",
        False,
    ),
    ("nd-4-d", "Kích động, gây rối nơi tiếp công dân", "d", False),
    ("nd-4-dd", "Không có năng lực hành vi dân sự và không có người đại diện", "đ", False),
    ("nd-4-e", "Người đại diện không có giấy tờ chứng minh", "e", False),
    ("nd-4-g", "Nội dung không phải khiếu nại, tố cáo, kiến nghị, phản ánh", "g", False),
    (
        "nd-4-h",
        "Kiến nghị, phản ánh đã được tiếp, hướng dẫn hoặc trả lời bằng văn bản, không có tình tiết mới",
        "h",
        True,
    ),
    ("nd-4-i", "Đã có bản án có hiệu lực, không thuộc trường hợp xem xét lại", "i", False),
    ("nd-4-k", "Vụ việc đang được cơ quan khác có thẩm quyền giải quyết", "k", False),
)
DECREE_154, DECREE_SINCE = "khoản 1 Điều 4 Nghị định 154/2026/NĐ-CP", date(2026, 7, 1)


def load() -> None:
    _load_refusals()
    for duty, days, per, basis, since, until, is_confirmed in RULES:
        if not DutyRule.objects.filter(duty=duty, valid_from=since).exists():
            DutyRule.objects.create(
                duty=duty,
                days=days,
                per=per,
                legal_basis=basis,
                valid_from=since,
                valid_to=until,
                is_confirmed=is_confirmed,
            )


def _load_refusals() -> None:
    rows = [(code, words, f"{basis} {LAW}", notice, SINCE) for code, words, basis, notice in REFUSALS]
    for code, words, point, notice in REFUSALS_2026:
        rows.append((code, words, f"điểm {point} {DECREE_154}", notice, DECREE_SINCE))
    for code, words, basis, needs_notice, since in rows:
        facts = {"words": words, "legal_basis": basis, "needs_notice": needs_notice}
        RefusalGround.objects.get_or_create(code=code, valid_from=since, defaults=facts)
