"""Who may open which page of partnerships; columns and words as in tests/test_who_may_open_what.py."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from files.services import keep
from partnerships.models import Agreement, AgreementDocument
from tests.conftest import make_city
from tests.partnerships.conftest import join, make_agreement, make_party

MATRIX = """
GET   network_agreements                    in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_agreements                    in   405  405  405  405  405  405  405  405  405  405  405
GET   agreement_create                      in   403  403  403  403  403  403  403  403  ok   403  ok
POST  agreement_create                      in   403  403  403  403  403  403  403  403  go   403  go
GET   agreement                             in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  agreement                             in   405  405  405  405  405  405  405  405  405  405  405
GET   agreement_shares                      in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  agreement_shares                      in   405  405  405  405  405  405  405  405  405  405  405
GET   agreement_edit                        in   404  404  404  404  404  404  404  404  ok   404  ok
POST  agreement_edit                        in   404  404  404  404  404  404  404  404  go   404  go
GET   agreement_open                        in   404  404  404  404  404  404  404  404  ok   404  ok
POST  agreement_open                        in   404  404  404  404  404  404  404  404  go   404  go
GET   agreement_extend                      in   404  404  404  404  404  403  403  403  ok   403  ok
POST  agreement_extend                      in   404  404  404  404  404  403  403  403  go   403  go
GET   agreement_end                         in   404  404  404  404  404  403  403  403  ok   403  ok
POST  agreement_end                         in   404  404  404  404  404  403  403  403  go   403  go
GET   agreement_parties                     in   404  404  404  404  404  403  403  403  ok   403  ok
POST  agreement_parties                     in   404  404  404  404  404  403  403  403  go   403  go
GET   agreement_party                       in   404  404  404  404  404  403  403  403  ok   403  ok
POST  agreement_party                       in   404  404  404  404  404  403  403  403  go   403  go
GET   agreement_party_remove                in   405  405  405  405  405  405  405  405  405  405  405
POST  agreement_party_remove                in   404  404  404  404  404  404  404  404  go   404  go
GET   agreement_sign                        in   404  404  404  404  404  403  ok   403  ok   403  ok
POST  agreement_sign                        in   404  404  404  404  404  403  go   403  ok   403  ok
GET   agreement_decline                     in   404  404  404  404  404  403  ok   403  ok   403  ok
POST  agreement_decline                     in   404  404  404  404  404  403  go   403  go   403  go
GET   agreement_leave                       in   404  404  404  404  404  403  ok   403  ok   403  ok
POST  agreement_leave                       in   404  404  404  404  404  403  go   403  go   403  go
GET   agreement_documents                   in   404  404  404  404  404  403  403  403  ok   403  ok
POST  agreement_documents                   in   404  404  404  404  404  403  403  403  ok   403  ok
GET   agreement_document                    in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  agreement_document                    in   405  405  405  405  405  405  405  405  405  405  405
GET   agreement_drawdowns                   in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  agreement_drawdowns                   in   404  404  404  404  404  403  403  403  go   403  go
GET   manage_partnerships                   in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_partnerships                   in   405  405  405  405  405  405  405  405  405  405  405
GET   manage_partners                       in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_partners                       in   403  403  403  403  403  403  403  go   go   go   go
GET   partner_edit                          in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  partner_edit                          in   403  403  403  403  403  403  403  go   go   go   go
GET   manage_rates                          in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_rates                          in   403  403  403  403  403  403  403  go   go   go   go
"""


def arguments_of_agreements(network, jakarta, oslo):
    """One that Jakarta is asked to sign, one that it has signed, and a draft."""
    bergen = make_city("Bergen")
    join(network, bergen)
    drafted, asked, active = (make_agreement(network, title, quorum=2) for title in ("Draft", "Asked", "Active"))
    of_draft, of_asked = make_party(drafted, jakarta), make_party(asked, jakarta)
    signed = make_party(active, jakarta, status="signed")
    for agreement in (drafted, asked, active):
        make_party(agreement, oslo, status="invited" if agreement == drafted else "signed")
    Agreement.objects.filter(pk=asked.pk).update(status="open")
    Agreement.objects.filter(pk=active.pk).update(status="active", active_since=timezone.now())
    file = keep(SimpleUploadedFile("text.txt", b"text"), by=None)
    document = AgreementDocument.objects.create(agreement=asked, title="Text", file=file, readers="network")
    terms = {
        "title": "Depots", "partner": asked.partner.pk, "scope": "x", "starts_on": "2026-01-01", "ends_on": "2036-01-01", "quorum": "2",
        "currency": "USD", "value": "100", "value_for": "x", "cost": "10", "alone_means": "x", "shares_method": "equal", "discount": "30",
    }  # fmt: skip
    partner = {"name": "Another", "kind": "company", "helps_with": "x"}
    return {
        "agreement_create": ([network.slug], terms),
        "agreement": ([asked.pk], {}),
        "agreement_shares": ([asked.pk], {}),
        "agreement_edit": ([drafted.pk], terms),
        "agreement_open": ([drafted.pk], {}),
        "agreement_extend": ([asked.pk], {"ends_on": "2040-01-01"}),
        "agreement_end": ([asked.pk], {"reason": "No money."}),
        "agreement_parties": ([asked.pk], {"city": bergen.pk, "cost_alone": "10"}),
        "agreement_party": ([asked.pk, of_asked.pk], {"puts_in": "Staff", "cost_alone": "10"}),
        "agreement_party_remove": ([drafted.pk, of_draft.pk], {}),
        "agreement_sign": ([asked.pk, of_asked.pk], {"authority": "Mayor", "sure": "on"}),
        "agreement_decline": ([asked.pk, of_asked.pk], {"reason": "Too much."}),
        "agreement_leave": ([active.pk, signed.pk], {"reason": "Too much."}),
        "agreement_documents": ([asked.pk], {"title": "Text", "readers": "network"}),
        "agreement_document": ([asked.pk, document.pk], {}),
        "agreement_drawdowns": ([active.pk], {"amount": "5", "drawn_on": "2026-01-02", "note": "x"}),
        "manage_partners": ([], partner),
        "partner_edit": ([asked.partner.pk], partner),
        "manage_rates": ([], {"lines": "IDR;2026-01-02;0.00006;x"}),
    }
