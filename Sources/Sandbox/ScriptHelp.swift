/// The sandbox's own description of itself, at `GET /sandbox`.
enum ScriptHelp {
    /// Paths, credentials, counting and the options of model names.
    static let text = """
        The sandbox is a scripted AI provider for tests and dry runs. Nothing it says means anything.

        Paths
          POST /v1/chat/completions          OpenAI Chat
          POST /v1/messages                  Anthropic Messages
          POST /v1/messages/count_tokens
          GET  /v1/models[/ID]               Anthropic's shape with an anthropic-version header
          GET  /sandbox/calls[?after=N&limit=N]   accepted calls, oldest first, as JSON
          GET  /sandbox/totals               their sums, by dialect and model
          DELETE /sandbox/calls              forget them
          GET  /sandbox/last                 the last provider request, credentials masked
          GET  /sandbox/last/body            its body, byte for byte

        Credential
          Anything that isn't empty, as `Authorization: Bearer …` or `x-api-key`. One with a part
          `revoked` or `bad` (parts are separated by - _ or .) is answered with 401.

        Tokens
          Input: UTF-8 bytes of all texts in messages and system prompt, by 4, rounded up, at least 1.
          Output: one for each word of text, each tool call, each fragment of tool arguments or JSON.

        Model name: any name, then options, as in `gpt-4o-mini+words=200+pace=20ms`
          words=N         words of text (16); beside tool calls, text comes first
          echo            the last user message is the answer
          pace=20ms       pause after each event of a stream
          wait=500ms      pause before the first byte
          burst=N         events that share a write at most (1 with a pace, else what fits 16 KiB)
          tool, tools=N   calls one or N of the request's tools; so do a tool_choice that requires it
                          and a last user message that has a tool's name in it; never after a result
          cached=N        N more input tokens, read from a cache
          cachewrite=N    N more input tokens, written to a cache for 5 minutes
          cachewrite1h=N  the same for an hour
          reasoning=N     N more output tokens; shown where an Anthropic request asks for thinking
          fault=STATUS    400 401 402 403 404 413 422 429 500 502 503 529 with the dialect's error
          retry=2s        their Retry-After (a 429 has 1s)
          fault=error-in-stream   an error event in a 200 stream, after=N events (0);
                                  not streamed, a 200 with an error body
          fault=cut       the connection ends after=N bytes of the body (1000 of a stream, else half)
          fault=reset     the same with a reset
          fault=stall     nothing more after=N events of a stream, else bytes of the body (0)
          fault=no-terminal       a stream ends in order without its last event, after=N events (all)
          fault=endless   text without end
          fault=giant-line        one line of size=N bytes (16777216)
          fault=no-usage  the usage is left out
          fault=html      a page of HTML with status 200
          fault=redirect  a 307 to /redirected

        """
}
