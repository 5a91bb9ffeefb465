/// What the sandbox tells of itself, at `/sandbox` and below.
struct SandboxDoor {
    /// The calls it tells of.
    let book: CallBook
    /// The last request of a provider's path.
    let last: LastRequest

    /// The answer to a request.
    func reply(to request: IncomingRequest) -> Reply {
        switch (request.method, request.path) {
        case ("GET", "/sandbox"):
            return Reply(
                status: 200, headers: [("content-type", "text/plain; charset=utf-8")],
                body: .bytes(Array(ScriptHelp.text.utf8)))
        case ("GET", "/sandbox/calls"):
            let limit = request.number("limit") ?? Int64(CallBook.recordsMax)
            let records = book.records(
                after: max(0, request.number("after") ?? 0),
                countMax: Int(max(0, min(limit, Int64(CallBook.recordsMax)))))
            return .json(CallReport.calls(records))
        case ("DELETE", "/sandbox/calls"):
            book.removeAll()
            return Reply(status: 204, headers: [], body: .bytes([]))
        case ("GET", "/sandbox/totals"):
            return .json(CallReport.totals(book, requests: last.count))
        case ("GET", "/sandbox/last"):
            return last.json.map { .json($0) } ?? .json(Array("null".utf8))
        case ("GET", "/sandbox/last/body"):
            return Reply(
                status: 200, headers: [("content-type", "application/octet-stream")],
                body: .bytes(last.body ?? []))
        default:
            return .json(Array("{\"error\":\"nothing here; see GET /sandbox\"}".utf8), status: 404)
        }
    }
}
