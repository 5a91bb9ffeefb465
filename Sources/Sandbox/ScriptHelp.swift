/// The sandbox's own description of itself, at `GET /sandbox`.
enum ScriptHelp {
    /// Paths, credentials, counting and the options of model names.
    static let text = """
        The sandbox is a scripted AI provider for tests and dry runs. Nothing it says means anything.

        Paths
          POST /v1/chat/completions          OpenAI Chat
          POST /v1/responses                 OpenAI Responses; kept ones (the newest 1000) with
          GET | DELETE /v1/responses/ID      …/ID/input_items, and previous_response_id
          POST /v1/responses/input_tokens
          POST /v1/embeddings                OpenAI, float and base64
          POST /v1/messages                  Anthropic Messages
          POST /v1/messages/count_tokens
          POST /v1beta/models/M:VERB         Gemini, below /v1 too. VERB: generateContent,
                                             streamGenerateContent (an array; ?alt=sse events),
                                             countTokens, embedContent, batchEmbedContents
          GET  /v1/models[/ID]               Anthropic's shape with an anthropic-version header,
                                             Gemini's with x-goog-api-key or below /v1beta
          GET  /sandbox/calls[?after=N&limit=N]   accepted calls, oldest first, as JSON
          GET  /sandbox/totals               their sums, by dialect and model (embeddings: openai-chat,
                                             gemini)
          DELETE /sandbox/calls              forget them
          GET  /sandbox/last                 the last provider request, credentials masked
          GET  /sandbox/last/body            its body, byte for byte

        Credential
          Anything that isn't empty, as `Authorization: Bearer …`, `x-api-key`, `x-goog-api-key` or
          `?key=`. Parts are separated by - _ or . and mean: `revoked` a 401; `bad` a 401 (Gemini: a 400
          with API_KEY_INVALID); `fault429` (or another STATUS, see below) that answer to every call; one that
          begins with `org` names the organisation (all others share one), which kept responses and
          encrypted reasoning belong to.

        Requests
          Are checked as the provider checks them; a 400 in its words names what is wrong. Signatures of
          thinking, redacted thinking, encrypted reasoning and thought signatures must come back as they
          were given. Names that begin with o1, o3, o4 or gpt-5 take no max_tokens, no stop and no
          temperature but 1; those with gemini-2 take no thinkingLevel.

        Tokens
          Input: UTF-8 bytes of all texts in messages and system prompt, by 4, rounded up, at least 1.
          Output: one for each word of text, each tool call, each fragment of tool arguments or JSON;
          all that for each choice (n, candidateCount: 8 at most).

        Model name: any name, then options, as in `gpt-4o-mini+words=200+pace=20ms`
          words=N         words of text (16); beside tool calls, text comes first
          echo            the last user message is the answer
          pace=20ms       pause after each event of a stream
          wait=500ms      pause before the first byte
          burst=N         events that share a write at most (1 with a pace, else what fits 16 KiB)
          tool, tools=N   calls one or N of the request's tools; so do a tool_choice that requires it
                          and a last user message that has a tool's name in it; never after a result
          no-ids          Gemini's function calls have no ids
          cached=N        N more input tokens, read from a cache
          cachewrite=N    N more input tokens, written to a cache for 5 minutes
          cachewrite1h=N  the same for an hour (OpenAI: the same as 5 minutes; Gemini: both fresh input)
          tooluse=N       N more input tokens, which Gemini tells apart as those of tools' use
          reasoning=N     N more output tokens; their text is shown where a request asks for it
                          (Anthropic: thinking, Responses: reasoning.summary, in two parts if above 8,
                          Gemini: includeThoughts). Gemini then wants the signature of each step's first
                          call back, Responses the reasoning with a call's item id
          shown           Chat shows it as reasoning_content, and wants it back with tool calls
          like=mistral    Chat refuses what Mistral does, and tells usage where it does; like=groq and
                          like=deepseek (with shown) too
          redacted        Anthropic redacts its thinking
          refuse          the model refuses
          filter          a filter stops the answer halfway
          block           a filter stops the prompt: no answer
          strict, lax     fields that the provider doesn't know are refused, or not (as it is: refused by
                          Responses and Gemini)
          fault=STATUS    400 401 402 403 404 413 422 429 500 502 503 529 with the dialect's error
          retry=2s        their Retry-After or RetryInfo (a 429 has 1s)
          quota=minute    what a 429 says has run out; day and credit too
          fault=error-in-stream   an error event in a 200 stream, after=N events (0);
                                  not streamed, a 200 with an error body
          fault=bare-error        the same as JSON over several lines, without an event round it
          fault=failed    a stream whose end is a failure, after=N events (all); response.failed of
                          Responses, which not streamed is a 200 with status failed
          fault=cut       the connection ends after=N bytes of the body (1000 of a stream, else half)
          fault=reset     the same with a reset
          fault=stall     nothing more after=N events of a stream, else bytes of the body (0)
          fault=no-terminal       a stream ends in order without its last event, after=N events (all);
                                  of Gemini, without its finishReason
          fault=endless   text without end
          fault=giant-line        one line of size=N bytes (16777216)
          fault=no-usage  the usage is left out
          fault=html      a page of HTML with status 200
          fault=redirect  a 307 to /redirected

        """
}
