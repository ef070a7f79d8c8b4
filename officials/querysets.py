import re
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, Func, OuterRef, Prefetch, Q, TextField, Value
from django.db.models.functions import Coalesce, Lower

from access.permissions import Role
from activity.querysets import ExistsForIt
from cities.querysets import fold

# A tenth of the people of a large world.
MANY = 100_000
# 23 months.
UNUSED = timedelta(days=700)


class Words(Func):
    """The words by which a person is found, without case and accents (a function made in migration 0003)."""

    function = "officials_words"
    output_field = SearchVectorField()


# The same here and in the index.
WORDS = Words("full_name", "expertise", "about", "offers", "seeks")
WORDS_OF_USER = Words(*(f"user__{name}" for name in ("full_name", "expertise", "about", "offers", "seeks")))
TITLE_WORDS = Words("job_title", Value([], ArrayField(TextField())), Value(""), Value(""), Value(""))


def _begin_with(words: str) -> SearchQuery:
    """That have words which begin with each of these."""
    return SearchQuery(" & ".join(f"'{word}':*" for word in re.findall(r"\w+", fold(words))), search_type="raw", config="simple")


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Themself, and who is believed to work for the same city or has a seat in a network that this person shares.

        Staff see everybody. Nobody sees who was erased, closed their account or was found to be somebody else.
        """
        if not user.is_authenticated:
            return self.none()
        if Role.STAFF in user.roles:
            return self.there()
        if Role.OFFICIAL not in user.roles:
            return self.there().filter(pk=user.pk)
        officials = self.model._meta.get_field("posts").related_model.objects.believed()
        networks = officials.network_model().objects.ids_shared_with(user)
        peers = officials.filter(seats__status="active", seats__network__in=networks)
        # One after the other: with an OR between them the database would go through everybody.
        themself, of_city = self.model.objects.filter(pk=user.pk), officials.filter(city=user.official.city)
        seen = themself.values("pk").union(of_city.values("user"), peers.values("user"), all=True)
        return self.there().filter(pk__in=seen)

    def names_visible_to(self, user: Any) -> Any:
        """Name and id of all whom this person sees, by name. Whom a seat shows it says itself, so that thousands need not be looked up."""
        names: Any = self.visible_to(user).values_list("full_name", "pk")
        if Role.OFFICIAL in user.roles and Role.STAFF not in user.roles:
            officials = self.model._meta.get_field("posts").related_model.objects.believed()
            networks = officials.network_model().objects.ids_shared_with(user)
            peers = officials.seat_model().objects.active().filter(network__in=networks, shown__isnull=False)
            there = self.there().values_list("full_name", "pk")
            of_city = there.filter(posts__in=officials.filter(city=user.official.city))
            names = there.filter(pk=user.pk).union(of_city, peers.values_list("shown_name", "shown"))
        return names.order_by("full_name", "pk")

    def there(self) -> Self:
        return self.filter(is_active=True, erased_at__isnull=True, merged_into__isnull=True)

    def matching(self, words: str) -> Self:
        """Whose name, expertise or words about themself have words that begin with each of these."""
        return self.alias(words=WORDS).filter(words=_begin_with(words)) if re.search(r"\w", words) else self

    def called(self, words: str) -> Self:
        """Each of these begins their address or a word of their name, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            narrowed = found.beginning_with(word) if re.search(r"\w", word) else found
            # What somebody says about themself does not call them.
            found = narrowed.filter(Q(full_name__folded__contains=word) | Q(email__folded__contains=word))
        return found

    def beginning_with(self, word: str) -> Self:
        """Said of them by one that begins so, or the beginning of their address."""
        return self.alias(words=WORDS, address=Lower("email")).filter(Q(words=_begin_with(word)) | Q(address__startswith=word))

    def addressed(self, beginning: str) -> Self:
        """Whose e-mail address begins so."""
        return self.alias(address=Lower("email")).filter(address__startswith=beginning)

    def speaking(self, language: str) -> Self:
        return self.filter(speaks__contains=[language])

    def by_name(self) -> Self:
        return self.order_by("full_name", "pk")

    def with_posts(self) -> Self:
        """current_posts: a list of the person's place in a city now, if any."""
        posts = self.model._meta.get_field("posts").related_model.objects.current().select_related("city")
        return self.prefetch_related(Prefetch("posts", posts, "current_posts"))

    def as_reader(self) -> Self:
        """With all that each page asks of who reads it, in one query: their places now, and whether the people here are invented."""
        return self.annotate(
            current_post=FilteredRelation("posts", condition=Q(posts__ended_on__isnull=True)),
            current_term=FilteredRelation("staff_terms", condition=Q(staff_terms__ended_on__isnull=True)),
            among_samples=Exists(self.model.objects.sample()),
        ).select_related("current_post__city", "current_term")

    def sample(self) -> Self:
        """Invented people of the sample world."""
        return self.filter(is_sample=True)

    def with_email(self, email: str) -> Self:
        """At most one person: an address is somebody's first one, or a further one that they have confirmed."""
        further = self.model.objects.filter(emailaddress__email__iexact=email.strip(), emailaddress__verified=True)
        return self.filter(Q(email__iexact=email.strip()) | Q(pk__in=further.values("pk")))

    def unused(self, now: datetime) -> Self:
        """Real people who may sign in and have not for 23 months, or never did and came before that."""
        people = self.filter(is_active=True, is_sample=False)
        return people.alias(used_at=Coalesce("last_login", "created_at")).filter(used_at__lt=now - UNUSED)

    def unwarned(self) -> Self:
        """Not told that their account closes since they last signed in."""
        return self.filter(Q(warned_at__isnull=True) | Q(warned_at__lt=F("last_login")))

    def warned_before(self, moment: datetime) -> Self:
        """And not signed in since."""
        return self.filter(Q(last_login__isnull=True) | Q(warned_at__gte=F("last_login")), warned_at__lt=moment)


class OfficialQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)

    def believed(self) -> Self:
        """To work for their city now."""
        return self.verified().filter(ended_on__isnull=True)

    def handover_unmailed(self) -> Self:
        """Ended, with a successor who was not told so yet."""
        return self.filter(ended_on__isnull=False, successor__isnull=False, handover_mailed_at__isnull=True)

    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)

    def unverified(self) -> Self:
        return self.filter(verified_at__isnull=True)

    def seat_model(self) -> Any:
        """Networks and their seats lie above this app, so they are reached through their foreign keys."""
        return self.model._meta.get_field("seats").related_model

    def network_model(self) -> Any:
        return self.seat_model()._meta.get_field("network").related_model

    def in_networks(self, networks: Any) -> Self:
        """With an active seat in one of these."""
        return self.filter(pk__in=self.model.objects.filter(seats__status="active", seats__network__in=networks).values("pk"))

    def waiting(self) -> Self:
        """For somebody to vouch for them. Who has not confirmed an e-mail address yet does not wait."""
        confirmed = self.model.objects.filter(user__emailaddress__verified=True)
        return self.current().unverified().filter(pk__in=confirmed.values("pk"))

    def matching(self, words: str) -> Self:
        """Each of these begins their address, or a word of their name, expertise, job title or city, whatever the accents and the case."""
        found, of_people = self, []
        people, cities = (self.model._meta.get_field(name).related_model.objects for name in ("user", "city"))
        for word in fold(words).split():
            if not re.search(r"\w", word):
                continue
            titled = self.model.objects.alias(words=TITLE_WORDS).filter(words=_begin_with(word))
            if not titled.count() and not cities.with_word(word).exists():
                of_people.append(word)
                continue
            # One after the other: with an OR between them the database would go through everybody.
            found = found.filter(
                pk__in=self._pks(user__in=people.matching(word).values("pk")).union(
                    self._pks(user__in=people.addressed(word).values("pk")),
                    self._pks(city__in=cities.with_word(word).values("pk")),
                    titled.values("pk"),
                    all=True,
                )
            )
        return found.said_of(people, of_people) if of_people else found

    def said_of(self, people: Any, words: list[str]) -> Self:
        """Whom each of these words is said of, as `matching` has it: at once, so that what many share is looked up for what few share."""
        if len(people.matching(" ".join(words)).values("pk")[: MANY + 1]) > MANY:
            # What nearly all share is asked of each one who is read, until there are enough.
            return self.filter(*(ExistsForIt(people.beginning_with(word).filter(pk=OuterRef("user"))) for word in words))
        found = self.alias(said=WORDS_OF_USER, address=Lower("user__email"))
        for word in words:
            found = found.filter(Q(said=_begin_with(word)) | Q(address__startswith=word))
        return found

    def _pks(self, **asked: Any) -> Self:
        return self.model.objects.filter(**asked).values("pk")  # type: ignore[no-any-return]

    def answer_unmailed(self) -> Self:
        """To whom it has not been said yet whether somebody vouched for them."""
        return self.filter(answer_due_at__isnull=False)

    def oldest_first(self) -> Self:
        return self.order_by("user__created_at", "pk")

    def by_name(self) -> Self:
        return self.order_by("user__full_name", "pk")

    def with_people(self) -> Self:
        return self.select_related("user", "city", "verified_by")


class StaffQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)

    def with_network_count(self) -> Self:
        """network_count: how many networks they run."""
        return self.annotate(network_count=Count("stewardships", filter=Q(stewardships__ended_on__isnull=True)))


class AccessTokenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(user=user)

    def current(self, day: date) -> Self:
        return self.filter(ends_on__gt=day, user__is_active=True)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")
