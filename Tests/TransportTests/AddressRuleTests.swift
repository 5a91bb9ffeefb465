import Testing

@testable import Transport

@Suite struct `An address rule` {
    /// Ways of writing this very machine, or a private one, that have got past other people's
    /// checks. None needs a name server.
    static let spellings = [
        "127.0.0.1", "127.1", "127.0.1", "127.127.127.127", "127.255.255.254", "127.000.000.001",
        "0x7f.1", "0x7f.0.0.1", "0x7F000001", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.1",
        "00000177.0.0.1", "017700000001", "2130706433", "0.0.0.0", "0", "0x0", "0.0", "00",
        "%31%32%37.0.0.1", "127.0.0.%31", "localhost", "LOCALHOST", "LocalHost",
        "sub.localhost", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000::0001]", "[::]", "[0::0]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:127.0.0.1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:0.0.0.0]",
        "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]", "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]",
        "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001::1]", "[fe80::1]", "[fe80::1%25lo]",
        "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]", "[100::1]", "[2001:db8::1]",
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.127.255.255",
        "169.254.169.254", "0xa9fea9fe", "2852039166", "168.63.129.16", "192.0.0.192", "198.18.0.1",
        "192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "0.1.2.3",
    ]

    @Test
    func `for the public Internet refuses every spelling of this machine and private ones (T16)`()
        async
    {
        #expect(Self.spellings.count >= 60)
        let canary = ScriptedServer { _ in }
        for host in Self.spellings {
            var request = TransportRequest.to("http://\(host):\(canary.port)/")
            request.addressRule = .publicOnly
            let outcome = await sharedTransport.outcome(request)
            #expect(
                outcome == .refused(.addressForbidden, mayHaveBeenSent: false)
                    || outcome == .refused(.badURL, mayHaveBeenSent: false), "\(host)")
        }
        #expect(canary.connections == 0)
    }

    @Test(arguments: ["127.0.0.1", "0x7f.1", "localhost"])
    func `refuses our own listener whatever else it allows`(host: String) async {
        let canary = ScriptedServer { _ in }
        for rule in AddressRule.allCases {
            for listener in ["127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1"] {
                var request = TransportRequest.to("http://\(host):\(canary.port)/")
                request.addressRule = rule
                request.forbiddenAddresses = [
                    SocketAddress(address: IPAddress("127.0.0.1")!, port: 1),
                    SocketAddress(address: IPAddress(listener)!, port: canary.port),
                ]
                if host == "localhost" {
                    // It may resolve to both loopback addresses.
                    request.forbiddenAddresses.append(
                        SocketAddress(address: IPAddress("::1")!, port: canary.port))
                }
                #expect(
                    await sharedTransport.outcome(request)
                        == .refused(.addressForbidden, mayHaveBeenSent: false))
            }
        }
        #expect(canary.connections == 0)
    }

    private func isAllowed(_ text: String, by rule: AddressRule, own: Set<IPAddress> = []) -> Bool {
        let peer = SocketAddress(address: IPAddress(text)!, port: 443)
        return rule.verdict(on: peer, forbidden: [], own: { own }) == .allowed
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2003::1", "2400::1",
    ])
    func `allows the public Internet up to its borders`(text: String) {
        #expect(isAllowed(text, by: .publicOnly))
        #expect(isAllowed(text, by: .allowPrivate))
        #expect(!isAllowed(text, by: .thisHostOnly))
    }

    @Test(arguments: [
        ("10.0.0.0", true), ("10.255.255.255", true), ("172.16.0.0", true),
        ("172.31.255.255", true), ("192.168.255.255", true), ("100.64.0.0", true),
        ("127.0.0.1", true), ("::1", true), ("fd00::1", true), ("169.254.169.254", false),
        ("fe80::1", false), ("0.0.0.0", false), ("::", false), ("224.0.0.1", false),
        ("255.255.255.255", false), ("64:ff9b::a00:1", false), ("2002:a00:1::", false),
        ("2001::1", false), ("::ffff:10.0.0.1", false), ("168.63.129.16", false),
        ("192.0.0.192", false), ("ff02::1", false), ("4000::1", false),
    ])
    func `for private networks allows those and nothing special`(text: String, allowed: Bool) {
        #expect(isAllowed(text, by: .allowPrivate) == allowed)
        #expect(!isAllowed(text, by: .publicOnly))
    }

    @Test func `for this host allows loopback and its own interfaces`() {
        let own: Set = [IPAddress("192.168.7.7")!, IPAddress("2a00::7")!]
        for text in ["127.0.0.1", "127.9.9.9", "::1", "192.168.7.7", "2a00::7"] {
            #expect(isAllowed(text, by: .thisHostOnly, own: own))
        }
        for text in ["192.168.7.8", "2a00::8", "0.0.0.0", "::", "10.0.0.1", "8.8.8.8"] {
            #expect(!isAllowed(text, by: .thisHostOnly, own: own))
        }
        #expect(HostInterfaces.addresses().contains(IPAddress("127.0.0.1")!))
    }

    @Test(arguments: [
        ("http://127.0.0.1/", TransportFault.Code.addressForbidden),
        ("http://0x7f.1/", .addressForbidden), ("http://[::1]/", .addressForbidden),
        ("http://localhost/", .addressForbidden), ("http://[fe80::1%25lo]/", .addressForbidden),
    ])
    func `holds for literal addresses behind a proxy`(url: String, code: TransportFault.Code) async
    {
        let proxy = ScriptedServer { _ in }
        var request = TransportRequest.to(url)
        request.addressRule = .publicOnly
        request.proxy = proxy.url("")
        #expect(await sharedTransport.outcome(request) == .refused(code, mayHaveBeenSent: false))
        #expect(proxy.connections == 0)
    }

    @Test func `lets a proxy of the request's own carry the rest`() async {
        let proxy = ScriptedServer { connection in
            while let request = connection.readRequest() {
                connection.write(reply(String(request.head.prefix { $0 != "\r\n" })))
            }
        }
        var request = TransportRequest.to("http://provider.invalid/v1")
        request.addressRule = .publicOnly
        request.proxy = proxy.url("")
        #expect(
            await sharedTransport.outcome(request)
                == .reply(status: 200, body: "POST http://provider.invalid/v1 HTTP/1.1"))
    }
}
