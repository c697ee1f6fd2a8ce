"""manage.py reset_second_factor NAME: lets in again the administrator who lost telephone and sheet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from officials import workflow
from officials.models import User


class Command(BaseCommand):
    help = "Take the second factor away from an account; the access log keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"No account is named {options['username']}.")
        workflow.reset_second_factor(user=user, by=None, now=timezone.now())
        self.stdout.write("The second factor was reset; the next login leads to a new one.")
