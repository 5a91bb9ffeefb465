import Administration
import ArgumentParser

/// `bursar upstream add NAME`.
struct UpstreamAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a provider.",
        discussion:
            "Known names (openai, anthropic, mistral, groq, ollama …) need no dialect and no URL.")

    @Argument(help: "Its name here.") var name: String
    @Option(help: "openai-chat, openai-responses, anthropic or gemini.") var dialect: String?
    @Option(help: "What the provider's own SDK takes as base URL.") var url: String?
    @Flag(help: "It runs on this host; calls to it never leave the machine.") var onDevice = false
    @Flag(help: "Its address may be a private one.") var allowPrivate = false
    @Flag(name: .customLong("allow-http"), help: "It may be called without TLS.") var allowHTTP =
        false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let upstream = try await house.perform(
            AddUpstream(
                name: name, dialect: dialect, url: url, onDevice: onDevice,
                allowPrivate: allowPrivate,
                allowHTTP: allowHTTP))
        try house.format.write(upstream) { UpstreamText.facts(upstream) }
    }
}

/// Upstreams as text.
enum UpstreamText {
    /// One upstream.
    static func facts(_ upstream: UpstreamEntry) -> String {
        var facts = TextFacts()
        facts.add("upstream", upstream.name)
        facts.add("dialect", upstream.dialect)
        facts.add("url", upstream.url)
        facts.add("allowed", allowed(upstream))
        facts.add("keys", String(upstream.keys))
        facts.add("created", upstream.createdAt)
        return facts.text
    }

    /// What is out of the ordinary about it; `nil` when nothing is.
    static func allowed(_ upstream: UpstreamEntry) -> String? {
        let marks = [
            upstream.onDevice ? "on-device" : nil,
            upstream.allowPrivate ? "private addresses" : nil,
            upstream.allowHTTP ? "plain http" : nil,
        ].compactMap { $0 }
        return marks.isEmpty ? nil : marks.joined(separator: ", ")
    }
}
