"""Every route that sends anything to a provider passes policy, and no trick makes it pass as another one."""

import copy
import json
import re
from pathlib import Path

import pytest

import dialects
import raw
from house import ROOT, House

# Every route that reaches a provider: endpoint, dialect, method, path ({m} is the model), body.
ROUTES = {
    "chat": ("chat", "openai-chat", "POST", "/v1/chat/completions", {}),
    "responses": ("responses", "openai-responses", "POST", "/v1/responses", {}),
    "responses.count": ("responses", "openai-responses", "POST", "/v1/responses/input_tokens", {}),
    "responses.get": ("responses", "openai-responses", "GET", "/v1/responses/{id}", None),
    "responses.delete": ("responses", "openai-responses", "DELETE", "/v1/responses/{id}", None),
    "messages": ("messages", "anthropic", "POST", "/v1/messages", {}),
    "messages.count": ("messages", "anthropic", "POST", "/v1/messages/count_tokens", {"max_tokens": None}),
    "embeddings": ("embeddings", "openai-chat", "POST", "/v1/embeddings", {"input": "x", "messages": None}),
    "gemini": ("gemini", "gemini", "POST", "/v1beta/models/{m}:generateContent", {}),
    "gemini.stream": ("gemini", "gemini", "POST", "/v1beta/models/{m}:streamGenerateContent", {}),
    "gemini.count": ("gemini", "gemini", "POST", "/v1beta/models/{m}:countTokens", {}),
    "gemini.embed": (
        "embeddings",
        "gemini",
        "POST",
        "/v1beta/models/{m}:embedContent",
        {"contents": None, "content": {"parts": [{"text": "x"}]}},
    ),
    "gemini.embed-batch": (
        "embeddings",
        "gemini",
        "POST",
        "/v1beta/models/{m}:batchEmbedContents",
        {"contents": None, "requests": [{"content": {"parts": [{"text": "x"}]}}]},
    ),
}
FAMILIES = ("chat", "responses", "messages", "gemini", "embeddings")
PREFIXES = ("", "/openai", "/anthropic", "/gemini")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("routes"))
    try:
        house.start()
        house.stems = dialects.furnish(house)
        house.run("client", "add", "wide")
        house.wide = house.issue_token("wide")["token"]
        house.only = {
            family: house.issue_token("wide", "--endpoints", family)["token"] for family in FAMILIES
        }
        house.without = {
            family: house.issue_token(
                "wide", "--endpoints", ",".join(other for other in FAMILIES if other != family)
            )["token"]
            for family in FAMILIES
        }
        yield house
    finally:
        house.stop()


def model(house, dialect):
    return house.stems[dialect] + "-a"


def stored(house):
    """The id of a response that the provider keeps for the client."""
    answer = dialects.call(house, "openai-responses", model(house, "openai-responses"), house.wide, store=True)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def parts(house, name, response="resp_x"):
    """(endpoint, dialect, method, path, body) of a route, ready to be sent."""
    endpoint, dialect, method, path, more = ROUTES[name]
    path = path.replace("{m}", model(house, dialect)).replace("{id}", response)
    if more is None:
        return endpoint, dialect, method, path, b""
    body = copy.deepcopy(dialects.body(dialect, model(house, dialect), bound=None) | more)
    if "count" in name or name.startswith("gemini.embed") or name == "embeddings":
        body.pop("max_tokens", None)
    for request in body.get("requests", []):
        request["model"] = "models/" + model(house, dialect)
    return endpoint, dialect, method, path, json.dumps({k: v for k, v in body.items() if v is not None}).encode()


def ask(house, name, token, prefix="", response="resp_x"):
    _, dialect, method, path, body = parts(house, name, response)
    return house.http.request(
        method, house.url + prefix + path, content=body, headers=dialects.headers(dialect, token)
    )


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_route_asks_the_policy(world, name, prefix):
    """AC-06."""
    endpoint = ROUTES[name][0]
    response = stored(world) if "{id}" in ROUTES[name][3] else "resp_x"
    seen = world.provider_count()
    answer = ask(world, name, world.without[endpoint], prefix, response)
    assert answer.status_code == 403, (answer.status_code, answer.text)
    assert world.provider_count() == seen
    call = world.run("call", "show", answer.headers["bursar-call"])
    assert call["rule"] == "token.endpoints" and call["endpoint"].split(".")[0] == endpoint
    answer = ask(world, name, world.only[endpoint], prefix, response)
    assert answer.status_code == 200, (answer.status_code, answer.text)
    call = world.run("call", "show", answer.headers["bursar-call"])
    assert call["rule"] == "policy.permit" and call["endpoint"].split(".")[0] == endpoint


def test_the_list_of_routes_is_whole():
    """A route that is added to the gateway must be added here, or this fails."""
    source = (ROOT / "Sources/Gateway/Road/Route.swift").read_text()
    paths = set(re.findall(r'"(/v1[^"]*)"', source)) - {"/v1/models", "/v1beta/models", "/v1/"}
    paths -= {"/v1/models/", "/v1beta/models/", "/v1/responses/", "/v1/messages", "/v1beta/", "/v1/v1"}
    known = {path for _, _, _, path, _ in ROUTES.values()}
    assert {path for path in paths if path not in ("/v1/responses",)} <= known, paths - known
    verbs = set(re.findall(r'case "(\w+(?:Content|Contents|Tokens))"', source))
    assert verbs == {path.rsplit(":", 1)[1] for path in known if ":" in path}


def test_a_request_is_permitted_in_one_place():
    made = [
        str(path.relative_to(ROOT))
        for path in Path(ROOT / "Sources").rglob("*.swift")
        for line in path.read_text().splitlines()
        if re.search(r"(?<!struct )\bPermittedRequest\(", line)
    ]
    # A further try of a permitted call, for whose target policy was asked anew.
    again = "Sources/Gateway/Road/PermittedRequest.swift"
    assert sorted(made) == ["Sources/Gateway/Road/Authorise.swift", again]
    tried = [path.name for path in (ROOT / "Sources").rglob("*.swift") if "permitted.again(" in path.read_text()]
    assert tried == ["FurtherTries.swift"]
    sent = [
        str(path.relative_to(ROOT))
        for path in Path(ROOT / "Sources/Gateway").rglob("*.swift")
        if "transport.send(" in path.read_text()
    ]
    assert sent == ["Sources/Gateway/Road/Forward.swift"]


def credential(dialect, token):
    return list(dialects.headers(dialect, token).items())


def mutations(method, path, headers, body, token, other, family_path):
    """Requests that mean to be taken for another route, another host or another sender."""
    def make(path=path, headers=headers, method=method, body=body, host=("Host", "127.0.0.1"), version="1.1"):
        lines = [f"{method} {path} HTTP/{version}"]
        lines += [f"{name}: {value}" for name, value in ([host] if host else []) + list(headers)]
        lines += [f"Content-Length: {len(body)}", "Connection: close"]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    for host in (
        "localhost", "127.0.0.1:1", "example.com", "api.openai.com", "169.254.169.254", "", "a b", "a@b",
        "127.0.0.1/../..", f"x{family_path}", "[::1]", "127.0.0.1\t", "%31", "127.0.0.1#", "127.0.0.1?",
    ):
        yield "host " + host, make(host=("Host", host))
    yield "no host", make(host=None)
    yield "two hosts", make(headers=[("host", "example.com")] + headers)
    for name in ("X-Forwarded-Host", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "Forwarded",
                 "X-HTTP-Method-Override", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Path"):
        yield name, make(headers=headers + [(name, family_path)])
    tail = path.lstrip("/")
    for trick in (
        "/" + path, path + "/", path + "//", path + "/.", path + "/..", "/./" + tail, "/x/../" + tail,
        path.replace("/v1", "/V1", 1), path.upper(), path + "%20", path + "%2f", path + "%00", path + "%2e",
        path.replace("/", "%2f"), "/%76" + tail[1:], path + ";x=1", path + "#x", path + "\\", "\\" + tail,
        "http://127.0.0.1" + path, "http://example.com" + path, "https://api.openai.com" + path, "*", tail,
        family_path + "/.." + path, path + "/.." + family_path, path + "?" + family_path, path + "?x=" + family_path,
        family_path + "?" + path, path + "%3f", path + "\t", "/openai/anthropic" + path, "/openai//" + tail,
        "/openai" + family_path, "/gemini" + path, "/anthropic/" + path, "/v1/" + tail, "/v1beta" + path,
        path + "%c0%af", path + "\xff", path.replace("/v1", "/v1/."), path + ":generateContent",
        path + ":countTokens",
    ):
        yield "path " + trick, make(path=trick)
    for query in ("key=" + other, "key=" + token, "api_key=" + other, "key=", "key=a&key=b", "access_token=" + other,
                  "alt=sse", "beta=true", "alt=json&alt=sse", "model=x", "endpoint=chat", "$alt=json"):
        yield "query " + query, make(path=path + "?" + query)
    bearer = f"Bearer {other}"
    for extra in (
        [("Authorization", bearer)], [("authorization", bearer)], [("AUTHORIZATION", bearer)],
        [("x-api-key", other)], [("X-API-KEY", other)], [("x-goog-api-key", other)], [("api-key", other)],
        [("Authorization", "Basic " + other)], [("Authorization", "bearer " + other)],
        [("Authorization", "Bearer")], [("Authorization", "")], [("Proxy-Authorization", bearer)],
        [("Cookie", "token=" + other)], [("x-api-key", ""), ("authorization", bearer)],
        [("Authorization", bearer + "," + bearer)], [("Authorization", "Bearer " + other + " ")],
    ):
        yield f"credential {extra}", make(headers=headers + extra)
        yield f"credential before {extra}", make(headers=extra + headers)
        yield f"credential alone {extra}", make(headers=extra)
    yield "odd casing", make(headers=[(name.swapcase(), value) for name, value in headers])
    yield "upper casing", make(headers=[(name.upper(), value) for name, value in headers])
    yield "spaced", make(headers=[(name, "  " + value + "\t ") for name, value in headers])
    for other_method in ("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "post", "Post", "TRACE", "CONNECT", "POST "):
        yield "method " + other_method, make(method=other_method)
    for version in ("1.0", "0.9", "2.0", "1.2"):
        yield "version " + version, make(version=version)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/JSON;charset=utf-7"):
        yield "content-type " + kind, make(headers=headers + [("content-type", kind)])
    for more in (b'"model":"other",', b'"Model":"other",', b'"endpoint":"chat",', b'"url":"http://127.0.0.1:1",',
                 b'"base_url":"http://127.0.0.1:1",', b'"api_base":"http://127.0.0.1:1",', b'"user_config":{},'):
        yield f"body {more}", make(body=body[:1] + more + body[1:])
    yield "bom", make(body=b"\xef\xbb\xbf" + body)
    yield "utf-16", make(body=body.decode().encode("utf-16"))


# How the paths of each family end.
PATHS = {
    "chat": ("/chat/completions",),
    "responses": ("/responses",),
    "messages": ("/messages", "/messages/count_tokens"),
    "gemini": (":generateContent", ":streamGenerateContent", ":countTokens"),
    "embeddings": ("/embeddings", ":embedContent", ":batchEmbedContents"),
}


@pytest.mark.parametrize("name", ["chat", "responses", "messages", "gemini", "embeddings", "messages.count"])
def test_mutated_requests_reach_nothing_without_their_own_decision(world, name):
    """T07: The sender may use any endpoint but this route's: what reaches a provider all the same must be another route's."""
    endpoint, dialect, method, path, body = parts(world, name)
    family = "messages" if endpoint == "chat" else "chat"
    family_path = parts(world, family)[3]
    token = world.without[endpoint]
    corpus = list(
        mutations(
            method, path, credential(dialect, token), body, token, world.only[family], family_path
        )
    )
    assert len(corpus) >= 150
    reached = 0
    for what, data in corpus:
        seen = world.provider_count()
        exchange = raw.exchange(world.port, data, seconds=0.4)
        if world.provider_count() == seen:
            continue
        reached += 1
        call_id = exchange.replies[-1].headers["bursar-call"]
        call = world.run("call", "show", call_id)
        used = call["endpoint"].split(".")[0]
        assert call["rule"] == "policy.permit" and used != endpoint, (what, call["endpoint"])
        asked = data.split(b" ")[1].split(b"?")[0].decode("latin-1")
        assert any(asked.endswith(part) for part in PATHS[used]), (what, asked)
    assert reached <= 8
