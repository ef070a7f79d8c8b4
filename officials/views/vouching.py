from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import can, require
from cities.models import City
from officials.filters import OfficialFilter
from officials.forms import EmailDomainsForm, VouchForm
from officials.models import Official, SignedInRequest, Verification
from officials.queries import ON_A_PAGE, FirstThousand, first_ids, networks
from officials.services import (
    AnsweredMeanwhileError,
    change_email_domains,
    decline_official,
    end_city_lead,
    name_city_lead,
    verify_official,
)


def of_city(request: SignedInRequest, slug: str) -> HttpResponse:
    """To the city lead and to staff: who works for the city, and who waits for somebody to vouch for them."""
    city = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.OFFICIAL_VOUCH, city)
    waiting = city.officials.waiting()
    form = VouchForm(request.POST or None, waiting=waiting)
    if form.is_valid():
        _answer(request, form)
        return redirect(request.path)
    verified = Paginator(city.officials.current().verified().with_people().by_name(), ON_A_PAGE)
    return render(
        request,
        "officials/of_city.html",
        {
            "city": city,
            "form": form,
            "waiting": waiting.with_people().oldest_first(),
            "page": verified.get_page(request.GET.get("page")),
            "may_edit": can(request.user, Permission.WORK_QUEUE_OPEN),
        },
    )


def manage(request: SignedInRequest) -> HttpResponse:
    """Every official, for staff: search, vouch, name city leads."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    form = VouchForm(request.POST or None, waiting=Official.objects.waiting())
    if form.is_valid():
        _answer(request, form)
        return redirect(request.get_full_path())
    asked = OfficialFilter(request.GET, networks=networks(request.user))
    found = FirstThousand(first_ids(asked.apply(Official.objects.current()).by_name()))
    page = found.page_of(lambda ids: Official.objects.with_people().filter(pk__in=ids), request.GET.get("page"))
    waiting = set(Official.objects.waiting().filter(pk__in=[official.pk for official in page]).values_list("pk", flat=True))
    return render(request, "officials/manage.html", {"filter": asked, "form": form, "page": page, "waiting": waiting})


@require_POST
def lead(request: SignedInRequest, pk: int) -> HttpResponse:
    """Names a city lead, or ends it, whichever the person is not."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    official = get_object_or_404(Official.objects.current().verified().with_people(), pk=pk)
    if official.is_lead:
        end_city_lead(official=official, by=request.user)
        messages.success(request, _("%(official)s no longer vouches for others.") % {"official": official})
    else:
        name_city_lead(official=official, by=request.user)
        messages.success(request, _("%(official)s now vouches for officials of %(city)s.") % {"official": official, "city": official.city})
    return redirect("city_officials", official.city.slug)


def domains(request: SignedInRequest, slug: str) -> HttpResponse:
    """Which e-mail domains are the city's own."""
    city = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.WORK_QUEUE_OPEN)
    form = EmailDomainsForm(request.POST or None, city=city)
    if form.is_valid():
        count = change_email_domains(city=city, domains=form.cleaned_data["email_domains"], by=request.user)
        words = ngettext("Saved. %(n)d official was let in by it.", "Saved. %(n)d officials were let in by it.", count) % {"n": count}
        messages.success(request, words)
        return redirect("city_officials", city.slug)
    return render(request, "officials/domains.html", {"city": city, "form": form})


def _answer(request: SignedInRequest, form: VouchForm) -> None:
    official, reason = form.cleaned_data["official"], form.cleaned_data["reason"]
    try:
        if form.cleaned_data["decision"] == form.VOUCH:
            how = Verification.STAFF if request.user.staff else Verification.CITY_LEAD
            verify_official(official=official, how=how, by=request.user, tell=True)
            messages.success(request, _("%(official)s is in.") % {"official": official})
        else:
            decline_official(official=official, reason=reason, by=request.user)
            messages.success(request, _("Declined. %(official)s reads why.") % {"official": official})
    except AnsweredMeanwhileError:
        messages.info(request, _("Somebody has answered this request meanwhile."))
