"""One plain request in each of the four protocols, and where each has what a policy judges."""

import copy

DIALECTS = ("openai-chat", "openai-responses", "anthropic", "gemini")
ENDPOINTS = {
    "openai-chat": "chat",
    "openai-responses": "responses",
    "anthropic": "messages",
    "gemini": "gemini",
}
RATES = {"input": "0", "output": "10"}

FUNCTIONS = {
    "openai-chat": {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}},
    "openai-responses": {"type": "function", "name": "add", "parameters": {"type": "object"}},
    "anthropic": {"name": "add", "input_schema": {"type": "object"}},
    "gemini": {"functionDeclarations": [{"name": "add"}]},
}
SEARCHES = {
    "openai-chat": {"web_search_options": {}},
    "openai-responses": {"tools": [{"type": "web_search_preview"}]},
    "anthropic": {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
    "gemini": {"tools": [{"google_search": {}}]},
}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def furnish(house):
    """An upstream and a priced model stem of each dialect: stems by dialect."""
    stems = {}
    for dialect in DIALECTS:
        stems[dialect] = house.apart(dialect)
        house.set_price(stems[dialect] + "*", **RATES)
    return stems


def body(dialect, model, bound=None, image=False, **more):
    """A request's body, with a bound of the output, a picture, and other members."""
    text = "Say something."
    if dialect == "openai-chat":
        content = text
        if image:
            url = f"data:image/png;base64,{PIXEL}"
            content = [
                {"type": "text", "text": text},
                {"type": "image_url", "image_url": {"url": url}},
            ]
        made = {"model": model, "messages": [{"role": "user", "content": content}]}
        if bound is not None:
            made["max_completion_tokens"] = bound
    elif dialect == "openai-responses":
        content = [{"type": "input_text", "text": text}]
        if image:
            content.append(
                {"type": "input_image", "detail": "auto", "image_url": f"data:image/png;base64,{PIXEL}"}
            )
        made = {"model": model, "input": [{"role": "user", "content": content}]}
        if bound is not None:
            made["max_output_tokens"] = bound
    elif dialect == "anthropic":
        content = [{"type": "text", "text": text}]
        if image:
            source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
            content.append({"type": "image", "source": source})
        made = {
            "model": model,
            "max_tokens": 100 if bound is None else bound,
            "messages": [{"role": "user", "content": content}],
        }
    else:
        parts = [{"text": text}]
        if image:
            parts.append({"inlineData": {"mimeType": "image/png", "data": PIXEL}})
        made = {"contents": [{"role": "user", "parts": parts}]}
        if bound is not None:
            made["generationConfig"] = {"maxOutputTokens": bound}
    return made | copy.deepcopy(more)


def path(dialect, model):
    """Where it is posted."""
    return {
        "openai-chat": "/v1/chat/completions",
        "openai-responses": "/v1/responses",
        "anthropic": "/v1/messages",
        "gemini": f"/v1beta/models/{model}:generateContent",
    }[dialect]


def headers(dialect, token):
    """With what its SDK shows the token."""
    return {
        "openai-chat": {"authorization": f"Bearer {token}"},
        "openai-responses": {"authorization": f"Bearer {token}"},
        "anthropic": {"x-api-key": token, "anthropic-version": "2023-06-01"},
        "gemini": {"x-goog-api-key": token},
    }[dialect]


def call(house, dialect, model, token, http=None, **fields):
    """Makes the call; returns httpx's response."""
    return (http or house.http).post(
        house.url + path(dialect, model),
        json=body(dialect, model, **fields),
        headers=headers(dialect, token),
    )


def code(dialect, response):
    """The code in an error, as its protocol says it."""
    error = response.json()["error"]
    if dialect == "gemini":
        return error["details"][0]["reason"]
    return error["code"]
