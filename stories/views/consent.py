from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest
from stories import services
from stories.forms import ReadForm, ReasonForm
from stories.models import Edition, Story
from stories.views.stories import visible_story

CHANGED = gettext_lazy("It is not what you read any more: somebody changed it meanwhile. Please read it once more.")


@require_POST
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the city's leads for its consent."""
    story, edition = _edition(request, slug, Permission.STORY_WRITE)
    try:
        services.ask_consent(edition=edition, by=request.user)
    except services.NotOpenError:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("The city lead of %(city)s is asked by mail.") % {"city": story.city})
    return redirect("story_draft", story.slug)


@require_POST
def take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    story, edition = _edition(request, slug, Permission.STORY_WRITE)
    try:
        services.take_back(edition=edition, by=request.user)
    except services.NotOpenError:
        messages.error(request, CHANGED)
    return redirect("story_draft", story.slug)


@require_POST
def agree(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the city, to what its lead has read: the page says as of when."""
    story, edition = _edition(request, slug, Permission.STORY_CONSENT)
    read = ReadForm(request.POST)
    if not read.is_valid():
        messages.error(request, CHANGED)
        return redirect("story_draft", story.slug)
    try:
        services.agree(edition=edition, as_of=read.cleaned_data["as_of"], by=request.user)
    except (services.ChangedMeanwhileError, services.NotOpenError):
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("%(city)s agreed. The secretariat publishes it now.") % {"city": story.city})
    return redirect("story_draft", story.slug)


def decline(request: SignedInRequest, slug: str) -> HttpResponse:
    """Not like this: with what has to change."""
    story, edition = _edition(request, slug, Permission.STORY_CONSENT)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("What has to change?")
    if form.is_valid():
        try:
            services.decline(edition=edition, reason=form.cleaned_data["reason"], by=request.user)
        except services.NotOpenError:
            form.add_error(None, CHANGED)
        else:
            messages.success(request, _("Its writers are told by mail."))
            return redirect("story_draft", story.slug)
    return render(request, "stories/decline.html", {"story": story, "edition": edition, "form": form})


@require_POST
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    story, edition = _edition(request, slug, Permission.STORY_PUBLISH)
    try:
        services.publish(edition=edition, by=request.user)
    except services.NoConsentError:
        messages.error(request, _("It is published once the city has agreed to it."))
        return redirect("story_draft", story.slug)
    messages.success(request, _("It is published: everybody reads it now."))
    return redirect(story)


def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """By the city or the secretariat, with a reason for the other."""
    story = visible_story(request, slug)
    require(request.user, Permission.STORY_WITHDRAW, story)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw(story=story, reason=form.cleaned_data["reason"], by=request.user)
        except services.NotOpenError:
            form.add_error(None, _("It is not published any more."))
        else:
            messages.success(request, _("It is withdrawn: only its writers read it."))
            return redirect("story_draft", story.slug)
    return render(request, "stories/withdraw.html", {"story": story, "form": form})


def _edition(request: SignedInRequest, slug: str, permission: Permission) -> tuple[Story, Edition]:
    """The edition that is being written, where the person may do this to it."""
    story = visible_story(request, slug)
    require(request.user, permission, story)
    edition = story.open_edition
    if edition is None:
        raise Http404
    return story, edition
