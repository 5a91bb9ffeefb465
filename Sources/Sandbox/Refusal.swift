/// Why a provider doesn't answer: the facts that each dialect puts in its own error envelope.
struct Refusal: Error, Equatable, Sendable {
    /// The HTTP status.
    var status: Int
    /// What is wrong, for people.
    var message: String
    /// The field that is wrong, where one is.
    var parameter: String?
    /// The machine-readable code, where the dialect has one.
    var code: String?
    /// What ran out, where something did.
    var quota: ScriptedQuota?
    /// How long to wait, in milliseconds.
    var retryMilliseconds: Int64?

    /// A request that can't be obeyed.
    static func invalid(
        _ message: String, parameter: String? = nil, code: String? = nil
    ) -> Refusal {
        Refusal(status: 400, message: message, parameter: parameter, code: code)
    }

    /// The refusal that a script asks for.
    static func scripted(_ status: Int, _ prompt: Prompt) -> Refusal {
        var refusal = scripted(status, model: prompt.model)
        if status == 429 { refusal.runOut(of: prompt.script.quota ?? .minute) }
        refusal.retryMilliseconds = prompt.script.retryMilliseconds
        return refusal
    }

    private static func scripted(_ status: Int, model: String) -> Refusal {
        switch status {
        case 400: .invalid("The sandbox was asked to refuse this request.")
        case 401: wrongCredential
        case 402: Refusal(status: 402, message: "The sandbox was asked to find no credit left.")
        case 403: Refusal(status: 403, message: "The sandbox was asked to forbid this.")
        case 404: unknownModel(model)
        case 413: Refusal(status: 413, message: "The sandbox was asked to find this too large.")
        case 422: Refusal(status: 422, message: "The sandbox was asked not to process this.")
        case 529: Refusal(status: 529, message: "Overloaded")
        default: Refusal(status: status, message: "The sandbox was asked to fail.")
        }
    }

    private mutating func runOut(of quota: ScriptedQuota) {
        self.quota = quota
        code = quota == .credit ? "insufficient_quota" : "rate_limit_exceeded"
        message =
            switch quota {
            case .minute: "The sandbox was asked to be out of requests."
            case .day: "The sandbox was asked to be out of requests per day (RPD)."
            case .credit: "You exceeded your current quota, please check your plan and billing."
            }
    }

    /// How long a client is told to wait, in milliseconds; `nil` when it isn't told.
    var waitMilliseconds: Int64? {
        retryMilliseconds ?? (status == 429 && quota != .credit ? 1000 : nil)
    }

    /// A credential that the provider doesn't accept.
    static let wrongCredential = Refusal(
        status: 401, message: "The sandbox does not accept this credential.",
        code: "invalid_api_key")

    /// A model that the provider doesn't have.
    static func unknownModel(_ model: String) -> Refusal {
        Refusal(
            status: 404, message: "The model `\(model)` does not exist.", parameter: "model",
            code: "model_not_found")
    }
}
