"""Who stands under whom in the small commune: posts, heads and officials for tests of conflicts."""

from officials import workflow as office
from officials.models import Official, Post, Tenure, Unit, User
from officials.roles import Role
from tests.feedback.desk import SINCE, Desk, user


def holder(
    name: str, post: str, unit: Unit, account: User | None = None, *, is_head: bool = False
) -> Official:
    """An official in a post since long ago, with an account or without."""
    official = office.save_official(official=Official(full_name=name, user=account))
    seat = Post.objects.create(unit=unit, title=post, is_head=is_head)
    Tenure.objects.create(official=official, post=seat, valid_from=SINCE)
    return official


class Hierarchy:
    """The chair heads the organ; a head without account heads the economy room; a deputy sits beside."""

    def __init__(self, desk: Desk) -> None:
        self.chair = holder("Ma Văn Thuyết", "Chủ tịch", desk.organ, desk.leader, is_head=True)
        self.deputy_account = user("pho", Role.OFFICER, desk.organ)
        self.deputy = holder("Lục Thị Hoà", "Phó Chủ tịch", desk.organ, self.deputy_account)
        self.head = holder("Triệu Tài Vượng", "Trưởng phòng", desk.economy, is_head=True)
        self.officer = holder("Bàn Văn Kinh", "Chuyên viên", desk.economy, desk.officer)
        self.clerk = holder("Nông Thị Hạnh", "Văn thư", desk.organ, desk.clerk)
        self.secretary = holder("Hoàng Văn Páo", "Bí thư", desk.other, is_head=True)
        Unit.objects.filter(pk=desk.organ.pk).update(conflict_desk=desk.other)
        Unit.objects.filter(pk=desk.other.pk).update(conflict_desk=desk.organ, email="danguy@hamyen.example")


def fresh(account: User) -> User:
    """The account as a new request meets it, with nothing remembered from an earlier one."""
    return User.objects.get(pk=account.pk)
