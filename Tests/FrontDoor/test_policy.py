"""Scopes and policies: both sides of each border, in each protocol, through the front door."""

import json
import random

import pytest

import dialects
from dialects import DIALECTS, ENDPOINTS, FUNCTIONS, SEARCHES, call, code
from house import CommandFailed, wait_until

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A house with an upstream of each dialect that only these tests use."""
    from house import House

    house = House(tmp_path_factory.mktemp("policy"))
    try:
        house.start()
        stems = dialects.furnish(house)
        for stem in stems.values():
            house.run("model", "add", f"unpriced-{stem}*", "--to", _upstream(house, stem))
        house.stems = stems
        yield house
    finally:
        house.stop()


def _upstream(house, stem):
    """The upstream that serves a stem."""
    return stem.split("-", 1)[1]


class Asker:
    """Makes clients with policies and tokens with scopes."""

    def __init__(self, house):
        self.house = house
        self.count = 0

    def token(self, policy=None, parent=None, **scopes):
        self.count += 1
        name = f"asker{self.count}-{random.randrange(1 << 30)}"
        flags = ["--parent", parent] if parent else []
        if policy is not None:
            self.put(name, policy)
            flags += ["--policy", name]
        self.house.run("client", "add", name, *flags)
        self.client = name
        flags = [part for key, value in scopes.items() for part in ("--" + key, value)]
        return self.house.issue_token(name, *flags)["token"]

    def put(self, name, policy):
        file = self.house.directory / f"{name}.yaml"
        file.write_text(policy if isinstance(policy, str) else json.dumps(policy))
        return self.house.run("policy", "put", name, file)


@pytest.fixture
def asker(world):
    return Asker(world)


def refused(world, dialect, token, rule, status=403, **fields):
    """The call is refused by that rule, final, explained, and nothing reached the provider."""
    model = fields.pop("model", None) or world.stems[dialect] + "-a"
    seen = world.provider_count()
    answer = call(world, dialect, model, token, **fields)
    assert answer.status_code == status, answer.text
    assert answer.headers["x-should-retry"] == "false"
    if status == 403:
        assert code(dialect, answer) == "policy_violation"
    assert world.provider_count() == seen
    explained = world.run("call", "explain", answer.headers["bursar-call"])
    assert rule in [entry["rule"] for entry in explained["rules"]], explained["rules"]
    shown = world.run("call", "show", answer.headers["bursar-call"])
    assert (shown["outcome"], shown["rule"], shown["attempts"]) == ("refused", rule, [])
    return answer


def served(world, dialect, token, **fields):
    """The call is served, and the decision is stored with it."""
    model = fields.pop("model", None) or world.stems[dialect] + "-a"
    answer = call(world, dialect, model, token, **fields)
    assert answer.status_code == 200, answer.text
    shown = world.run("call", "show", answer.headers["bursar-call"])
    assert shown["rule"] == "policy.permit" and shown["reason"]
    return answer


@every_dialect
def test_a_tokens_models(world, asker, dialect):
    """T05: a leaked token does what it was issued for, and no more."""
    stem = world.stems[dialect]
    token = asker.token(models=f"{stem}-a*,nothing-?")
    served(world, dialect, token, model=f"{stem}-abc")
    refused(world, dialect, token, "token.models.allow", model=f"{stem}-b")


@every_dialect
def test_a_tokens_endpoints(world, asker, dialect):
    own = ENDPOINTS[dialect]
    others = ",".join(name for name in ENDPOINTS.values() if name != own)
    served(world, dialect, asker.token(endpoints=own))
    refused(world, dialect, asker.token(endpoints=others + ",embeddings"), "token.endpoints")


@every_dialect
def test_a_tokens_networks(world, asker, dialect):
    served(world, dialect, asker.token(cidr="10.0.0.0/8,127.0.0.1/32"))
    refused(world, dialect, asker.token(cidr="127.0.0.2/32,10.0.0.0/8"), "token.cidr")


@every_dialect
def test_an_expiry(world, asker, dialect):
    served(world, dialect, asker.token({"expires": "2999-01-01"}))
    refused(world, dialect, asker.token({"expires": "2001-01-01"}), "policy.expires")
    token = asker.token(expires="2s")
    model = world.stems[dialect] + "-a"
    wait_until(
        lambda: call(world, dialect, model, token).status_code == 401, what="the token to expire"
    )


def test_a_token_lasts_ninety_days_unless_said(world, asker):
    asker.token()
    issued = world.issue_token(asker.client)
    shown = world.run("token", "show", issued["id"])
    days = _days(shown["created_at"], shown["expires_at"])
    assert abs(days - 90) < 0.01
    assert world.issue_token(asker.client, "--expires", "never")["expires_at"] is None


def _days(start, end):
    from datetime import datetime

    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 86400


@every_dialect
def test_models_of_a_policy_in_yaml(world, asker, dialect):
    stem = world.stems[dialect]
    token = asker.token(f'models: {{ allow: ["{stem}-*"], deny: ["*-pro"] }}\n')
    served(world, dialect, token)
    refused(world, dialect, token, "policy.models.deny", model=f"{stem}-a-pro")
    refused(world, dialect, token, "policy.models.deny", model=f"{stem}-a-PRO")


@every_dialect
def test_hosted_tools(world, asker, dialect):
    token = asker.token({"tools": {"deny_hosted": ["web_search"]}})
    served(world, dialect, token, tools=[FUNCTIONS[dialect]])
    refused(world, dialect, token, "policy.tools.deny_hosted", **SEARCHES[dialect])


@every_dialect
def test_an_output_cap(world, asker, dialect):
    token = asker.token({"max_output_tokens": 64})
    served(world, dialect, token, bound=64)
    refused(world, dialect, token, "policy.max_output_tokens", bound=65)


@pytest.mark.parametrize(
    "dialect,fields",
    [
        ("openai-chat", {"bound": 10, "max_tokens": 65}),
        ("openai-responses", {"max_output_tokens": 6.5e1}),
        ("gemini", {"generation_config": {"max_output_tokens": 65}}),
        ("gemini", {"generationConfig": {"maxOutputTokens": 10, "max_output_tokens": 65}}),
    ],
)
def test_a_cap_sees_every_spelling(world, asker, dialect, fields):
    token = asker.token({"max_output_tokens": 64})
    refused(world, dialect, token, "policy.max_output_tokens", **fields)


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "gemini"])
def test_a_cap_is_the_bound_of_a_request_without_one(world, asker, dialect):
    served(world, dialect, asker.token({"max_output_tokens": 64}))
    sent = json.loads(world.last_body())
    bound = {
        "openai-chat": lambda: sent.get("max_completion_tokens") or sent.get("max_tokens"),
        "openai-responses": lambda: sent["max_output_tokens"],
        "gemini": lambda: sent["generationConfig"]["maxOutputTokens"],
    }[dialect]()
    assert bound == 64


@every_dialect
def test_attachments(world, asker, dialect):
    token = asker.token({"attachments": "refuse"})
    served(world, dialect, token)
    refused(world, dialect, token, "policy.attachments", image=True)
    served(world, dialect, asker.token({"attachments": "allow"}), image=True)


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses"])
def test_storage(world, asker, dialect):
    token = asker.token({"store": "never"})
    refused(world, dialect, token, "policy.store", store=True)
    for fields in ({}, {"store": False}):
        served(world, dialect, token, **fields)
        assert json.loads(world.last_body())["store"] is False
    served(world, dialect, asker.token({"store": "client"}), store=True)
    assert json.loads(world.last_body())["store"] is True


@every_dialect
def test_unpriced_models(world, asker, dialect):
    model = "unpriced-" + world.stems[dialect]
    answer = call(world, dialect, model, asker.token())
    assert answer.status_code == 403 and code(dialect, answer) == "policy_violation"
    token = asker.token({"unpriced": "allow"})
    answer = call(world, dialect, model, token)
    assert answer.status_code == 200, answer.text
    attempt = world.run("call", "show", answer.headers["bursar-call"])["attempts"][0]
    assert (attempt["code"], attempt["cost_nano_usd"]) == ("unpriced", 0)
    assert attempt["visible_output_tokens"] > 0


@every_dialect
def test_residency(world, asker, dialect):
    token = asker.token({"residency": "on-device"})
    refused(world, dialect, token, "policy.residency")
    name = f"here-{dialect}"
    base = {"openai-chat": "/v1", "openai-responses": "/v1", "anthropic": "", "gemini": ""}[dialect]
    known = [entry["name"] for entry in world.run("upstream", "list")["upstreams"]]
    if name not in known:
        world.run(
            "upstream", "add", name, "--dialect", dialect, "--url", world.sandbox_url + base, "--on-device"
        )
        world.add_key(name)
        world.run("model", "add", f"{name}*", "--to", name)
        world.set_price(f"{name}*", **dialects.RATES)
    served(world, dialect, token, model=f"{name}-m")
    # Where a model has targets here and elsewhere, only those here are asked.
    elsewhere = _upstream(world, world.stems[dialect])
    world.run("model", "add", f"mixed-{dialect}*", "--to", elsewhere, "--to", name)
    world.set_price(f"mixed-{dialect}*", **dialects.RATES)
    for _ in range(5):
        answer = served(world, dialect, token, model=f"mixed-{dialect}-m")
        call_id = answer.headers["bursar-call"]
        assert world.run("call", "show", call_id)["attempts"][0]["upstream"] == name


def test_on_device_takes_only_this_host(world):
    with pytest.raises(CommandFailed):
        world.run(
            "upstream", "add", "far", "--dialect", "openai-chat", "--url", "http://192.0.2.7/v1", "--on-device"
        )


@every_dialect
def test_a_child_narrows_and_never_widens(world, asker, dialect):
    """AC-36."""
    stem = world.stems[dialect]
    asker.token({"models": {"deny": ["*-pro"]}, "max_output_tokens": 100})
    parent = asker.client
    token = asker.token(
        {"models": {"allow": [f"{stem}-a*"]}, "max_output_tokens": 500, "unpriced": "allow"}, parent=parent
    )
    served(world, dialect, token, bound=100)
    refused(world, dialect, token, "policy.max_output_tokens", bound=101)
    refused(world, dialect, token, "policy.models.allow", model=f"{stem}-b")
    refused(world, dialect, token, "policy.models.deny", model=f"{stem}-a-pro")
    answer = call(world, dialect, "unpriced-" + stem, token)
    assert answer.status_code == 403


def test_a_new_version_holds_from_the_next_call_on(world, asker):
    token = asker.token({"models": {"deny": ["nothing"]}})
    served(world, "openai-chat", token)
    stem = world.stems["openai-chat"]
    assert asker.put(asker.client, {"models": {"deny": [stem + "*"]}})["version"] == 2
    refused(world, "openai-chat", token, "policy.models.deny")
    world.run("client", "set", asker.client, "--policy", "none")
    served(world, "openai-chat", token)
    assert world.run("policy", "show", asker.client, "--version", "1")["version"] == 1
    world.run("policy", "remove", asker.client)
    with pytest.raises(CommandFailed):
        world.run("policy", "show", asker.client)


@pytest.mark.parametrize(
    "text,words",
    [
        ("modles: {}", "modles"),
        ("redaction: { detectors: { emial: mask } }", "redaction.detectors.emial"),
        ("models: { allow: gpt-* }", "models.allow"),
        ("attachments: yes", "attachments"),
        ("max_output_tokens: 1\nmax_output_tokens: 2", "max_output_tokens"),
        ("models: [", "can't be read"),
        ("", "empty"),
        ("a: &a [*a]", "policy"),
        ("redaction: { patterns: [{ name: bad, pattern: '(', action: mask }] }", "pattern bad"),
        ("redaction: { allowed: [''] }", "redaction.allowed[0]"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(world, asker, text, words):
    with pytest.raises(CommandFailed) as failure:
        asker.put("wrong", text)
    assert failure.value.status == 64
    assert words in failure.value.stderr


def test_a_policy_in_use_stays(world, asker):
    asker.token({})
    with pytest.raises(CommandFailed) as failure:
        world.run("policy", "remove", asker.client)
    assert failure.value.status == 1


def test_history_says_what_a_policy_would_have_refused(world, asker, tmp_path):
    token = asker.token()
    stem = world.stems["openai-chat"]
    for model in ("-x1", "-x1", "-y1"):
        served(world, "openai-chat", token, model=stem + model)
    file = tmp_path / "p.yaml"
    file.write_text(f'models: {{ deny: ["{stem}-x*"] }}\ncidr: ["10.0.0.0/8"]\nunpriced: allow\n')
    answer = world.run("policy", "check", file, "--since", "1h")
    assert answer["calls"] >= 3 and answer["refused"] == 2
    assert answer["by_rule"] == [{"rule": "policy.models.deny", "refused": 2}]
    assert answer["not_checked"] == ["cidr"]
    file.write_text("endpoints: [embeddings]\n")
    answer = world.run("policy", "check", file)
    assert answer["refused"] == answer["calls"] > 0


def test_history_judges_what_detectors_found(world, asker, tmp_path):
    token = asker.token({"redaction": {"detectors": {"email": "tokenise"}}})
    model = world.stems["openai-chat"] + "-found"
    told = {"model": model, "messages": [{"role": "user", "content": "ann.smith@corp.io"}]}
    for _ in range(2):
        assert world.http.post(
            world.url + "/v1/chat/completions", json=told, headers={"authorization": f"Bearer {token}"}
        ).status_code == 200
    file = tmp_path / "p.json"
    file.write_text('{"models": {"allow": ["*-found"]}, "unpriced": "allow", "redaction": {"detectors": {"email": "block"}}}')
    answer = world.run("policy", "check", file)
    assert {"rule": "policy.redaction.email", "refused": 2} in answer["by_rule"]
    assert answer["not_checked"] == ["redaction"]


def test_values_that_pass(world, asker):
    token = asker.token(
        {"redaction": {"default": "mask", "allowed": ["ops@corp.io", "\U0001f600"]}}
    )
    for text, passes in (("ops@corp.io", True), ("ann@corp.io", False)):
        body = {"model": world.stems["openai-chat"] + "-a", "messages": [{"role": "user", "content": text}]}
        answer = world.http.post(
            world.url + "/v1/chat/completions", json=body, headers={"authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200
        assert (text.encode() in world.last_body()) == passes


def test_json_with_escapes_of_two_halves(world, asker, tmp_path):
    file = tmp_path / "words.json"
    file.write_text('{"redaction": {"words": ["\\ud83d\\ude00 caf\\u00e9"]}}')
    name = "halves"
    world.run("policy", "put", name, file)
    shown = world.run("policy", "show", name)
    assert json.loads(shown["policy"])["redaction"]["words"] == ["😀 café"]


def test_detectors_are_listed(world):
    names = {entry["name"] for entry in world.run("policy", "detectors")["detectors"]}
    assert {"secret", "private-key", "card", "iban", "email", "phone", "ip", "mac"} <= names
    assert {"national-id", "passport", "crypto", "jwt", "us-ssn"} <= names


def test_suspend_and_resume_reach_down_the_tree(world, asker):
    asker.token()
    parent = asker.client
    token = asker.token(parent=parent)
    served(world, "openai-chat", token)
    world.run("client", "suspend", parent)
    assert call(world, "openai-chat", world.stems["openai-chat"] + "-a", token).status_code == 401
    world.run("client", "resume", parent)
    served(world, "openai-chat", token)


def test_rotation_keeps_the_id_and_the_grace(world, asker):
    """AC-35."""
    asker.token()
    issued = world.issue_token(asker.client)
    rotated = world.run("token", "rotate", issued["id"], "--grace", "1h")
    assert (rotated["id"], rotated["version"]) == (issued["id"], 2)
    served(world, "openai-chat", issued["token"])
    served(world, "openai-chat", rotated["token"])
    again = world.run("token", "rotate", issued["id"])
    model = world.stems["openai-chat"] + "-a"
    for old in (issued, rotated):
        assert call(world, "openai-chat", model, old["token"]).status_code == 401
    served(world, "openai-chat", again["token"])
    assert world.run("token", "show", issued["id"])["version"] == 3


def test_a_rotation_whose_answer_was_lost_costs_nothing(world, asker):
    asker.token()
    issued = world.issue_token(asker.client)
    rotate = ("token", "rotate", issued["id"], "--grace", "1h", "--idempotency-key", "k1")
    lost = world.run(*rotate)
    found = world.run(*rotate)
    assert lost["version"] == found["version"] == 2 and lost["token"] != found["token"]
    model = world.stems["openai-chat"] + "-a"
    assert call(world, "openai-chat", model, lost["token"]).status_code == 401
    served(world, "openai-chat", found["token"])
    served(world, "openai-chat", issued["token"])
    with pytest.raises(CommandFailed) as failure:
        world.run(*rotate)
    assert failure.value.status == 1
    served(world, "openai-chat", found["token"])


def test_a_claim_code_yields_the_token_once(world, asker):
    asker.token()
    issued = world.issue_token(asker.client, "--wrap", "10m")
    assert issued.get("token") is None and issued["claim"].startswith("clm_")
    assert issued["claim"] not in (world.directory / "gateway.log").read_text()
    claim = {"code": issued["claim"]}
    answer = world.http.post(world.url + "/bursar/v1/claim", json=claim)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.json()["id"] == issued["id"]
    served(world, "openai-chat", answer.json()["token"])
    second = world.http.post(world.url + "/bursar/v1/claim", json=claim)
    assert second.status_code == 403 and "token" not in second.json()
    with pytest.raises(CommandFailed):
        world.run("token", "claim", issued["claim"])
    shown = world.run("token", "show", issued["id"])["claim"]
    assert shown["refusals"] == 2 and shown["refused_from"] == "operator"
    assert shown["claimed_from"] == "127.0.0.1"


def test_a_claim_by_command(world, asker):
    asker.token()
    issued = world.issue_token(asker.client, "--wrap", "10m", "--models", "*-a")
    token = world.run("token", "claim", stdin=issued["claim"] + "\n")["token"]
    served(world, "openai-chat", token)
    refused(
        world, "openai-chat", token, "token.models.allow", model=world.stems["openai-chat"] + "-b"
    )


def test_codes_are_not_tried_for_long(new_house):
    house = new_house()
    statuses = [
        house.http.post(house.url + "/bursar/v1/claim", json={"code": "clm_" + "0" * 22}).status_code
        for _ in range(12)
    ]
    assert statuses[:10] == [403] * 10 and statuses[10:] == [429] * 2
    assert house.ledger("SELECT COUNT(*) AS n FROM call")[0]["n"] == 0


@pytest.mark.parametrize("body", [b"", b"{}", b'{"code":1}', b"[]", b'{"code":"bur_x"}'])
def test_a_claim_needs_a_code(world, body):
    answer = world.http.post(world.url + "/bursar/v1/claim", content=body)
    assert answer.status_code in (400, 403, 429)


def test_a_client_sees_its_own_calls_and_usage(world, asker):
    """AC-37."""
    token, other = asker.token(), asker.token()
    answer = served(world, "openai-chat", token)
    call_id = answer.headers["bursar-call"]
    head = {"authorization": f"Bearer {token}"}
    seen = world.http.get(f"{world.url}/bursar/v1/calls/{call_id}", headers=head)
    assert seen.status_code == 200 and seen.json()["id"] == call_id
    attempt = seen.json()["attempts"][0]
    for key in ("key", "key_name", "key_version", "upstream", "provider_id"):
        assert attempt.get(key) is None
    foreign = {"authorization": f"Bearer {other}"}
    hidden = world.http.get(f"{world.url}/bursar/v1/calls/{call_id}", headers=foreign)
    assert hidden.status_code == 404
    usage = world.http.get(f"{world.url}/bursar/v1/usage?by=model", headers=head).json()
    assert usage["total"]["calls"] == 1 and len(usage["rows"]) == 1
    empty = world.http.get(f"{world.url}/bursar/v1/usage", headers=foreign).json()
    assert empty["total"]["calls"] == 0
    for query in ("by=key", "by=client", "since=x"):
        assert world.http.get(f"{world.url}/bursar/v1/usage?{query}", headers=head).status_code == 400
    for path in ("/bursar/v1/usage", f"/bursar/v1/calls/{call_id}"):
        assert world.http.get(world.url + path).status_code == 401
    scoped = asker.token(cidr="10.0.0.0/8")
    head = {"authorization": f"Bearer {scoped}"}
    assert world.http.get(f"{world.url}/bursar/v1/usage", headers=head).status_code == 403


def test_fields_that_cannot_be_carried_over(world, asker):
    """Chat's seed would be dropped in front of Anthropic, its n refused; policy has the last word."""
    model = world.stems["anthropic"] + "-a"

    def ask(token, **fields):
        return call(world, "openai-chat", model, token, bound=50, **fields)

    auto = asker.token()
    assert ask(auto, seed=7).headers["bursar-dropped"] == "seed"
    assert ask(auto, n=2).status_code == 400
    strict = asker.token({"unsupported_fields": "refuse"})
    seen = world.provider_count()
    assert ask(strict, seed=7).status_code == 400 and world.provider_count() == seen
    assert ask(strict).status_code == 200
    loose = asker.token({"unsupported_fields": "drop"})
    answer = ask(loose, n=2)
    assert answer.status_code == 200 and "n" in answer.headers["bursar-dropped"].split(",")
