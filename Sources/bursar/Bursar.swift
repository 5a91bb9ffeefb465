import ArgumentParser

@main
struct Bursar: AsyncParsableCommand {
    func run() async throws {}
}
