"""Applications of the ecosystem that only take a base URL, each in front of a provider it wasn't written for.

| application | speaks | provider |
|---|---|---|
| llm | OpenAI Chat | Anthropic |
| openai-agents | OpenAI Responses | Gemini |
| pydantic-ai | Anthropic Messages | OpenAI Responses |
| langchain-google-genai | Gemini | OpenAI Chat |

Run with `requirements-apps.txt` installed; `make clients` does.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from pairs import RECENT

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


class Café(pydantic.BaseModel):
    name: str
    seats: int


@pytest.fixture
def provider(pair_house):
    """What the application's last call left with the provider: its dialect, and what was booked."""
    before = len(pair_house.sandbox_get("/sandbox/calls"))

    class Seen:
        @property
        def calls(self):
            return pair_house.sandbox_get("/sandbox/calls")[before:]

        @property
        def body(self):
            return json.loads(pair_house.last_body())

    yield Seen()
    booked = pair_house.run("usage", "--by", "model")
    assert booked["total"]["calls"] >= len(pair_house.sandbox_get("/sandbox/calls"))
    assert pair_house.run("ledger", "books")["ok"]


class TestLLM:
    """The command `llm`, by Chat to Anthropic."""

    MODEL = RECENT["anthropic"]

    @pytest.fixture
    def llm(self, pair_house, tmp_path):
        options = ["supports_tools: true", "supports_schema: true", "vision: true"]
        model = ["- model_id: remote", f"  model_name: {self.MODEL}+words=12"]
        model += [f"  api_base: {pair_house.url}/v1", "  api_key_name: remote"]
        lines = model + ["  " + option for option in options]
        (tmp_path / "extra-openai-models.yaml").write_text("\n".join(lines) + "\n")
        (tmp_path / "keys.json").write_text(json.dumps({"remote": pair_house.token}))

        def run(*arguments):
            program = Path(sys.executable).with_name("llm")
            environment = {"LLM_USER_PATH": str(tmp_path), "HOME": str(tmp_path), "PATH": "/bin"}
            done = subprocess.run(
                [program, "-m", "remote", *arguments],
                capture_output=True,
                text=True,
                env=environment,
                timeout=60,
                stdin=subprocess.DEVNULL,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout.strip()

        return run

    def test_streams_and_not(self, llm, provider):
        streamed = llm("Say something.", "-s", "You are terse.")
        assert len(streamed.split()) == 12
        assert llm("Say something.", "-s", "You are terse.", "--no-stream") == streamed
        assert [call["stream"] for call in provider.calls] == [True, False]
        assert {call["dialect"] for call in provider.calls} == {"anthropic"}

    def test_goes_on_with_a_conversation(self, llm, provider):
        llm("Say something.")
        llm("-c", "And then?")
        assert [m["role"] for m in provider.body["messages"]] == ["user", "assistant", "user"]

    def test_calls_a_function(self, llm, provider):
        function = "def weather(city: str) -> str:\n    return 'sunny in ' + city"
        assert llm("How is the weather there?", "--functions", function)
        result = provider.body["messages"][-1]["content"][0]
        assert result["type"] == "tool_result" and "sunny in sample city" in str(result)
        assert len(provider.calls) == 2

    def test_answers_by_schema(self, llm, provider):
        answer = json.loads(llm("Describe a café.", "--schema", "name, seats int"))
        assert answer == {"name": "sample name", "seats": 7}

    def test_looks_at_a_picture(self, llm, provider, tmp_path):
        (tmp_path / "dot.png").write_bytes(PICTURE)
        assert llm("What is this?", "-a", str(tmp_path / "dot.png"))
        kinds = [block["type"] for block in provider.body["messages"][0]["content"]]
        assert sorted(kinds) == ["image", "text"]


class TestOpenAIAgents:
    """The openai-agents library, by Responses to Gemini."""

    MODEL = RECENT["gemini"]

    @pytest.fixture
    def agents(self, pair_house, monkeypatch):
        monkeypatch.setenv("OPENAI_BASE_URL", pair_house.url + "/v1")
        monkeypatch.setenv("OPENAI_API_KEY", pair_house.token)
        # Or it would send its traces elsewhere.
        monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")
        import agents
        import openai

        # The library keeps one client for good; each test has an event loop of its own.
        agents.set_default_openai_client(openai.AsyncOpenAI())
        return agents

    def agent(self, agents, options="", **more):
        @agents.function_tool
        def weather(city: str) -> str:
            """How the weather is in a city."""
            return "sunny in " + city

        return agents.Agent(
            name="Guide",
            instructions="You are terse.",
            model=self.MODEL + options,
            tools=[weather],
            **more,
        )

    def test_runs_its_loop_with_a_tool(self, agents, provider):
        agent = self.agent(agents, "+words=12+reasoning=9")
        result = agents.Runner.run_sync(agent, "How is the weather there?")
        assert len(result.final_output.split()) == 12
        assert len(provider.calls) == 2
        assert "sunny in sample city" in json.dumps(provider.body["contents"][-1])
        assert {call["dialect"] for call in provider.calls} == {"gemini"}

    def test_streams(self, agents, provider):
        async def run():
            agent = self.agent(agents, "+words=12+tools=2")
            result = agents.Runner.run_streamed(agent, "How is it there?")
            words = ""
            async for event in result.stream_events():
                data = getattr(event, "data", None)
                if getattr(data, "type", "") == "response.output_text.delta":
                    words += data.delta
            return words, result.final_output

        words, final = asyncio.run(run())
        assert words.endswith(final) and len(final.split()) == 12
        assert all(call["stream"] for call in provider.calls)

    def test_answers_by_schema(self, agents, provider):
        agent = self.agent(agents, output_type=Café)
        result = agents.Runner.run_sync(agent, "Describe a café.")
        assert result.final_output == Café(name="sample name", seats=7)

    def test_counts_its_usage(self, agents, provider):
        result = agents.Runner.run_sync(self.agent(agents, "+words=12"), "Say something.")
        usage = result.context_wrapper.usage
        (call,) = provider.calls
        assert (usage.input_tokens, usage.output_tokens) == (
            call["input_tokens"],
            call["output_tokens"],
        )


class TestPydanticAI:
    """The pydantic-ai library, by Messages to OpenAI Responses."""

    MODEL = RECENT["openai-responses"]

    @pytest.fixture
    def make(self, pair_house, monkeypatch):
        monkeypatch.setenv("ANTHROPIC_BASE_URL", pair_house.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", pair_house.token)
        import pydantic_ai

        def weather(city: str) -> str:
            """How the weather is in a city."""
            return "sunny in " + city

        def make(options="", tools=(weather,), **more):
            model = "anthropic:" + self.MODEL + options
            return pydantic_ai.Agent(model, instructions="Be terse.", tools=tools, **more)

        return make

    def test_runs_its_loop_with_a_tool(self, make, provider):
        result = make("+words=12+reasoning=9").run_sync("How is the weather there?")
        assert len(result.output.split()) == 12
        assert "sunny in sample city" in json.dumps(provider.body["input"])
        assert {call["dialect"] for call in provider.calls} == {"openai-responses"}
        assert result.usage.output_tokens == sum(c["output_tokens"] for c in provider.calls)

    def test_goes_on_with_a_conversation(self, make, provider):
        agent = make("+words=12")
        first = agent.run_sync("How is the weather there?")
        second = agent.run_sync("And now?", message_history=first.all_messages())
        assert len(second.output.split()) == 12
        assert len(provider.body["input"]) >= 5

    def test_streams(self, make, provider):
        async def run():
            async with make("+words=12").run_stream("How is the weather there?") as result:
                return [part async for part in result.stream_text(delta=True)]

        assert len("".join(asyncio.run(run())).split()) == 12
        assert all(call["stream"] for call in provider.calls)

    def test_answers_by_tool(self, make, provider):
        """The library's way to an answer of a given shape: a tool that must be called."""
        agent = make(tools=(), output_type=Café)
        assert agent.run_sync("Describe a café.").output == Café(name="sample name", seats=7)
        assert provider.body["tool_choice"] == "required"


class TestLangChain:
    """langchain-google-genai, by Gemini to OpenAI Chat."""

    MODEL = RECENT["openai-chat"]

    @pytest.fixture
    def make(self, pair_house):
        from langchain_google_genai import ChatGoogleGenerativeAI

        def make(options=""):
            return ChatGoogleGenerativeAI(
                model=self.MODEL + options,
                google_api_key=pair_house.token,
                base_url=pair_house.url,
                max_retries=1,
            )

        return make

    def test_streams_and_not(self, make, provider):
        model = make("+words=12")
        whole = model.invoke([("system", "You are terse."), ("human", "Say something.")])
        assert len(whole.text.split()) == 12
        turns = [("system", "You are terse."), ("human", "Say something.")]
        assert "".join(part.text for part in model.stream(turns)) == whole.text
        assert {call["dialect"] for call in provider.calls} == {"openai-chat"}
        (call, _) = provider.calls
        assert whole.usage_metadata["input_tokens"] == call["input_tokens"]

    @pytest.mark.parametrize("count", [1, 2])
    def test_calls_tools(self, make, provider, count):
        from langchain_core.messages import HumanMessage, ToolMessage
        from langchain_core.tools import tool

        @tool
        def weather(city: str) -> str:
            """How the weather is in a city."""
            return "sunny in " + city

        model = make(f"+words=12+tools={count}").bind_tools([weather])
        turns = [HumanMessage("How is it there?")]
        turns.append(model.invoke(turns))
        assert len(turns[-1].tool_calls) == count
        for call in turns[-1].tool_calls:
            turns.append(ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"]))
        assert len(model.invoke(turns).text.split()) == 12
        results = [m for m in provider.body["messages"] if m["role"] == "tool"]
        assert ["sunny in sample city" in m["content"] for m in results] == [True] * count

    def test_answers_by_schema(self, make, provider):
        model = make().with_structured_output(Café, method="json_schema")
        assert model.invoke("Describe a café.") == Café(name="sample name", seats=7)
