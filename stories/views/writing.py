from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from cities.models import City
from networks.models import Network
from networks.queries import network_frame, visible_network
from officials.models import SignedInRequest
from stories import services
from stories.forms import CitationsForm, EditForm, PictureForm, StoryForm, TranslationForm
from stories.models import Edition, Story
from stories.queries import LANGUAGES, citable, page_of, told
from stories.views.stories import may_write, visible_story

NOT_OPEN = gettext_lazy("The city has this edition, or it was published meanwhile. Take it back first.")


def write(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a story: the staff about any city of the network, an official about their own."""
    network = visible_network(request.user, slug)
    if not may_write(request, network):
        raise PermissionDenied
    form = StoryForm(request.POST or None, network=network, cities=_cities(request, network), user=request.user)
    if form.is_valid() and "preview" not in request.POST:
        story = services.draft_story(network=network, by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is kept. Nobody but its writers reads it."))
        return redirect("story_draft", story.slug)
    frame = network_frame(request.user, network, tab="stories")
    return render(request, "stories/write.html", frame | {"form": form, "preview": preview_of(request)})


@require_safe
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is being written, as it will look, with what is left to do. Where nothing is: what was published last."""
    story, edition = _open(request, slug, or_last=True)
    context = {
        "story": story,
        "edition": edition,
        "page": page_of(story, edition, user=request.user, language=request.GET.get("in")),
        "untranslated": [(code, name) for code, name in LANGUAGES.items() if code not in {text.language for text in edition.texts.all()}],
        "may_agree": can(request.user, Permission.STORY_CONSENT, story),
        "may_publish": can(request.user, Permission.STORY_PUBLISH, story),
        "may_withdraw": can(request.user, Permission.STORY_WITHDRAW, story),
        "has_lead": story.city.officials.current().verified().filter(is_lead=True).exists(),
    }
    return render(request, "stories/draft.html", context)


@require_POST
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what was published: by the next edition."""
    story = visible_story(request, slug)
    require(request.user, Permission.STORY_WRITE, story)
    if story.current_id:
        services.begin_edition(story=story)
    return redirect("story_draft", story.slug)


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    story, edition = _open(request, slug)
    text = edition.text_for(edition.language)
    cities = City.objects.filter(pk=story.city_id)
    form = EditForm(request.POST or None, network=story.network, cities=cities, user=request.user, initial=EditForm.initial_of(story, text))
    if form.is_valid() and "preview" not in request.POST:
        about = {name: form.cleaned_data.pop(name) for name in ("reason", "practice", "action")}
        try:
            services.write_text(edition=edition, language=edition.language, **form.cleaned_data)
            services.write_facts(edition=edition, **about)
        except services.NotOpenError:
            form.add_error(None, NOT_OPEN)
        else:
            return _saved(request, story)
    return render(request, "stories/edit.html", {"story": story, "edition": edition, "form": form, "preview": preview_of(request)})


def translate(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    story, edition = _open(request, slug)
    if language not in dict(settings.LANGUAGES) or language == edition.language:
        raise Http404
    form = TranslationForm(request.POST or None, edition=edition, language=language)
    if form.is_valid() and "preview" not in request.POST:
        try:
            services.write_text(edition=edition, language=language, **form.words)
            for picture in form.pictures:
                services.describe_picture(picture=picture, language=language, **form.words_of(picture))
        except services.NotOpenError:
            form.add_error(None, NOT_OPEN)
        else:
            return _saved(request, story)
    context = {
        "story": story,
        "edition": edition,
        "form": form,
        "preview": preview_of(request),
        "original": edition.text_for(edition.language),
    }
    context |= {"language": language, "language_name": LANGUAGES[language], "is_there": edition.texts.filter(language=language).exists()}
    return render(request, "stories/translate.html", context)


@require_POST
def remove_translation(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    story, edition = _open(request, slug)
    try:
        services.remove_text(edition=edition, language=language)
    except services.NotOpenError:
        messages.error(request, NOT_OPEN)
    except services.OnlyTextError:
        messages.error(request, _("The language that it was written in stays."))
    return redirect("story_draft", story.slug)


def pictures(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those that are there, and a place to add one."""
    story, edition = _open(request, slug)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.add_picture(edition=edition, by=request.user, **form.cleaned_data)
        except services.NotOpenError:
            form.add_error(None, NOT_OPEN)
        else:
            messages.success(request, _("The picture is there."))
            return redirect("story_pictures", story.slug)
    page = page_of(story, edition, user=request.user, language=edition.language)
    return render(request, "stories/pictures.html", {"story": story, "edition": edition, "form": form, "page": page})


@require_POST
def remove_picture(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    story, edition = _open(request, slug)
    picture = get_object_or_404(edition.pictures.select_related("edition"), pk=pk)
    try:
        services.remove_picture(picture=picture)
    except services.NotOpenError:
        messages.error(request, NOT_OPEN)
    return redirect("story_pictures", story.slug)


def figures(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which reach figures it stands on."""
    story, edition = _open(request, slug)
    choices = citable(story, edition)
    cited = [citation.told.pk for citation in edition.citations.all()]
    form = CitationsForm(
        request.POST if request.method == "POST" else None,
        choices=[(row.pk, told(value)) for row, value in choices],
        initial={"figures": cited},
    )
    if form.is_valid():
        try:
            services.cite(edition=edition, figures=[row for row, _value in choices if row.pk in form.cleaned_data["figures"]])
        except services.NotOpenError:
            form.add_error(None, NOT_OPEN)
        else:
            return _saved(request, story)
    return render(request, "stories/figures.html", {"story": story, "edition": edition, "form": form, "values": choices})


@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Asks first: it does not come back."""
    story, edition = _open(request, slug)
    if request.method == "POST":
        try:
            services.discard(edition=edition, by=request.user)
        except services.NotOpenError:
            messages.error(request, NOT_OPEN)
            return redirect("story_draft", story.slug)
        messages.success(request, _("The draft is gone."))
        return redirect(story) if story.current_id else redirect("network_stories", story.network.slug)
    return render(request, "stories/discard.html", {"story": story, "edition": edition})


def _open(request: SignedInRequest, slug: str, *, or_last: bool = False) -> tuple[Story, Edition]:
    """A story that the person writes, with the edition that is being written: 404 where there is none."""
    story = visible_story(request, slug)
    require(request.user, Permission.STORY_WRITE, story)
    editions = story.editions.with_all() if or_last else story.editions.open().with_all()
    edition = editions.order_by("-number").first()
    if edition is None:
        raise Http404
    return story, edition


def _cities(request: SignedInRequest, network: Network) -> Any:
    """About which the person may write here."""
    members = City.objects.filter(pk__in=network.city_memberships.current().values("city")).order_by("name")
    if can(request.user, Permission.STORY_PUBLISH, network):
        return members
    official = request.user.official
    return members.filter(pk=official.city_id) if official else members.none()


def preview_of(request: HttpRequest) -> str:
    return request.POST.get("body", "") if "preview" in request.POST else ""


def _saved(request: SignedInRequest, story: Story) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("story_draft", story.slug)
