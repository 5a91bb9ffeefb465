"""A provider that reports whatever usage it is told to, and an independent calculation of what that costs.

Prices are read from `prices/book.csv` here and summed as fractions, so that nothing is shared with what is tested.
"""

import csv
import json
import re
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHAPES = Path(__file__).with_name("usage_shapes.jsonl")
# A meter without a rate of its own takes the next one's that has.
HEIRS = {
    "cache_read": ["input"],
    "cache_write_5m": ["input"],
    "cache_write_1h": ["cache_write_5m", "input"],
    "audio_input": ["input"],
    "reasoning": ["output"],
    "audio_output": ["output"],
}


class Provider:
    """Answers in every dialect with the usage that the request's text names: `shape 17`."""

    def __init__(self, shapes):
        self.shapes = shapes
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                kind, content = provider.answer(self.path, json.loads(body))
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, body):
        number = int(re.search(r"shape (\d+)", json.dumps(body)).group(1))
        shape = self.shapes[number]
        stream = body.get("stream") or "stream" in path
        if "generateContent" in path or "streamGenerateContent" in path:
            return gemini(shape, stream)
        return {"chat": chat, "responses": responses, "messages": messages}[shape["dialect"]](
            shape, stream
        )


def whole_or_events(whole, events, stream):
    if not stream:
        return "application/json", json.dumps(whole).encode()
    lines = []
    for event in events:
        if isinstance(event, str):
            lines.append(f"data: {event}\n\n")
        else:
            name = f"event: {event['type']}\n" if "type" in event else ""
            lines.append(f"{name}data: {json.dumps(event)}\n\n")
    return "text/event-stream", "".join(lines).encode()


def chat(shape, stream):
    head = {"id": "chatcmpl-1", "created": 1700000000, "model": shape["model"]}
    if shape.get("tier"):
        head["service_tier"] = shape["tier"]
    usage = shape["usage"]
    message = {"role": "assistant", "content": "ok"}
    whole = head | {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage,
    }
    chunk = head | {"object": "chat.completion.chunk"}
    events = [
        chunk | {"choices": [{"index": 0, "delta": message, "finish_reason": None}]},
        chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        chunk | {"choices": [], "usage": usage},
        "[DONE]",
    ]
    return whole_or_events(whole, events, stream)


def responses(shape, stream):
    item = {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "ok", "annotations": []}],
    }
    searches = [
        {"type": "web_search_call", "id": f"ws_{n}", "status": "completed",
         "action": {"type": "search", "query": "q"}}
        for n in range(shape.get("searches", 0))
    ]
    whole = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1700000000,
        "status": "completed",
        "model": shape["model"],
        "output": [*searches, item],
        "service_tier": shape.get("tier") or "default",
        "usage": shape["usage"],
    }
    begun = whole | {"status": "in_progress", "output": [], "usage": None}
    events = [
        {"type": "response.created", "response": begun},
        {"type": "response.output_item.added", "output_index": 0,
         "item": item | {"content": [], "status": "in_progress"}},
        {"type": "response.content_part.added", "item_id": "msg_1", "output_index": 0,
         "content_index": 0, "part": {"type": "output_text", "text": "", "annotations": []}},
        {"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0,
         "content_index": 0, "delta": "ok"},
        {"type": "response.output_text.done", "item_id": "msg_1", "output_index": 0,
         "content_index": 0, "text": "ok"},
        {"type": "response.content_part.done", "item_id": "msg_1", "output_index": 0,
         "content_index": 0, "part": item["content"][0]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    return whole_or_events(whole, events, stream)


def messages(shape, stream):
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": shape["model"]}
    usage = shape["usage"]
    whole = head | {
        "content": [{"type": "text", "text": "ok"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }
    begun = head | {"content": [], "stop_reason": None, "stop_sequence": None}
    events = [
        {"type": "message_start", "message": begun | {"usage": usage | {"output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "ok"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
         "usage": usage},
        {"type": "message_stop"},
    ]
    return whole_or_events(whole, events, stream)


def gemini(shape, stream):
    whole = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": "ok"}]}, "finishReason": "STOP",
             "index": 0}
        ],
        "usageMetadata": shape["usage"],
        "modelVersion": shape["model"],
        "responseId": "r1",
    }
    return whole_or_events(whole, [whole], stream)


# The independent calculation


def number(value):
    return value if isinstance(value, int) and value > 0 else 0


def split(whole, *parts):
    """Parts taken from a whole, one after the other, never more than is left; the rest last."""
    taken = []
    for part in parts:
        taken.append(min(number(part), whole))
        whole -= taken[-1]
    return [*taken, whole]


def meters(shape):
    """What was used, each unit in one meter (facts/protocols 5.2)."""
    usage, dialect = shape["usage"], shape["dialect"]
    found = {"searches": shape.get("searches", 0)}
    if dialect in ("chat", "responses"):
        names = ("prompt", "completion") if dialect == "chat" else ("input", "output")
        inward = usage.get(f"{names[0]}_tokens_details") or {}
        outward = usage.get(f"{names[1]}_tokens_details") or {}
        cached = inward.get("cached_tokens")
        if cached is None:
            cached = usage.get("prompt_cache_hit_tokens")
        (
            found["cache_read"],
            found["cache_write_5m"],
            found["audio_input"],
            found["input"],
        ) = split(
            number(usage.get(f"{names[0]}_tokens")),
            cached,
            inward.get("cache_write_tokens"),
            inward.get("audio_tokens"),
        )
        found["reasoning"], found["audio_output"], found["output"] = split(
            number(usage.get(f"{names[1]}_tokens")),
            outward.get("reasoning_tokens"),
            outward.get("audio_tokens"),
        )
    elif dialect == "messages":
        found["input"] = number(usage.get("input_tokens"))
        found["cache_read"] = number(usage.get("cache_read_input_tokens"))
        lives = usage.get("cache_creation") or {}
        hour = lives.get("ephemeral_1h_input_tokens")
        if usage.get("cache_creation_input_tokens") is not None:
            found["cache_write_1h"], found["cache_write_5m"] = split(
                number(usage["cache_creation_input_tokens"]), hour
            )
        else:
            found["cache_write_1h"] = number(hour)
            found["cache_write_5m"] = number(lives.get("ephemeral_5m_input_tokens"))
        thinking = (usage.get("output_tokens_details") or {}).get("thinking_tokens")
        found["reasoning"], found["output"] = split(number(usage.get("output_tokens")), thinking)
        found["searches"] = number((usage.get("server_tool_use") or {}).get("web_search_requests"))
    else:
        def sound(name):
            return sum(
                number(detail.get("tokenCount"))
                for detail in usage.get(name) or []
                if detail.get("modality") == "AUDIO"
            )

        cached = number(usage.get("cachedContentTokenCount"))
        prompt = number(usage.get("promptTokenCount"))
        audio = max(0, sound("promptTokensDetails") - sound("cacheTokensDetails"))
        found["cache_read"], found["audio_input"], rest = split(prompt, cached, audio)
        found["input"] = rest + number(usage.get("toolUsePromptTokenCount"))
        found["audio_output"], found["output"] = split(
            number(usage.get("candidatesTokenCount")), sound("candidatesTokensDetails")
        )
        found["reasoning"] = number(usage.get("thoughtsTokenCount"))
    return {name: count for name, count in found.items() if count}


def tier_of(shape):
    """The tier that served, in the book's words."""
    usage = shape["usage"]
    tier = shape.get("tier") or usage.get("service_tier") or usage.get("serviceTier") or ""
    tier = tier.lower().removeprefix("service_tier_")
    if tier in ("standard", "default", "on_demand", "auto", "scale"):
        tier = ""
    if usage.get("speed") == "fast":
        tier = "fast"
    if usage.get("inference_geo") == "us" and shape["dialect"] == "messages":
        tier = f"{tier}.us" if tier else "us"
    return tier


class Book:
    """The shipped price book."""

    def __init__(self):
        with open(ROOT / "prices" / "book.csv", newline="") as file:
            self.rows = list(csv.DictReader(file))

    def cost_nano_usd(self, shape, began):
        """What a call costs that began then: summed exactly, rounded once, half up."""
        used = meters(shape)
        rates = self.rates(shape, used, began)
        exact = Fraction(0)
        for meter, count in used.items():
            name = meter
            if meter == "searches":
                exact += count * rates["searches_per_1000"] * 10**6
                continue
            for name in [meter, *HEIRS.get(meter, [])]:
                if name in rates:
                    break
            exact += count * rates[name] * 1000
        return (2 * exact + 1).__floor__() // 2

    def rates(self, shape, used, began):
        rows = self.entry(shape["provider"], shape["model"], began)
        total = sum(
            count
            for meter, count in used.items()
            if meter.startswith(("input", "cache", "audio_input"))
        )
        tier = tier_of(shape)
        if not any(row["tier"] == tier for row in rows):
            tier = ""
        fitting = [
            row
            for row in rows
            if row["tier"] == tier
            and (not row["input_over"] or total > int(row["input_over"][1:]))
            and self.is_open(row["hours_utc"], began)
        ]
        best = max(
            fitting or rows[:1],
            key=lambda row: (int(row["input_over"][1:] or 0), row["hours_utc"] != ""),
        )
        names = list(best)[6:15]
        rates = {name: Fraction(rows[0][name]) for name in names if rows[0][name]}
        return rates | {name: Fraction(best[name]) for name in names if best[name]}

    @staticmethod
    def is_open(hours, began):
        if not hours:
            return True
        start, end = hours.split("-")
        return start <= began.strftime("%H:%M") < end

    def entry(self, provider, model, began):
        """The lines of the narrowest name that fits, from the latest day that has come; the usual rates first."""

        def fits(glob):
            pattern = re.escape(glob).replace(r"\*", ".*").replace(r"\?", ".")
            return re.fullmatch(pattern, model)

        def width(glob):
            return sum(c not in "*?" for c in glob) * 2 + ("*" not in glob)

        day = began.strftime("%Y-%m-%d")
        found = [
            (width(glob), glob, row)
            for row in self.rows
            if row["provider"] == provider and row["from"] <= day
            for glob in row["model"].split()
            if fits(glob)
        ]
        best = max(found, key=lambda entry: entry[0])[1]
        rows = [row for _, glob, row in found if glob == best]
        start = max(row["from"] for row in rows)
        return [row for row in rows if row["from"] == start]

