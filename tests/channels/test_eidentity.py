"""Logging in: against a real provider on this machine, and against answers that were forged."""

import json
import time
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from samrum.channels import eidentity
from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import ASSERTION_TYPE, Client, DemoProvider
from samrum.channels.demo_server import serve
from samrum.channels.eidentity import Pending, Provider, begin, end_session, finish, new_key
from samrum.core.refusal import Refused

BACK = "http://127.0.0.1:9/logged-in"
OUT = "http://127.0.0.1:9/"
ANNA = Person("197001019802", "Anna Lind", {"sv": "Söker <tillstånd>", "en": "Applies"})
BO = Person("198105059801", "Bo Ek", {"sv": "Handläggare"}, level="high")
FATIMA = Person("200003039800", "Fatima Hassan")
OURS = new_key()
BROWSER = eidentity.http_client()  # a new one for each page would cost most of the time here


def find(said: str) -> list[Person]:
    return [FATIMA] if said in ("Fatima", FATIMA.person_id) else []


@pytest.fixture(scope="module")
def serving():
    clients = {
        "samrum": Client("samrum", KeySet([OURS]), (BACK,), (OUT,)),
        "other": Client("other", KeySet([new_key()]), ("http://127.0.0.1:9/other",)),
    }
    running = serve(clients, [ANNA, BO], demo=True, find=find)
    yield running
    running.stop()


@pytest.fixture
def provider(serving):
    return Provider(serving.issuer, "samrum", OURS, BROWSER)


class Forms(HTMLParser):
    """The hidden fields and the buttons of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.login, self.people = "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("name") == "login":
            self.login = given["value"]
        if given.get("name") == "person":
            self.people.append(given["value"])


def pick(provider: Provider, url: str, person: str) -> dict[str, str]:
    """What the person brings back after choosing `person` on the provider's page."""
    page = BROWSER.get(url)
    assert page.status_code == 200
    data = {"login": Forms(page.text).login, "person": person}
    answer = BROWSER.post(f"{provider.issuer}/authorize", data=data)
    assert answer.status_code == 303
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def logged_in(provider: Provider, person: Person = ANNA):
    url, pending = begin(provider, BACK)
    return finish(provider, pending, pick(provider, url, person.person_id))


def reason(refusal) -> str:
    assert all(refusal.value.sentences)
    return refusal.value.about["reason"]


def test_a_person_logs_in(provider):
    identity = logged_in(provider)

    assert (identity.person_id, identity.name) == (ANNA.person_id, "Anna Lind")
    assert identity.level_of_assurance == "substantial"
    assert abs(identity.at.timestamp() - time.time()) < 5


def test_nothing_but_the_client_and_a_name_for_the_request_stands_in_the_address(provider):
    url, _ = begin(provider, BACK)

    assert set(parse_qs(urlsplit(url).query)) == {"client_id", "request_uri"}


def test_a_provider_without_pushed_requests_gets_the_request_in_the_address(provider):
    begin(provider, BACK)
    del provider._metadata[1]["pushed_authorization_request_endpoint"]
    url, pending = begin(provider, BACK, "da")
    asked = parse_qs(urlsplit(url).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert pending.verifier not in url
    assert finish(provider, pending, pick(provider, url, BO.person_id)).name == "Bo Ek"


def test_what_is_remembered_between_survives_the_session_as_plain_data(provider):
    url, pending = begin(provider, BACK)
    restored = Pending(**json.loads(json.dumps(asdict(pending))))

    assert finish(provider, restored, pick(provider, url, ANNA.person_id)).name == "Anna Lind"
    assert pending.verifier not in repr(pending)


def test_somebody_outside_the_cast_is_found_and_logs_in(provider):
    url, pending = begin(provider, BACK)
    login = Forms(BROWSER.get(url).text).login
    page = BROWSER.get(f"{provider.issuer}/authorize", params={"login": login, "q": "Fatima"})

    assert FATIMA.person_id in Forms(page.text).people
    data = {"login": login, "person": FATIMA.person_id}
    answer = BROWSER.post(f"{provider.issuer}/authorize", data=data)
    back = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert finish(provider, pending, back).name == "Fatima Hassan"


def test_two_presses_are_one_log_in(provider):
    url, pending = begin(provider, BACK)
    page = BROWSER.get(url)
    data = {"login": Forms(page.text).login, "person": ANNA.person_id}
    BROWSER.post(f"{provider.issuer}/authorize", data=data)
    second = BROWSER.post(f"{provider.issuer}/authorize", data=data)
    back = dict(parse_qsl(urlsplit(second.headers["location"]).query))

    assert finish(provider, pending, back).name == "Anna Lind"


@pytest.mark.parametrize("person", ["", "191212121212", "x" * 5000])
def test_who_stops_or_is_nobody_is_told_so(provider, person):
    url, pending = begin(provider, BACK)

    with pytest.raises(Refused) as refusal:
        finish(provider, pending, pick(provider, url, person))
    assert reason(refusal) == "stopped"


def test_the_provider_may_change_its_keys_at_any_time(provider, serving):
    logged_in(provider)
    serving.provider.change_keys()
    provider._keys = (0.0, provider._keys[1])

    assert logged_in(provider, BO).name == "Bo Ek"


def test_one_who_logs_out_comes_back_to_us_and_is_logged_in_there_no_more(provider):
    with eidentity.http_client() as at_the_library:
        url, _ = begin(provider, BACK)
        data = {"login": Forms(at_the_library.get(url).text).login, "person": ANNA.person_id}
        at_the_library.post(f"{provider.issuer}/authorize", data=data)
        held = at_the_library.cookies["demo-e-identity"]
        assert "Redan inloggad" in at_the_library.get(begin(provider, BACK)[0]).text

        elsewhere = at_the_library.get(end_session(provider, "http://elsewhere.example/", "s"))
        assert elsewhere.status_code == 400
        assert "Redan inloggad" in at_the_library.get(begin(provider, BACK)[0]).text

        out = end_session(provider, OUT, "said by us")
        answer = at_the_library.get(out)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{OUT}?state=said+by+us")
        assert "demo-e-identity" not in at_the_library.cookies
        at_the_library.cookies["demo-e-identity"] = held
        assert "Redan inloggad" not in at_the_library.get(begin(provider, BACK)[0]).text

    asked = parse_qs(urlsplit(out).query)
    assert asked["client_id"] == ["samrum"]
    assert ANNA.person_id not in out, "nothing of her stays in the history of the browser"


# What the demonstration's provider refuses, as a real one does.


def code_for(provider: Provider) -> tuple[Pending, str]:
    url, pending = begin(provider, BACK)
    return pending, pick(provider, url, ANNA.person_id)["code"]


def exchange(provider: Provider, pending: Pending, given: str, **changed) -> httpx.Response:
    said = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.verifier,
        "client_id": "samrum",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(provider.issuer),
    }
    return BROWSER.post(f"{provider.issuer}/token", data=said | changed)


def assertion(issuer: str, key=OURS, **changed) -> str:
    now = int(time.time())
    claims = {"iss": "samrum", "sub": "samrum", "aud": issuer, "exp": now + 60, "iat": now}
    claims |= {"jti": str(time.time_ns())} | changed
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "ES256"}, claims, key)


def test_the_provider_gives_a_token_for_a_code(provider):
    pending, code = code_for(provider)

    assert exchange(provider, pending, code).status_code == 200


def test_a_code_works_once(provider):
    pending, code = code_for(provider)
    exchange(provider, pending, code)

    assert exchange(provider, pending, code).json()["error"] == "invalid_grant"


def test_a_code_lasts_a_minute(provider, serving, monkeypatch):
    pending, code = code_for(provider)
    monkeypatch.setattr(serving.provider._memory, "clock", lambda: time.time() + 61)

    assert exchange(provider, pending, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": ""},
        {"code_verifier": "x" * 5000},
        {"redirect_uri": "http://elsewhere.example/"},
        {"code": "guessed"},
    ],
)
def test_a_code_alone_is_worth_nothing(provider, changed):
    pending, code = code_for(provider)

    assert exchange(provider, pending, code, **changed).json()["error"] == "invalid_grant"


NOW = int(time.time())
BAD_CLAIMS = [
    {"exp": NOW - 10},
    {"exp": NOW + 3600},
    {"exp": None},
    {"jti": None},
    {"aud": "http://elsewhere.example"},
    {"iss": "other"},
    {"sub": "other"},
]


@pytest.mark.parametrize("claims", BAD_CLAIMS, ids=str)
def test_a_client_must_prove_itself(provider, claims):
    pending, code = code_for(provider)
    answer = exchange(
        provider, pending, code, client_assertion=assertion(provider.issuer, **claims)
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("given", ["", "a.b.c", "none", "another key", "another client"])
def test_a_client_proves_itself_with_its_own_key(provider, given):
    pending, code = code_for(provider)
    unsigned = "eyJhbGciOiJub25lIn0." + assertion(provider.issuer).split(".")[1] + "."
    stranger = assertion(provider.issuer, key=new_key())
    proof = {"none": unsigned, "another key": stranger, "another client": stranger}
    answer = exchange(
        provider,
        pending,
        code,
        client_assertion=proof.get(given, given),
        client_id="other" if given == "another client" else "samrum",
    )

    assert answer.status_code == 401


def test_a_proof_is_used_once(provider):
    proof = assertion(provider.issuer)
    pending, code = code_for(provider)
    exchange(provider, pending, code, client_assertion=proof)
    pending, code = code_for(provider)

    assert exchange(provider, pending, code, client_assertion=proof).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://elsewhere.example/"},
        {"client_id": "unknown"},
        {"response_type": "token"},
        {"scope": "profile"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"nonce": ""},
        {"state": ""},
        {"request_uri": "urn:ietf:params:oauth:request_uri:guessed"},
    ],
    ids=str,
)
def test_a_request_that_is_not_safe_stays_on_the_provider_s_page(provider, changed):
    begin(provider, BACK)
    del provider._metadata[1]["pushed_authorization_request_endpoint"]
    url, _ = begin(provider, BACK)
    asked = dict(parse_qsl(urlsplit(url).query)) | changed
    answer = BROWSER.get(f"{provider.issuer}/authorize", params=asked)

    assert answer.status_code == 400
    assert "Det gick inte att fortsätta" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/token", b"x" * 70_000),
        ("POST", "/token", b"&".join(b"a%d=1" % n for n in range(60))),
        ("POST", "/token", b"client_id=samrum&client_id=other"),
        ("POST", "/pushed", b"\xff\xfe%%%"),
        ("GET", "/authorize?login=guessed", b""),
        ("GET", "/authorize?%00=%ff", b""),
        ("POST", "/authorize", b""),
        ("PUT", "/token", b""),
        ("GET", "/../../etc/passwd", b""),
    ],
)
def test_nonsense_is_refused_without_a_fault(provider, method, path, body):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = BROWSER.request(method, provider.issuer + path, content=body, headers=headers)

    assert 400 <= answer.status_code < 500


def test_a_pushed_request_is_used_once(provider):
    url, _ = begin(provider, BACK)

    assert [BROWSER.get(url).status_code for _ in range(2)] == [200, 400]


def test_the_demonstration_s_login_starts_only_in_a_demonstration():
    with pytest.raises(Refused, match="demonstration"):
        DemoProvider("http://127.0.0.1", {}, [])
    with pytest.raises(Refused, match="demonstration"):
        serve({}, [ANNA], demo=False)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("sv", "Vem vill du vara?"),
        ("da", "Hvem vil du være?"),
        ("en-GB", "Who would you like to be?"),
        ("fi sv", "Vem vill du vara?"),
    ],
)
def test_the_page_speaks_the_reader_s_language(provider, language, title):
    assert f"<h1>{title}</h1>" in BROWSER.get(begin(provider, BACK, language)[0]).text


def test_what_stands_on_the_page_is_text(provider):
    login = Forms(BROWSER.get(begin(provider, BACK)[0]).text).login
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    page = BROWSER.get(f"{provider.issuer}/authorize", params={"login": login, "q": hostile})

    assert "<script>" not in page.text
    assert "Söker &lt;tillstånd&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


# What we refuse to believe.


@dataclass
class Forger:
    """A provider that says what a test wants it to say."""

    issuer: str = "https://id.example"
    key: object = field(default_factory=new_key)
    metadata: dict = field(default_factory=dict)
    header: dict = field(default_factory=lambda: {"alg": "ES256"})
    claims: dict = field(default_factory=dict)
    published: list = field(default_factory=list)
    token: str | None = None
    pending: Pending | None = None
    asked: list = field(default_factory=list)
    status: int = 200

    def get(self, url):
        self.asked.append(url)
        if url.endswith("openid-configuration"):
            found = {
                "issuer": self.issuer,
                "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/keys",
            }
            return self.answer(found | self.metadata)
        return self.answer(KeySet(self.published or [self.key]).as_dict(private=False))

    def post(self, url, data):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "samrum", "sub": "s", "iat": now, "exp": now + 60}
        claims |= {"nonce": self.pending.nonce, "acr": "substantial"} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        kid = {} if self.header.get("alg") == "HS256" else {"kid": self.key.kid}
        token = self.token
        if token is None:
            token = jwt.encode(kid | self.header, claims, self.key, [self.header["alg"]])
        return self.answer({"id_token": token})

    def answer(self, said):
        return httpx.Response(self.status, content=json.dumps(said))


def believe(forger: Forger, *, again: bool = False, **callback):
    provider = Provider(forger.issuer, "samrum", OURS, forger, levels=("substantial", "high"))
    url, forger.pending = begin(provider, BACK, again=again)
    assert ("prompt=login&max_age=0" in url) == again
    answer = {"state": forger.pending.state, "code": "c"} | callback
    return finish(provider, forger.pending, answer)


def test_a_true_answer_is_believed():
    assert believe(Forger()).subject == "s"
    assert believe(Forger(key=RSAKey.generate_key(2048, auto_kid=True), header={"alg": "PS256"}))
    assert believe(Forger(claims={"aud": ["samrum", "b"], "azp": "samrum"}))


@pytest.mark.parametrize("auth_time", [None, "now", NOW - 3600])
def test_who_is_to_show_again_who_she_is_does_not_come_back_on_an_earlier_log_in(auth_time):
    claims = {"auth_time": auth_time}

    assert believe(Forger(claims=claims)).subject == "s", "she was not asked to"
    with pytest.raises(Refused) as refusal:
        believe(Forger(claims=claims), again=True)
    assert reason(refusal) == "auth_time"
    assert believe(Forger(claims={"auth_time": int(time.time())}), again=True).subject == "s"


FORGED = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "for another": {"claims": {"aud": "other"}},
    "for several, by another": {"claims": {"aud": ["samrum", "other"], "azp": "other"}},
    "for several, nobody's": {"claims": {"aud": ["samrum", "other"]}},
    "too old": {"claims": {"exp": NOW - 120}},
    "never ending": {"claims": {"exp": float("inf")}},
    "without an end": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": NOW + 600}},
    "another nonce": {"claims": {"nonce": "guessed"}},
    "without a nonce": {"claims": {"nonce": None}},
    "a nonce that is no text": {"claims": {"nonce": ["x"]}},
    "nobody": {"claims": {"sub": None}},
    "under a secret": {"key": OctKey.generate_key(256), "header": {"alg": "HS256"}},
    "a key we never saw": {"published": [new_key()]},
    "unsigned": {"token": "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUifQ."},
    "nothing": {"token": ""},
    "noise": {"token": "a.b.c.d"},
    "a critical extension": {"header": {"alg": "ES256", "crit": ["x"], "x": 1}},
    "described by another": {"metadata": {"issuer": "https://evil.example"}},
    "sent in the clear": {"metadata": {"token_endpoint": "http://id.example/token"}},
    "without a place for keys": {"metadata": {"jwks_uri": None}},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_answer_is_refused(forged):
    try:
        forger = Forger(**forged)
        with pytest.raises(Refused) as refusal:
            believe(forger)
    except ValueError as error:  # the forger's own tool would not write it
        pytest.fail(str(error))

    assert reason(refusal)


@pytest.mark.parametrize(
    ("callback", "why"),
    [
        ({"state": "guessed"}, "state"),
        ({"state": ""}, "state"),
        ({"state": "å"}, "state"),
        ({"code": ""}, "answer without a code"),
        ({"iss": "https://evil.example"}, "issuer of the answer"),
        ({"error": "access_denied"}, "stopped"),
        ({"error": "server_error{x}"}, "answer server_error{x}"),
    ],
)
def test_an_answer_to_another_question_is_refused(callback, why):
    with pytest.raises(Refused) as refusal:
        believe(Forger(), **callback)

    assert reason(refusal) == why
    assert str(refusal.value)


def test_a_provider_that_promises_its_name_in_the_answer_must_give_it():
    promising = {"authorization_response_iss_parameter_supported": True}

    with pytest.raises(Refused):
        believe(Forger(metadata=promising))
    assert believe(Forger(metadata=promising), iss="https://id.example")


def test_a_log_in_ends_after_ten_minutes():
    forger, now = Forger(), [1000.0]
    provider = Provider(forger.issuer, "samrum", OURS, forger, clock=lambda: now[0])
    _, pending = begin(provider, BACK)
    now[0] += 601

    with pytest.raises(Refused) as refusal:
        finish(provider, pending, {"state": pending.state, "code": "c"})
    assert reason(refusal) == "too late"


def test_a_level_of_assurance_below_what_the_service_needs_is_refused():
    with pytest.raises(Refused) as refusal:
        believe(Forger(claims={"acr": "low"}))

    assert reason(refusal) == "level"


def test_an_unknown_key_is_asked_for_but_not_at_every_forgery():
    forger = Forger()
    believe(forger)
    provider = Provider(forger.issuer, "samrum", OURS, forger)
    _, forger.pending = begin(provider, BACK)
    back = {"state": forger.pending.state, "code": "c"}
    finish(provider, forger.pending, back)
    forger.published, forger.asked = [forger.key], []
    forger.key = new_key()

    for _ in range(5):
        with pytest.raises(Refused):
            finish(provider, forger.pending, back)
    assert forger.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"[]"),
        httpx.Response(200, content=b'"' + b"x" * 300_000 + b'"'),
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
    ],
    ids=str,
)
def test_a_provider_in_trouble_is_said_to_be_in_trouble(answer):
    class Down:
        def get(self, url):
            if isinstance(answer, Exception):
                raise answer
            return answer

    with pytest.raises(Refused, match="does not answer"):
        begin(Provider("https://id.example", "samrum", OURS, Down()), BACK)


def test_one_who_logs_out_is_sent_only_to_a_provider_that_answers_now():
    forger = Forger()
    provider = Provider(forger.issuer, "samrum", OURS, forger)
    assert end_session(provider, OUT, "s") is None, "it names no such place"

    forger.metadata = {"end_session_endpoint": "https://id.example/end?tenant=1"}
    assert end_session(provider, OUT, "s").startswith("https://id.example/end?tenant=1&client_id=")

    for unsafe in ("http://id.example/end", "javascript:alert(1)", "https://[", None):
        forger.metadata = {"end_session_endpoint": unsafe}
        with pytest.raises(Refused, match="not https"):
            end_session(provider, OUT, "s")

    forger.status = 503
    with pytest.raises(Refused, match="does not answer"):
        end_session(provider, OUT, "s")


@pytest.mark.parametrize("issuer", ["http://id.example", "ftp://127.0.0.1", "", "https://"])
def test_a_provider_is_spoken_to_only_where_nobody_listens(issuer):
    with pytest.raises(Refused, match="not https"):
        Provider(issuer, "samrum", OURS, Forger())


def test_what_we_publish_holds_no_secret():
    published = eidentity.public_keys(OURS)

    assert "d" not in published["keys"][0]
    assert isinstance(KeySet.import_key_set(published).keys[0], ECKey)
