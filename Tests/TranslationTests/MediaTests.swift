import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Pictures, documents and sound` {
    private let png = "iVBORw0KGgo="

    @Test func `go from Chat to Messages by their media types (PT-63)`() throws {
        let carried = try carry(
            chat(
                #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(png)"}},{"type":"image_url","image_url":{"url":"https://example.test/a.png"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}},{"type":"file","file":{"filename":"a.png","file_data":"data:image/png;base64,\#(png)"}},{"type":"file","file":{"filename":"t.txt","file_data":"data:text/plain;base64,aGk="}}]}"#
            ),
            from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages", 0, "content"]
                == #"[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(png)"}},{"type":"image","source":{"type":"url","url":"https://example.test/a.png"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(png)"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi"},"title":"t.txt"}]"#
        )
        #expect(carried.dropped == "")
    }

    @Test func `go from Messages to Chat`() throws {
        let carried = try carry(
            messages(
                #"{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(png)"}},{"type":"image","source":{"type":"url","url":"https://example.test/a.png"}},{"type":"document","title":"A","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},{"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"hi"}}]}"#
            ),
            from: .anthropic, to: target(.openAIChat))
        #expect(
            carried["messages", 0, "content"]
                == #"[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(png)"}},{"type":"image_url","image_url":{"url":"https://example.test/a.png"}},{"type":"file","file":{"filename":"A","file_data":"data:application/pdf;base64,JVBERi0="}},{"type":"text","text":"T\n\nhi"}]"#
        )
        #expect(carried.dropped == "~document")
    }

    @Test func `PT-61 in a tool's result follow all results in a user's message for Chat`() throws {
        let carried = try carry(
            messages(
                #"{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"shot","input":{}},{"type":"tool_use","id":"t2","name":"b","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(png)"}}]},{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":"bad"},{"type":"text","text":"so?"}]}"#
            ),
            from: .anthropic, to: target(.openAIChat))
        let roles = carried.root["messages"]?.elements.map { $0["role"]?.string ?? "" }
        #expect(roles == ["user", "assistant", "tool", "tool", "user"])
        #expect(carried["messages", 2, "content"]?.contains("base64") == false)
        #expect(carried["messages", 3, "content"] == #""Error:\nbad""#)
        #expect(
            carried["messages", 4, "content", 1]
                == #"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(png)"}}"#)
        #expect(carried["messages", 4, "content", 2, "text"] == #""so?""#)
        #expect(carried.dropped == "~is_error")
    }

    @Test(arguments: [
        (#"{"type":"image_url","image_url":{"url":"gs://bucket/a.png"}}"#, "image_url"),
        (#"{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}"#, "image_url"),
        (#"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#, "input_audio"),
        (#"{"type":"file","file":{"file_id":"file-1"}}"#, "file.file_id"),
        (
            #"{"type":"file","file":{"filename":"a.zip","file_data":"data:application/zip;base64,AAAA"}}"#,
            "file.file_data"
        ),
    ])
    func `PT-62 PT-64 are refused by name where the provider can't read them, and never fetched`(
        part: String, field: String
    ) {
        #expect {
            try carry(
                chat(#"{"role":"user","content":[\#(part)]}"#), from: .openAIChat,
                to: target(.anthropic))
        } throws: { error in
            (error as? TranslationFault)?.code == .unsupportedField
                && (error as? TranslationFault)?.field == field
        }
    }

    @Test func `PT-62 by address are refused where the model takes none`() {
        #expect(throws: TranslationFault.self) {
            try carry(
                chat(
                    #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.test/a.png"}}]}"#
                ),
                from: .openAIChat, to: target(.anthropic) { $0.takesImageURLs = false })
        }
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "\u{0}\u{ff}"])
    func `keep their bytes in every spelling of base64`(text: String) {
        let bytes = Array(text.utf8)
        let standard = Base64.text(bytes)
        #expect(Base64.bytes(standard) == bytes)
        let urlSafe = String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }).replacing(
            "=", with: "")
        #expect(Base64.bytes(urlSafe) == bytes)
        #expect(Base64.standard(urlSafe) == standard)
        #expect(Base64.bytes("a*") == nil)
    }
}
