"""What a case allows once it is answered: another look, telling the sender, publication; no fields."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from feedback import states

if TYPE_CHECKING:
    from feedback.models.publication import Publication


class AfterTheAnswer:
    """Facts about one submission, kept apart from its columns; the table of transitions asks them."""

    if TYPE_CHECKING:
        reopen_until: Any
        told_on: Any
        person_id: Any
        consent_publish: bool
        topic: str
        field: str

        @property
        def is_ordinary(self) -> bool: ...

        @property
        def is_answered(self) -> bool: ...

        concerned_ids: list[int]
        organ: Any
        publications: Any

    @property
    def may_be_looked_at_again(self) -> bool:
        """The sender may still ask for it, if the day has not passed, which the workflow looks at."""
        return self.reopen_until is not None

    @property
    def is_untold(self) -> bool:
        """The sender left a way to be told and nobody wrote down yet that it was gone."""
        return self.told_on is None and self.person_id is not None

    @property
    def lacks_consent(self) -> bool:
        return not self.consent_publish

    @property
    def is_publishable(self) -> bool:
        """Answered and agreed to by its sender; never what is about a person's conduct or names a person."""
        about_conduct = self.topic == states.Topic.CAN_BO or self.field == states.Field.THAM_NHUNG
        may = self.is_ordinary and self.is_answered and self.consent_publish
        return may and not about_conduct and not self.concerned_ids

    @cached_property
    def publication(self) -> "Publication | None":
        """The public version at hand, whatever its state; one taken down is none."""
        if not getattr(self, "any_publication", True):  # read with_parts, and has none
            return None
        return self.publications.exclude(state="taken_down").first()

    def _publication_is(self, state: str) -> bool:
        return self.publication is not None and self.publication.state == state

    @property
    def publication_needs_approval(self) -> bool:
        """Its words passed the check and the organ of the book asks for its leader's yes."""
        return self.is_publishable and self.organ.needs_approval and self._publication_is("checked")

    @property
    def publication_goes_at_once(self) -> bool:
        return self.is_publishable and not self.organ.needs_approval and self._publication_is("checked")

    @property
    def publication_is_proposed(self) -> bool:
        return self.is_publishable and self._publication_is("proposed")

    @property
    def is_published(self) -> bool:
        return self._publication_is("published")
