from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from c40net.sample.people import ACCOUNTS, PASSWORD, POSTS
from c40net.sample.world import build
from networks.models import Seat
from officials.models import Official, Staff, User


class Command(BaseCommand):
    help = "Fills an empty c40net with invented people in real cities and networks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=40, help="the same seed, the same people (default: 40)")
        parser.add_argument("--officials", type=int, default=900, help="how many officials (default: 900)")
        parser.add_argument("--years", type=int, default=3, help="over how many years up to now (default: 3)")

    def handle(self, *, seed: int, officials: int, years: int, **_options: Any) -> None:
        if officials < len(POSTS) or years < 1:
            raise CommandError(f"A sample world has {len(POSTS)} officials or more, and a year or more.")
        if User.objects.sample().exists():
            self.stdout.write("The sample world is there already; nothing was changed.")
            return
        if User.objects.exists():
            raise CommandError("This database holds real people. The sample world is only for a database without any.")
        with transaction.atomic():
            call_command("load_world", stdout=self.stdout)
            call_command("load_practices", stdout=self.stdout)
            build(seed=seed, officials=officials, years=years, now=timezone.now())
        self.stdout.write(
            f"Made {Official.objects.count()} officials and {Staff.objects.count()} staff with {Seat.objects.count()} seats. "
            f"Sign in as one of {', '.join(ACCOUNTS)} with the password {PASSWORD}."
        )
