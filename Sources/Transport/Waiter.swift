/// A suspended task that is resumed exactly once, which is the mailbox's promise.
@safe struct Waiter<Value: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Value, Never>

    /// Suspends the current task until its waiter is resumed.
    static func wait(_ body: (Waiter<Value>) -> Void) async -> Value {
        await unsafe withUnsafeContinuation { continuation in
            body(unsafe Waiter(continuation: continuation))
        }
    }

    private init(continuation: UnsafeContinuation<Value, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    /// Lets the task go on.
    func resume(_ value: sending Value) {
        unsafe continuation.resume(returning: value)
    }
}
