"""Whatever somebody sends to a form, or writes into an address: an answer, never an error of ours, and never half a change."""

from urllib.parse import quote_from_bytes

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.test_who_may_open_what import ALL, ROWS, arguments, people  # noqa: F401

NASTY = st.sampled_from([
    b"", b" ", b"\x00", b"a\x00b", b"\x01\x02\x1b[31m", b"\xff\xfe\xfa", b"\xed\xa0\x80", b"x" * 5000, b"-1", b"0", b"9" * 30, b"1e400", b"NaN",
    b"2020-02-30", b"9999-12-31", b"0001-01-01", "\u202e\u0645\u0631\u062d\u0628\u0627".encode(), "👩‍🚒🚌".encode() * 60,
    "\ufeff\u200b\u2028\u2029".encode(), "ﬁ Ⅷ ١٢٣".encode(), b"<script>alert(1)</script>", b"{{ 7*7 }}{% x %}",
    b'=HYPERLINK("http://x.example")', b"'; DROP TABLE networks_seat; --", b"../../etc/passwd", b"a@x.example\r\nBcc: b@x.example",
    b"%00%s%(n)s", b"new", b"approve",
])  # fmt: skip
ANYTHING = st.one_of(NASTY, st.binary(max_size=60), st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode))
FUZZ = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip

# Forms whose right person is somebody else than the administrator; the rest of what they get is in the matrix.
WHO = {
    "agreement_sign": "lead", "agreement_decline": "lead", "agreement_leave": "lead", **dict.fromkeys(
        ["agreement_create", "agreement_edit", "agreement_parties", "agreement_party", "agreement_drawdowns"], "manager"
    ),
    "workshop_register": "official", "workshop_registration": "official",
    "question_edit": "official", "reply_edit": "lead", "reply_accept": "official", "introduction": "official", "introduction_outcome": "official",
    "resource_edit": "official", "resource_version_add": "official", "resource_withdraw": "official", "resource_use": "official",
    "resource_use_end": "official",
    "workshop_check_in": "lead", "workshop_feedback": "official", "workshop_follow_up": "official", "workshop_follow_up_done": "official",
    "network_pulse": "official", "network_pulse_open": "manager", "network_note": "manager",
    "notifications": "official", "notifications_stop": "visitor", "settings_notifications_network": "official",
    "seat_join": "other_member", "seat_request": "outsider", "seat_leave": "official", "invitation": "visitor", "unsubscribe": "visitor",
    "account_close": "official", "import": "manager", "import_columns": "manager", "import_commit": "manager", "import_undo": "manager",
    **dict.fromkeys([
        "action_create", "action_edit", "action_stage", "action_milestones", "action_milestone", "action_milestone_remove", "action_indicators",
        "action_indicator", "action_indicator_edit", "action_indicator_remove", "action_value_remove", "action_documents", "action_document_remove",
        "action_influence", "action_influence_confirm", "action_proposal", "action_adapt", "action_still_on_it",
    ], "official"),
    **dict.fromkeys(["action_confirm", "action_readers", "action_withdraw", "action_restore", "action_example"], "lead"),
    "story_write": "manager", "story_agree": "lead", "story_decline": "lead",
    "account_login": "visitor", "account_signup": "visitor", "account_request_login_code": "visitor", "account_reset_password": "visitor",
}  # fmt: skip
# Fields that a person may send beside those that the matrix sends.
MORE = {
    "agreement_create": ["capacity_means"], "agreement_parties": ["puts_in", "puts_in_amount", "gets", "gets_amount"],
    "agreement_party": ["puts_in_amount", "gets", "gets_amount"], "agreement_drawdowns": ["city"], "partner_edit": ["website", "contact"],
    "workshop_registrations": ["approve", "back"], "workshop_questions": ["new-is_required"],
    "workshop_attendance": ["official", "q"], "workshop_feedback": ["will_use", "better"], "workshop_follow_up_done": ["open"],
    "workshop_online": ["at_least"], "workshop_online_commit": ["who-0"], "workshop_material_add": ["upload", "named_cities"], "workshop_material_label": ["named_cities"],
    "question_ask": ["tags", "named_cities", "preview"], "question": ["named_cities", "preview"], "question_edit": ["tags", "named_cities", "preview", "take_off"],
    "reply_edit": ["named_cities", "preview"], "question_ask_somebody": ["official"], "introduction": ["decline"], "introduction_outcome": ["text"], "question_hide": ["restore", "dismiss"], "reply_hide": ["restore", "dismiss"],
    "resource_add": ["text", "used_for", "year", "area", "city", "named_cities", "upload", "preview"],
    "resource_edit": ["text", "used_for", "year", "area", "city", "named_cities", "preview"], "resource_version_add": ["note", "upload"],
    "resource_use": ["text", "action"], "resource_hide": ["restore", "dismiss"],
    "seat_join": ["working_groups"], "seat_question": ["back"], "network_seats": ["approve", "reason", "back"], "invitation": ["decline"],
    "invitations_many": ["shown", "invite"], "network_create": ["is_listed"], "network_memberships": ["role"], "report_export": ["networks", "count", "period", "since", "until", "columns"],
    "city_officials": ["reason"], "manage_officials": ["reason"], "handover": ["successor"], "settings_digest": ["networks"], "network_note": ["take_back"], "unsubscribe": ["answer"],
    "report_save": ["networks", "period", "since", "until", "columns", "schedule", "readers"],
    "manage_people": ["is_administrator"], "import": ["row", "choice", "full_name", "email"], "import_columns": ["is_vouched", "networks"],
    "settings_notifications": ["quiet_from", "quiet_until"], "notifications_stop": ["answer"],
    "imports": ["kind"], "settings_calendar": ["answer"],
    "workshop_session": ["add_speaker", "speaker-official", "speaker-name", "speaker-organisation", "add_material", "material-title", "material-link", "material-label", "material-named_cities"],
    "workshop_sittings": ["host", "for_cities", "also_for", "workshop"],
    "workshop_create": [
        "text", "host_city", "venue", "address", "join_link", "also_for", "series", "registration_opens_at", "registration_closes_at", "capacity",
        "places_per_city", "needs_approval", "for_cities",
    ],
    "settings": ["full_name", "language", "time_zone", "hears_of_peers", "about", "expertise", "offers", "seeks", "speaks", "shows_email"],
    "action_create": ["text", "department", "lead", "emissions_avoided", "budget", "currency"],
    "action_edit": ["practice", "text", "department", "lead", "emissions_avoided", "budget", "currency"],
    "action_stage": ["reason"], "action_milestones": ["due_on", "done_on"], "action_milestone": ["due_on", "done_on"],
    "action_indicators": ["target"], "action_indicator_edit": ["target"], "action_example": ["agree"], "action_influence_confirm": ["home"],
    "action_proposal": ["decline", "answer"], "action_propose": ["emissions_avoided", "note"], "city_action_propose": ["emissions_avoided", "note"],
    "practice_edit": ["is_active"], "peer_effect_compute": ["network"], "action_adapt": ["changed", "why"],
    "story_write": ["practice", "action", "preview"], "story_edit": ["practice", "action", "preview"],
    "story_pictures": ["caption", "credit"], "story_figures": ["figures"],
    "account_login": ["login", "password", "remember"], "account_signup": ["email", "full_name", "city", "job_title", "password1", "password2"],
    "account_request_login_code": ["email"], "account_reset_password": ["email"], "account_reauthenticate": ["password"],
    "account_change_password": ["oldpassword", "password1", "password2"], "account_email": ["email", "action_add", "action_primary", "action_remove"],
    "account_reset_password_from_key": ["password1", "password2"], "mfa_reauthenticate": ["code"],
}  # fmt: skip
# They answer with a file, with a page that says that it is done or that the link is too old, or with a token, which is told once; or write down that a password was wrong.
SAYS_MORE = {
    "report_export", "audit_export", "my_data", "unsubscribe", "notifications_stop", "account_reset_password_from_key", "mfa_reauthenticate", "account_reauthenticate",
    "account_login", "settings_tokens",
}  # fmt: skip
OF_ACCOUNTS = [name for name in MORE if name.startswith(("account_", "mfa_"))]
FORMS = sorted({
    name for method, name, *answers in ROWS
    if method == "POST" and not name.startswith(("account_", "mfa_", "usersessions_", "socialaccount_", "openid_", "saml_")) and set(answers[1:]) != {"405"}
} | {*OF_ACCOUNTS, "account_close"})  # fmt: skip
ADDRESSES = {
    "api:cities": ["cursor", "page_size"],
    "api:people": ["cursor", "page_size"],
    "api:network_cities": ["cursor", "page_size"],
    "api:replies": ["cursor", "page_size"],
    "api:figure": ["network", "region", "city", "since", "until", "each"],
    "manage_partnerships": ["page"],
    "manage_rates": ["page"],
    "workshop_hours": ["length", "first", "last", "host", "on_site", "region", "also_for", "registered", "leave_out", "zone", "workshop"],
    "network_hours": ["year"],
    "networks": ["q", "area", "ended"],
    "network_members": ["q", "page"],
    "network_feed": ["before"],
    "notifications": ["before", "unread"],
    "manage_paused": ["page"],
    "network_invitations": ["state", "page"],
    "workshops": ["network", "kind", "past", "series", "view", "month", "page"],
    "network_workshops": ["kind", "past", "view", "month", "page"],
    "manage_workshops": ["state", "network", "page"],
    "workshop_registrations": ["page"],
    "workshop_create": ["like", "sitting_of", "starts_at", "ends_at", "time_zone", "host_city", "title", "kind", "setting"],
    "cities": ["q", "region", "category", "former", "page"],
    "city_officials": ["page"],
    "network_resources": ["q", "kind", "language", "city", "sort", "page"],
    "network_exchange": ["q", "state", "tag", "page"],
    "question_ask": ["title", "text", "tags"],
    "introduce": ["seeker", "giver"],
    "manage_introductions": ["network"],
    "search": ["q", "kind", "network", "language", "year", "page"],
    "people": ["q", "city", "language", "network", "page"],
    "network_practices": ["q"],
    "network_progress": ["region", "size", "capacity", "by"],
    "city_actions": ["page"],
    "action_create": ["practice", "follow_up"],
    "manage_officials": ["q", "city", "network", "standing", "page"],
    "audit": ["person", "verb", "city", "network", "since", "until", "before"],
    "peer_effect": ["network", "page"],
    "reports": ["what", "networks", "period", "since", "until", "columns", "format", "preview"],
    "reach": ["network", "region", "city", "period"],
    "reach_figure": ["network", "region", "city", "period"],
    "reach_counted": ["network", "region", "city", "on", "part", "q", "page"],
    "reach_counted_csv": ["network", "region", "city", "on", "part", "q"],
    "reach_map": ["network", "region", "city", "period"],
    "reach_ties": ["network", "region", "city", "period"],
    "reach_picture": ["network", "region", "city", "period", "look"],
    "network_reach": ["network", "region", "city", "period"],
    "exports": ["own", "page"],
    "duplicates": ["survivor", "duplicate"],
    "city_duplicates": ["survivor", "duplicate"],
    "import": ["status", "page", "fix"],
    "calendar_feed": ["of"],
    "stories": ["q", "reason", "area", "region", "language", "page"],
    "story": ["in"],
    "story_draft": ["in"],
}


@pytest.fixture
def sent(people, arguments, network):  # noqa: F811
    """Each form's address, with what is right in it."""

    def to(name):
        args, fields = arguments.get(name, ([network.slug] if name.startswith(("network_", "seat_")) else [], {}))
        return reverse(name, ALL, args=args), {**dict.fromkeys(MORE.get(name, ["anything"]), "1"), **fields}

    return to


def everything():
    tables = [table for table in apps.get_models() if (django_settings.BASE_DIR / table._meta.app_label).is_dir()]
    return {table: list(table.objects.order_by("pk").values()) for table in tables}


def in_address(fields: dict[str, bytes]) -> str:
    return "&".join(f"{field}={quote_from_bytes(value)}" for field, value in fields.items())


def as_bytes(value) -> bytes:
    return str(value[0] if isinstance(value, list) else value).encode()


def test_every_form_is_among_those_that_are_tried():
    assert set(WHO) | set(MORE) <= set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_no_form_fails_whatever_is_sent_to_it(name, sent, people, signed_in):  # noqa: F811
    (address, right), browser = sent(name), signed_in(people[WHO.get(name, "administrator")])
    before = everything()
    fields = st.fixed_dictionaries({field: st.one_of(st.just(as_bytes(value)), ANYTHING) for field, value in right.items()})
    numbers = iter(range(1, 10_000))

    @FUZZ
    @given(fields, ANYTHING)
    def send(values, asked):
        # From an address of its own each time, for the limits on guessing.
        browser.defaults["REMOTE_ADDR"] = f"2001:db8:{next(numbers):x}::1"
        with transaction.atomic():
            path = f"{address}?{quote_from_bytes(asked)}=1&next={quote_from_bytes(asked)}"
            answer = browser.post(path, in_address(values), content_type="application/x-www-form-urlencoded")
            assert answer.status_code in {200, 302, 400, 403, 404, 422, 429}
            if answer.streaming:
                b"".join(answer.streaming_content)
            elif answer.status_code in {200, 422} and name not in SAYS_MORE:
                assert everything() == before, "nothing changes when the form comes back"
                assert any(form.errors for form in forms_in(answer)) or name == "invitations_many"
            transaction.set_rollback(True)

    send()


def forms_in(answer):
    found = [value for context in answer.context for layer in context for value in layer.values()]
    return [value for value in found if hasattr(value, "errors") and hasattr(value, "fields")]


# What goes with a file, and what its field is called.
SENT_BESIDE = {
    "imports": {"kind": "roster"},
    "invitations_many": {},
    "workshop_online": {"at_least": "10"},
    "workshop_material_add": {"title": "Slides", "label": "network"},
    "resource_version_add": {},
}
FILE = {"workshop_material_add": "upload", "resource_version_add": "upload"}


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("invitations_many", "manager"),
        ("imports", "administrator"),
        ("workshop_online", "manager"),
        ("workshop_material_add", "manager"),
        ("resource_version_add", "official"),
    ],
)
def test_no_file_fails(name, whom, sent, people, signed_in):  # noqa: F811
    (address, _fields), browser = sent(name), signed_in(people[whom])
    before = everything()

    @FUZZ
    @given(
        content=st.one_of(ANYTHING, st.lists(ANYTHING).map(b"\n".join), st.lists(ANYTHING).map(b";".join)),
        file_name=st.sampled_from(
            ["list.csv", "list.xlsx", "../../etc/passwd", "a" * 300 + ".csv", "=1+1.csv", "\u202evsc.exe", "a\x00b.csv"]
        ),
    )
    def send(content, file_name):
        with transaction.atomic():
            answer = browser.post(address, {**SENT_BESIDE[name], FILE.get(name, "file"): SimpleUploadedFile(file_name, content)})
            assert answer.status_code in {200, 302}
            assert answer.status_code == 302 or everything() == before
            transaction.set_rollback(True)

    send()


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_search_fails_whatever_is_in_its_address(name, sent, people, signed_in):  # noqa: F811
    (address, _fields), browser = (
        sent(name),
        signed_in(people[{"import": "manager", "action_create": "official"}.get(name, "administrator")]),
    )

    @FUZZ
    @given(st.fixed_dictionaries(dict.fromkeys(ADDRESSES[name], ANYTHING)))
    def search(asked):
        if name.startswith("api:"):
            expected = {200, 404, 422, 429}
        else:
            expected = {200, 302} if name == "import" else {200, 404} if "reach" in name or name == "peer_effect" else {200}
        assert browser.get(f"{address}?{in_address(asked)}").status_code in expected

    search()
