"""What the administrator's page tells of the register: whether its routing rules can be used."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import matching
from portal.operations.state import Fact


def facts() -> Iterator[Fact]:
    faulty = matching.faulty_rules(timezone.localdate())
    advice = (
        _("Their unit has ended or their officer no longer works there: please mend them.") if faulty else ""
    )
    numbers = ", ".join(str(rule.position) for rule, _fault in faulty)
    yield Fact(_("Routing rules that cannot be used"), numbers or _("none"), advice)
