/// Roles, contents and reasoning in history (facts/protocols 5.3, 5.4).
extension VerdictTable {
    /// The rows.
    static let contentRows: [Row] = [
        row(
            .systemAuthority, ("messages[].role", "input[].role", nil, nil),
            map("developer, or system for older models", otherwise: .map), map(),
            FieldRule(.map, "developer becomes system"), FieldRule(.map, "developer becomes system")
        ),
        row(
            .midSystem, ("messages[].role", "input[].role", "messages[].role", nil),
            map(), map(),
            map(
                "role system where the model takes it, else a marked user text",
                otherwise: .approximate),
            near("a marked user text", otherwise: .approximate)),
        row(
            .speakerName, ("messages[].name", nil, nil, nil),
            map(), drop(), drop(), drop()),
        row(
            .prefill, ("messages", "input", "messages", "contents"),
            near("an assistant message at the end", otherwise: .approximate),
            near("an assistant message at the end", otherwise: .approximate),
            map("where the model takes it", otherwise: .refuse), map(otherwise: .refuse)),
        row(
            .imageBytes,
            ("image_url", "input_image", "image", "inlineData"),
            map(otherwise: .refuse), map(otherwise: .refuse), map(otherwise: .refuse),
            map(otherwise: .refuse)),
        row(
            .imageURL, ("image_url", "input_image", "image", "fileData"),
            map("never fetched", otherwise: .refuse), map("never fetched", otherwise: .refuse),
            map("never fetched", otherwise: .refuse),
            map("only where the model takes any URL", otherwise: .refuse)),
        row(
            .imageDetail, ("image_url.detail", "input_image.detail", nil, "mediaResolution"),
            map(), map(), drop(), drop()),
        row(
            .documentBytes, ("file.file_data", "input_file.file_data", "document", "inlineData"),
            map(otherwise: .refuse), map(otherwise: .refuse),
            map("PDF and plain text", otherwise: .refuse), map(otherwise: .refuse)),
        row(
            .documentURL, (nil, "input_file.file_url", "document", "fileData"),
            refuse(), map(otherwise: .refuse), map(otherwise: .refuse),
            map("only where the model takes any URL", otherwise: .refuse)),
        row(
            .documentText, (nil, nil, "document", nil),
            near("a text", otherwise: .approximate), near("a text", otherwise: .approximate),
            map(otherwise: .refuse), near("a text", otherwise: .approximate)),
        row(
            .documentTitle, ("file.filename", "input_file.filename", "document.title", nil),
            map("the file's name"), map("the file's name"), map(), drop()),
        row(
            .documentContext, (nil, nil, "document.context", nil),
            drop(), drop(), map(), drop()),
        row(
            .documentCitations, (nil, nil, "document.citations", nil),
            drop(), drop(), map(), drop()),
        row(
            .providerFile, ("file.file_id", "file_id", "source.file_id", "fileData.fileUri"),
            refuse("bound to the provider and its key"),
            refuse("bound to the provider and its key"),
            refuse("bound to the provider and its key"), refuse("bound to the provider and its key")
        ),
        row(
            .audioInput, ("input_audio", "input_audio", nil, "inlineData"),
            map("WAV and MP3", otherwise: .refuse), map("WAV and MP3", otherwise: .refuse),
            refuse(),
            map(otherwise: .refuse)),
        row(
            .audioURL, (nil, nil, nil, "fileData"),
            refuse(), refuse(), refuse(), map(otherwise: .refuse)),
        row(
            .video, (nil, nil, nil, "inlineData"),
            refuse(), refuse(), refuse(), map(otherwise: .refuse)),
        row(
            .citation, ("annotations", "annotations", "citations", nil),
            drop("of earlier answers"), drop("of earlier answers"), drop("of earlier answers"),
            drop("of earlier answers")),
        row(
            .refusal, ("refusal", "refusal", nil, nil),
            map(), map(), near("a text", otherwise: .approximate),
            near("a text", otherwise: .approximate)),
        row(
            .hostedItem, (nil, "input[]", "content[]", "parts[]"),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .answeredPicture, ("images", "image_generation_call", "image", "inlineData"),
            near("words", otherwise: .approximate), near("words", otherwise: .approximate),
            near("words", otherwise: .approximate), map(otherwise: .approximate)),
        row(
            .messagePhase, (nil, "input[].phase", nil, nil),
            drop(), map(), drop(), drop()),
        row(
            .reasoningText,
            ("messages[].reasoning_content", "input[].summary", "thinking", "thought"),
            map("reasoning_content where the provider takes it", otherwise: .drop),
            map("only with its own proof"), map("only with its own proof"),
            map("only with its own proof")),
        row(
            .reasoningProof,
            (
                "messages[].reasoning_details", "input[].encrypted_content", "signature",
                "thoughtSignature"
            ),
            map("only its own"), map("only its own"), map("only its own"), map("only its own")),
    ]
}
