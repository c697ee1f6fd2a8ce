"""The dated rules of how often leaders receive people; what offices changed since is kept."""

from datetime import date

from sessions_app.models import DutyRule
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


def load() -> None:
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
