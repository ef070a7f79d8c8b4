from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from c40net.sample.large import LARGE, load
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
        parser.add_argument(
            "--scale", choices=["sample", "large"], default="sample", help="large: as large as c40net may become, to measure"
        )
        parser.add_argument("--share", type=float, default=1, help="of the large world: 0.1 for a tenth (default: 1)")

    def handle(self, *, seed: int, officials: int, years: int, scale: str, share: float, **_options: Any) -> None:
        if scale == "large":
            self._load(share)
            return
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

    def _load(self, share: float) -> None:
        if User.objects.exists():
            raise CommandError("The large world is only for an empty database.")
        load(LARGE.times(share))
