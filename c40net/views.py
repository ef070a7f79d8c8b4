from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "c40net/landing.html")


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "c40net/home.html")


def manage(request: HttpRequest) -> HttpResponse:
    return render(request, "c40net/manage.html")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")
