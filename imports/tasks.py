"""The work on an import. Its row in PostgreSQL says what is left; each chunk is a transaction, and the lock on that row is the claim."""

from collections.abc import Callable, Sequence

from celery import shared_task
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model
from django.utils import timezone

from actions.services import propose_many, take_back_list, write_actions
from activity.models import Activity
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from cities.services import restore_cities, write_cities
from imports.models import Import, ImportRow
from imports.queries.cities import judge_of
from networks.models import CityMembership, Network, Seat
from networks.services import seat_officials, take_back_memberships, unseat_officials
from officials.models import Official, User
from officials.services import Listed, add_officials, correct_officials, withdraw_officials

CHUNK = 5000
# Somebody may take an address between the look at it and the write; the next look sees it.
TRIES = 5
STATUS = ImportRow.Status
OUTCOME = ImportRow.Outcome


@shared_task(ignore_result=True)
def work(import_id: int) -> None:
    """Go on where this import stands, to the end of its step."""
    tries = 0
    goes_on = True
    while goes_on:
        try:
            goes_on, tries = _step(import_id), 0
        except IntegrityError:
            tries += 1
            if tries == TRIES:
                _fail(import_id)
                raise
        except OperationalError:
            # The database is away, or another transaction was in the way: the clock starts this again.
            raise
        except Exception:
            _fail(import_id)
            raise


@transaction.atomic
def _step(import_id: int) -> bool:
    """One chunk. Says whether there is more."""
    import_ = Import.objects.working().select_for_update(skip_locked=True, of=["self"]).filter(pk=import_id).first()
    if import_ is None:
        return False
    STEPS[import_.status](import_)
    import_.save(update_fields=["status", "done", "undone_at"])
    return import_.is_working


def _fail(import_id: int) -> None:
    Import.objects.working().filter(pk=import_id).update(status=Import.Status.FAILED)


def _match(import_: Import) -> None:
    """First what each row is about, then, when that is known of all, what it would do."""
    half = import_.total // 2
    judge = judge_of(import_)
    start = import_.done % half if half else 0
    rows = list(import_.rows.in_file_order()[start : start + CHUNK])
    for row in rows:
        row.part_of = import_
    if import_.done < half:
        for row in rows:
            row.email_key, row.name_key = judge.keys(row)
        ImportRow.objects.all().write(rows, "email_key", "name_key")
    elif rows:
        judge.judge(rows)
        ImportRow.objects.all().write(rows, "status", "problems", "plan")
    import_.done += len(rows)
    if import_.done >= import_.total:
        import_.status = Import.Status.READY


def _commit(import_: Import) -> None:
    rows = list(import_.rows.to_import().in_file_order()[:CHUNK])
    import_.done += len(rows)
    if rows:
        agreed = _as_previewed(import_, rows)
        COMMITS[import_.kind](import_, agreed)
        ImportRow.objects.all().write(rows, "status", "problems", "plan", "outcome", "did")
    if len(rows) < CHUNK:
        import_.status = Import.Status.DONE
        count = import_.rows.imported().count()
        record(Verb.IMPORT_DONE, by=import_.asked_by, subject=import_, rows=count, kind=import_.kind)


def _as_previewed(import_: Import, rows: list[ImportRow]) -> list[ImportRow]:
    """Those that would do now what the preview showed. The others become the questions that they are now."""
    known = {row.plan.get("user") for row in rows} - {None}
    list(User.objects.select_for_update().filter(pk__in=known).order_by("pk").values("pk"))
    shown = {row.pk: (row.status, row.plan) for row in rows}
    judge_of(import_).judge(rows)
    agreed = []
    for row in rows:
        status, plan = shown[row.pk]
        if row.status not in {STATUS.NEW, STATUS.CHANGED}:
            continue
        if plan.get("with_row"):
            # Whom the row above has made is there by now.
            row.plan = plan | {key: row.plan[key] for key in ("user", "official", "seats")}
        elif (row.status, row.plan) != (status, plan):
            _stop(row, "row_changed_since")
            continue
        agreed.append(row)
    return agreed


def _stop(row: ImportRow, code: str, text: str = "") -> None:
    row.status = STATUS.CONFLICT
    row.problems = [*row.problems, {"code": code, "level": "question", "field": "", "text": text, "choices": []}]


def _commit_roster(import_: Import, rows: list[ImportRow]) -> None:
    by, at = import_.asked_by, import_.committed_at
    assert by
    assert at
    users = User.objects.in_bulk({row.plan["user"] for row in rows if row.plan["user"]})
    cities = City.objects.in_bulk({row.plan["city"] for row in rows})
    networks = Network.objects.in_bulk({network for row in rows for network in row.plan["seats"]})
    makes = [row for row in rows if row.plan["official"] is None and not row.plan["with_row"]]
    people = [
        Listed(p["email"], p["name"], cities[p["city"]], p["job_title"], p["language"], users.get(p["user"]))
        for p in (row.plan for row in makes)
    ]
    made = dict(zip([row.pk for row in makes], add_officials(people=people, vouched=import_.is_vouched, at=at, by=by), strict=True))
    by_email = {row.plan["email"]: made[row.pk] for row in makes}
    there = Official.objects.select_related("user", "city").in_bulk({row.plan["official"] for row in rows if row.plan["official"]})
    found = {row.pk: made.get(row.pk) or there.get(row.plan["official"]) or by_email.get(row.plan["email"]) for row in rows}
    posts = {pk: post for pk, post in found.items() if post}
    for row in rows:
        if row.pk not in posts:
            _stop(row, "row_waits_for", str(row.plan["with_row"]))
    rows = [row for row in rows if row.pk in posts]
    changes = {posts[row.pk].pk: {f: c[1] for f, c in row.plan["changes"].items()} for row in rows if row.plan["changes"]}
    correct_officials(changes=changes, at=at, by=by)
    places = [(networks[network], posts[row.pk]) for row in rows for network in row.plan["seats"]]
    seated = seat_officials(places=places, at=at, by=by)
    seats = {(seat.official_id, seat.network_id): seat.pk for seat in seated.seats}
    requested = set(seated.requested)
    for row in rows:
        post = posts[row.pk]
        row.outcome = OUTCOME.IMPORTED
        own = [seats.pop((post.pk, network)) for network in row.plan["seats"] if (post.pk, network) in seats]
        row.did = {
            "official": post.pk,
            "made_official": row.pk in made,
            "made_user": post.user_id if row.pk in made and not row.plan["user"] else None,
            "changes": row.plan["changes"],
            "seats": own,
            "requested": [pk for pk in own if pk in requested],
        }
    if rows and seated.memberships:
        rows[0].did["memberships"] = [membership.pk for membership in seated.memberships]


def _commit_cities(import_: Import, rows: list[ImportRow]) -> None:
    by, at = import_.asked_by, import_.committed_at
    assert by
    assert at
    cities = write_cities(plans=[row.plan for row in rows], at=at, by=by)
    for row, city in zip(rows, cities, strict=True):
        row.outcome = OUTCOME.IMPORTED
        row.did = {"city": city.pk, "made_city": row.plan["known"] is None, "changes": row.plan["changes"]}


def _undo(import_: Import) -> None:
    """All at once, or nothing."""
    rows = list(import_.rows.imported().in_file_order())
    kept = UNDOES[import_.kind](import_, rows)
    for row in rows:
        row.outcome = OUTCOME.KEPT if row.pk in kept else OUTCOME.UNDONE
    ImportRow.objects.all().write(rows, "outcome")
    import_.done, import_.status, import_.undone_at = len(rows), Import.Status.UNDONE, timezone.now()
    record(Verb.IMPORT_UNDONE, by=import_.asked_by, subject=import_, rows=len(rows) - len(kept), kept=len(kept), kind=import_.kind)


def _undo_roster(import_: Import, rows: list[ImportRow]) -> set[int]:
    """Returns the rows that stay, because somebody has touched their person since."""
    now, by = timezone.now(), import_.asked_by
    assert by
    touched = _touched_since(import_, {row.did["official"] for row in rows}, rows)
    kept = {row.pk for row in rows if row.did["official"] in touched}
    undone = [row.did for row in rows if row.pk not in kept]
    seats = Seat.objects.filter(pk__in=[seat for did in undone for seat in did["seats"]])
    unseat_officials(seats=seats, requested=[seat for did in undone for seat in did["requested"]], at=now, by=by)
    places = [place for row in rows for place in row.did.get("memberships", [])]
    memberships = CityMembership.objects.current().filter(pk__in=places, role=CityMembership.Role.MEMBER)
    take_back_memberships(memberships=memberships, at=now, by=by)
    before = {did["official"]: {field: change[0] for field, change in did["changes"].items()} for did in undone if did["changes"]}
    correct_officials(changes=before, at=now, by=by)
    officials = Official.objects.filter(pk__in=[did["official"] for did in undone if did["made_official"]])
    users = User.objects.filter(pk__in=[did["made_user"] for did in undone if did["made_user"]])
    withdraw_officials(officials=officials, with_accounts=users, at=now, by=by)
    return kept


def _touched_since(import_: Import, officials: set[int], rows: list[ImportRow]) -> set[int]:
    """Of these, who has signed in since, is told of in the log since, or is no longer as the import left them."""
    assert import_.committed_at
    since = import_.committed_at
    posts = {post.pk: post for post in Official.objects.filter(pk__in=officials).select_related("user")}
    touched = set(Activity.objects.filter(official__in=officials, happened_at__gt=since).values_list("official", flat=True))
    touched |= officials - posts.keys()
    touched |= {pk for pk, post in posts.items() if post.ended_on or (post.user.last_login and post.user.last_login > since)}
    for row in rows:
        post = posts.get(row.did["official"])
        if post is None:
            continue
        now = {"full_name": post.user.full_name, "job_title": post.job_title}
        if any(now[field] != change[1] for field, change in row.did["changes"].items()):
            touched.add(post.pk)
    seats = {seat: row.did["official"] for row in rows for seat in row.did["seats"]}
    return touched | {seats[pk] for pk in seats.keys() - set(Seat.objects.active().filter(pk__in=seats).values_list("pk", flat=True))}


def _undo_cities(import_: Import, rows: list[ImportRow]) -> set[int]:
    now, by = timezone.now(), import_.asked_by
    assert by
    kept = restore_cities(done=[row.did for row in rows], at=now, by=by)
    return {row.pk for row in rows if row.did["city"] in kept}


def _commit_actions(import_: Import, rows: list[ImportRow]) -> None:
    """Drafts of the city whose official uploaded them; the secretariat's are proposals, and the city decides."""
    by, at = import_.asked_by, import_.committed_at
    assert by
    assert at
    cities = City.objects.in_bulk({row.plan["city"] for row in rows})
    plans = [(cities[row.plan["city"]], row.plan["values"]) for row in rows]
    is_own = import_.uploaded_by.staff is None
    made: Sequence[Model] = write_actions(rows=plans, at=at, by=by) if is_own else propose_many(rows=plans, at=at, by=by)
    for row, thing in zip(rows, made, strict=True):
        row.outcome = OUTCOME.IMPORTED
        row.did = {"action" if is_own else "proposal": thing.pk}


def _undo_actions(import_: Import, rows: list[ImportRow]) -> set[int]:
    at, by = import_.committed_at, import_.asked_by
    assert by
    assert at
    did = [row.did for row in rows]
    actions, proposals = ({d[what] for d in did if what in d} for what in ("action", "proposal"))
    kept_actions, kept_proposals = take_back_list(actions=actions, proposals=proposals, made_at=at, by=by)
    return {row.pk for row in rows if row.did.get("action") in kept_actions or row.did.get("proposal") in kept_proposals}


COMMITS: dict[str, Callable[[Import, list[ImportRow]], None]] = {
    Import.Kind.CITIES: _commit_cities,
    Import.Kind.ROSTER: _commit_roster,
    Import.Kind.ACTIONS: _commit_actions,
}
UNDOES: dict[str, Callable[[Import, list[ImportRow]], set[int]]] = {
    Import.Kind.CITIES: _undo_cities,
    Import.Kind.ROSTER: _undo_roster,
    Import.Kind.ACTIONS: _undo_actions,
}
STEPS: dict[str, Callable[[Import], None]] = {
    Import.Status.MATCHING: _match,
    Import.Status.IMPORTING: _commit,
    Import.Status.UNDOING: _undo,
}
