from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import can, require
from files.queries import answer
from networks.models import Network
from networks.queries import network_frame, visible_network
from officials.models import SignedInRequest
from stories.filters import StoryFilter
from stories.models import Edition, Picture, Story
from stories.queries import Line, lines, page_of

ON_A_PAGE = 12
IN_FEED = 30


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The evidence base: every story that the reader may see, the newest first."""
    asked = StoryFilter(request.GET)
    found = asked.apply(Story.objects.visible_to(request.user).published()).newest_first()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "stories/index.html", {"filter": asked, "page": page, "lines": lines(page.object_list)})


@login_not_required
@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """As the public reads it. Who writes it comes to its draft, where there is nothing else."""
    found = visible_story(request, slug)
    writes = can(request.user, Permission.STORY_WRITE, found)
    if found.current is None or not found.is_published:
        return redirect("story_draft", found.slug)
    context = {
        "page": page_of(found, found.current, user=request.user, language=request.GET.get("in")),
        "story": found,
        "writes": writes,
        "may_withdraw": can(request.user, Permission.STORY_WITHDRAW, found),
        "open_edition": found.open_edition if writes else None,
        "more": lines(
            Story.objects.visible_to(request.user).published().filter(network=found.network).exclude(pk=found.pk).newest_first()[:3]
        ),
    }
    return render(request, "stories/story.html", context)


@login_not_required
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    pictures = Picture.objects.filter(edition__in=Edition.objects.visible_to(request.user).values("pk"))
    found = get_object_or_404(pictures.select_related("file__kept"), pk=pk)
    return answer(found.file, inline=True)


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the network has to tell, and for who writes there what is being written."""
    network = visible_network(request.user, slug)
    of_network = Story.objects.visible_to(request.user).filter(network=network)
    context = {
        "lines": lines(of_network.published().newest_first()),
        "drafts": Edition.objects.open().filter(story__in=of_network.written_by(request.user)).with_stories().latest_first(),
        "withdrawn": of_network.written_by(request.user).filter(withdrawn_at__isnull=False).with_words(),
        "may_write": may_write(request, network),
    }
    return render(request, "stories/in_network.html", network_frame(request.user, network, tab="stories") | context)


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """For the staff: what waits for a city, what can be published, what is being written."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    run = Story.objects.filter(network__in=Network.objects.run_by(request.user).values("pk"))
    editions = Edition.objects.open().filter(story__in=run).with_stories().latest_first()
    groups = [(status.label, [edition for edition in editions if edition.status == status]) for status in IN_ORDER]
    networks = Network.objects.run_by(request.user).open().order_by("name")
    published = lines(run.published().newest_first()[:ON_A_PAGE])
    return render(request, "stories/manage.html", {"groups": groups, "networks": networks, "lines": published})


class StoriesFeed(Feed):
    """The newest stories for feed readers, in the language the reader's program asks for."""

    feed_type = Atom1Feed
    title = _("Stories from the C40 networks")
    subtitle = _("What cities did, and what their networks had to do with it.")
    link = reverse_lazy("stories")
    description_template = "stories/_in_feed.html"

    def items(self) -> list[Line]:
        return lines(
            Story.objects.filter(network__in=Network.objects.filter(is_listed=True, parent=None)).published().newest_first()[:IN_FEED]
        )

    def item_title(self, item: Line) -> str:  # type: ignore[override]
        return item.text.title

    def item_link(self, item: Line) -> str:
        return item.story.get_absolute_url()

    def item_author_name(self, item: Line) -> str:
        return f"{item.story.city} · {item.story.network}"

    def item_pubdate(self, item: Line) -> Any:
        return item.edition.published_at

    def item_categories(self, item: Line) -> list[str]:
        return [str(item.story.get_reason_display())]


feed = login_not_required(require_safe(StoriesFeed()))
IN_ORDER = [Edition.Status.AGREED, Edition.Status.ASKED, Edition.Status.DRAFT]


def visible_story(request: Any, slug: str) -> Story:
    """404 where the reader may not see it: they do not learn that it is there."""
    rows = Story.objects.visible_to(request.user).select_related("network__parent", "network__area", "city", "current", "practice")
    found: Story = get_object_or_404(rows, slug=slug)
    return found


def may_write(request: SignedInRequest, network: Network) -> bool:
    """Who runs it, and its members, each about their own city."""
    if can(request.user, Permission.STORY_PUBLISH, network):
        return True
    joined: QuerySet[Network] = Network.objects.joined_by(request.user).filter(pk=network.pk)
    return joined.exists()
