import Wire

/// The members of a request's body that the road reads, with a clear fault for a wrong type.
struct RequestFields {
    let root: JSONNode
    let model: String
    let modelRange: Range<Int>

    /// How many bytes a model's name may have.
    static let modelBytesMax = 256

    /// Reads the model's name.
    ///
    /// - Throws: `.malformedRequest` unless the body is an object with a `model` of 1 to 256 bytes.
    init(_ root: JSONNode) throws(RoadFault) {
        guard root.kind == .object else {
            throw RoadFault(.malformedRequest, .client, "The body must be a JSON object.")
        }
        guard let member = root["model"],
            let name = root.shortText("model", bytesMax: Self.modelBytesMax),
            !name.isEmpty
        else {
            throw RoadFault(
                .malformedRequest, .client,
                "model must be a string of 1 to \(Self.modelBytesMax) bytes: the name of a model.")
        }
        self.root = root
        model = name
        modelRange = member.range
    }

    /// A flag; absent and null are false.
    func flag(_ key: String) throws(RoadFault) -> Bool {
        guard let member = root[key], !member.isNull else { return false }
        guard let flag = member.bool else { throw fault(key, "true or false") }
        return flag
    }

    /// A whole number from 0 to `max`; absent and null are `nil`.
    func count(_ key: String, max: Int64) throws(RoadFault) -> Int64? {
        guard let member = root[key], !member.isNull else { return nil }
        guard let count = member.int64, count >= 0, count <= max else {
            throw fault(key, "a whole number from 0 to \(max)")
        }
        return count
    }

    /// A list with at least one element.
    func requireArray(_ key: String) throws(RoadFault) {
        guard let member = root[key], member.kind == .array, member.count > 0 else {
            throw fault(key, "a list that isn't empty")
        }
    }

    func fault(_ key: String, _ form: String) -> RoadFault {
        RoadFault(.malformedRequest, .client, "\(key) must be \(form).")
    }
}
