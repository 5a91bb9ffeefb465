/// What redaction found in one side of a call: how often each detector, and what was done; never the text.
package struct CallFindings: Hashable, Sendable {
    /// Findings of one detector that met the same action.
    package struct Item: Hashable, Sendable {
        /// A shipped detector's name, `words`, or the name of a policy's own pattern: a-z, 0-9 and `-`.
        package let detector: String
        /// `tokenise`, `mask` or `block`.
        package let action: String
        /// At least 1.
        package let count: Int

        package init(detector: String, action: String, count: Int) {
            self.detector = detector
            self.action = action
            self.count = count
        }
    }

    /// In order of action and detector.
    package let items: [Item]
    /// What may not fit the restored text, such as `citations-moved`; in order.
    package let notes: [String]

    /// - Returns: `nil` when there is nothing to tell.
    package init?(_ items: [Item], notes: [String] = []) {
        guard !items.isEmpty || !notes.isEmpty else { return nil }
        self.items = items.sorted { ($0.action, $0.detector) < ($1.action, $1.detector) }
        self.notes = notes.sorted()
    }

    /// As the call's row has it: `{"mask:phone":1,"tokenise:email":2}`. All names are plain words, so nothing is quoted.
    package var text: String {
        let members =
            items.map { "\"\($0.action):\($0.detector)\":\($0.count)" }
            + notes.map { "\"note:\($0)\":1" }
        return "{\(members.joined(separator: ","))}"
    }

    /// Reads a row's text; `nil` for what isn't of that form.
    package init?(text: String) {
        guard text.hasPrefix("{\""), text.hasSuffix("}") else { return nil }
        var items: [Item] = []
        var notes: [String] = []
        for member in text.dropFirst().dropLast().split(separator: ",") {
            let parts = member.split(separator: ":")
            guard parts.count == 3, parts[0].first == "\"", parts[1].last == "\"",
                let count = Int(parts[2])
            else { return nil }
            let (action, name) = (String(parts[0].dropFirst()), String(parts[1].dropLast()))
            if action == "note" {
                notes.append(name)
            } else {
                items.append(Item(detector: name, action: action, count: count))
            }
        }
        self.init(items, notes: notes)
    }
}
