import Sandbox
import Testing

@Suite struct `A model script` {
    @Test(arguments: [
        "", "+words=1", "m+", "m+words", "m+words=", "m+words=-1", "m+words=1x", "m+words=1000001",
        "m+words=٣", "m+pace=20", "m+pace=25h", "m+wait=1w", "m+burst=0", "m+tools=0", "m+tools=33",
        "m+tool=1", "m+echo=yes", "m+cached=1.5", "m+fault=418", "m+fault=", "m+fault", "m+after=1",
        "m+size=9", "m+retry=1s", "m+fault=429+size=0", "m+nonsense", "m+Words=1", "m++words=1",
        "m+tooluse=x", "m+quota=day", "m+fault=503+quota=day", "m+fault=429+quota=year",
        "m+shown=1", "m+strict=yes", "m+refused", "m+like=openai", "m+like",
    ])
    func `refuses what it can't obey`(model: String) {
        #expect(throws: ModelScriptFault.self) { try ModelScript(parsing: model) }
    }

    @Test func `names the option it refuses`() {
        #expect(throws: ModelScriptFault.option("colour=red")) {
            try ModelScript(parsing: "m+words=2+colour=red+shape=round")
        }
        #expect(throws: ModelScriptFault.option("after=3")) {
            try ModelScript(parsing: "m+words=2+after=3")
        }
    }

    @Test func `reads every option`() throws {
        let script = try ModelScript(
            parsing: "vendor/gpt-4o:x+words=3+pace=20ms+wait=2s+burst=4+tools=2+echo+cached=5"
                + "+cachewrite=6+cachewrite1h=7+reasoning=8+fault=429+retry=0")
        #expect(script.plainName == "vendor/gpt-4o:x")
        #expect(script.words == 3)
        #expect(script.paceMilliseconds == 20)
        #expect(script.waitMilliseconds == 2000)
        #expect(script.burst == 4)
        #expect(script.tools == 2)
        #expect(script.isEcho)
        #expect(script.cachedTokens == 5)
        #expect(script.cacheWrite5mTokens == 6)
        #expect(script.cacheWrite1hTokens == 7)
        #expect(script.reasoningTokens == 8)
        #expect(script.fault == .status(429))
        #expect(script.retryMilliseconds == 0)
    }

    @Test func `reads every word`() throws {
        let script = try ModelScript(
            parsing: "m+tool+shown+redacted+no-ids+lax+refuse+tooluse=3+fault=429+quota=credit")
        #expect(script.tools == 1 && script.showsReasoning && script.isRedacted)
        #expect(!script.givesCallIDs && script.isStrict == false && script.ending == .refuse)
        #expect(script.toolUseTokens == 3 && script.quota == .credit)
        #expect(try ModelScript(parsing: "m+strict").isStrict == true)
        #expect(try ModelScript(parsing: "m").isStrict == nil)
        for server in CompatibleServer.allCases {
            #expect(try ModelScript(parsing: "m+like=\(server.rawValue)").server == server)
        }
        for ending in ScriptedEnding.allCases {
            #expect(try ModelScript(parsing: "m+\(ending.rawValue)").ending == ending)
        }
    }

    @Test func `is the plain name alone without options`() throws {
        let script = try ModelScript(parsing: "gpt-4o-mini")
        #expect(script.plainName == "gpt-4o-mini")
        #expect(script.words == nil)
        #expect(script.fault == nil)
    }

    @Test(arguments: ScriptedFault.statuses) func `takes each status`(status: Int) throws {
        #expect(try ModelScript(parsing: "m+fault=\(status)").fault == .status(status))
    }

    @Test(arguments: [
        ("error-in-stream", ScriptedFault.errorInStream), ("cut", .cut), ("reset", .reset),
        ("stall", .stall), ("endless", .endless), ("giant-line", .giantLine),
        ("no-usage", .noUsage), ("html", .html), ("redirect", .redirect),
        ("no-terminal", .noTerminal), ("bare-error", .bareError), ("failed", .failed),
    ])
    func `takes each fault`(name: String, fault: ScriptedFault) throws {
        let script = try ModelScript(parsing: "m+fault=\(name)+after=2")
        #expect(script.fault == fault)
        #expect(script.after == 2)
    }
}
