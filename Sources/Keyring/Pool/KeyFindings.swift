import Vocabulary

/// What a call found out, and when.
struct KeyFinding {
    let verdict: KeyVerdict
    let loan: KeyLoan
    /// The class of the model.
    let name: String
    /// The newest loan: what older ones find out after this is old.
    let newest: Int64
    let moment: Timestamp

    init(_ verdict: KeyVerdict, of loan: KeyLoan, newest: Int64, at moment: Timestamp) {
        self.verdict = verdict
        self.loan = loan
        name = ModelClass.of(loan.model)
        self.newest = newest
        self.moment = moment
    }

    /// What the provider asked to wait, in milliseconds.
    var hint: Int64? {
        switch verdict {
        case .limited(let hint), .failed(let hint): hint
        default: nil
        }
    }
}

/// What calls find out about keys and their upstream.
extension UpstreamPool {
    /// May this key ever serve this call?
    func isCandidate(_ slot: Slot, _ wish: KeyWish, at moment: Timestamp) -> Bool {
        slot.isInUse(at: moment) && (wish.only.map { $0 == slot.key.number } ?? true)
            && !wish.excluding.contains(slot.key.number) && slot.allows(wish.model)
    }

    /// Is there nothing that a call's success could end?
    func isQuiet(_ loan: KeyLoan) -> Bool {
        guard !loan.isProbe, circuit.isQuiet, let place = places[loan.key],
            slots[place].bench == nil
        else { return false }
        guard !lanes.isEmpty, let lane = lanes[ModelClass.of(loan.model)] else { return true }
        return lane.circuit.isQuiet && lane.benches[place] == nil
    }

    /// Notes that a call probes whatever is due.
    ///
    /// - Parameter name: The model's class, if anything is known of it.
    /// - Returns: Does it probe anything?
    mutating func noteProbe(
        _ place: Int, _ name: String?, serial: Int64, at moment: Timestamp
    ) -> Bool {
        let probe = (serial: serial, since: moment)
        var isProbe = false
        if var bench = slots[place].bench {
            bench.probe = probe
            set(bench, place, at: moment)
            isProbe = true
        }
        if circuit.bench != nil {
            var changed = circuit
            changed.bench?.probe = probe
            setCircuit(changed, in: nil)
            isProbe = true
        }
        guard let name, let lane = lanes[name] else { return isProbe }
        if lane.circuit.bench != nil {
            var changed = lane.circuit
            changed.bench?.probe = probe
            setCircuit(changed, in: name)
            isProbe = true
        }
        if var bench = lane.benches[place] {
            bench.probe = probe
            set(bench, place, in: name, at: moment)
            isProbe = true
        }
        return isProbe
    }

    /// Takes in what a call found out.
    ///
    /// - Returns: Has the key's state changed?
    mutating func note(_ finding: KeyFinding, random: inout UInt64) -> Bool {
        noteUpstream(finding, random: &random)
        guard let place = places[finding.loan.key] else { return false }
        var hasChanged = false
        // What an old version of the key was told says nothing about the one that serves now.
        if slots[place].key.version == finding.loan.version {
            hasChanged = noteKey(finding, place, random: &random)
        }
        return noteClass(finding, place, random: &random) || hasChanged
    }

    private mutating func noteUpstream(_ finding: KeyFinding, random: inout UInt64) {
        let loan = finding.loan
        for name in [nil, finding.name] {
            var changed = name.map { lanes[$0]?.circuit ?? Circuit() } ?? circuit
            switch (finding.verdict, name) {
            case (.unknown, _), (.unreadable, _), (.unreachable, .some):
                changed.bench?.forgetProbe(of: loan)
            case (.failed, .some), (.unreachable, nil):
                if let name, !makeRoom(for: name, grade: 1, at: finding.moment) { continue }
                if changed.noteFailure(serial: loan.serial) {
                    changed.bench = next(
                        .failing, after: changed.bench, finding, isSole: false, random: &random)
                }
            default: changed.noteAnswer(serial: loan.serial)
            }
            if name.map({ lanes[$0] != nil }) ?? true || !changed.isQuiet {
                setCircuit(changed, in: name)
            }
        }
    }

    private mutating func noteKey(
        _ finding: KeyFinding, _ place: Int, random: inout UInt64
    ) -> Bool {
        let known = slots[place].bench
        let isFresh = known.map { finding.loan.serial >= $0.serial } ?? true
        let reason: BenchReason
        switch finding.verdict {
        case .refused: reason = .refused
        case .unpaid: reason = .unpaid
        case .unreadable: reason = .unreadable
        case .served, .answered, .limited, .forbidden:
            guard known != nil, isFresh else { return false }
            set(nil, place, at: finding.moment)
            return true
        case .failed, .unreachable, .unknown:
            guard var bench = known, bench.forgetProbe(of: finding.loan) else { return false }
            set(bench, place, at: finding.moment)
            return false
        }
        guard isFresh, !slots[place].isRefused else { return false }
        let bench = next(
            reason, after: known, finding, isSole: isSole(place, finding), random: &random)
        if reason == .refused, bench.strikes >= PoolLimits.refusalsMax {
            refuse(place, at: finding.moment)
        } else {
            set(bench, place, at: finding.moment)
        }
        return true
    }

    private mutating func noteClass(
        _ finding: KeyFinding, _ place: Int, random: inout UInt64
    ) -> Bool {
        let name = finding.name
        let known = lanes[name]?.benches[place]
        let isFresh = known.map { finding.loan.serial >= $0.serial } ?? true
        let reason: BenchReason
        switch finding.verdict {
        case .limited: reason = .limited
        case .forbidden: reason = .forbidden
        case .served:
            guard known != nil, isFresh else { return false }
            set(nil, place, in: name, at: finding.moment)
            return true
        case .answered, .refused, .unpaid, .unreadable, .failed, .unreachable, .unknown:
            guard var bench = known, bench.forgetProbe(of: finding.loan) else { return false }
            set(bench, place, in: name, at: finding.moment)
            return false
        }
        guard isFresh, makeRoom(for: name, grade: 2, at: finding.moment) else { return false }
        set(
            next(reason, after: known, finding, isSole: isSole(place, finding), random: &random),
            place, in: name, at: finding.moment)
        return true
    }

    /// Forgets the class of models whose loss matters least, if there is no room to watch another.
    ///
    /// - Parameter grade: What is worth more isn't forgotten, see `Lane.worth`.
    /// - Returns: Is there room?
    private mutating func makeRoom(
        for name: String, grade: Int, at moment: Timestamp
    ) -> Bool {
        guard lanes.count >= PoolLimits.classesMax, lanes[name] == nil else { return true }
        var least: (name: String, grade: Int, until: Timestamp)?
        for (name, lane) in lanes {
            let worth = lane.worth(at: moment)
            if let known = least,
                (known.grade, known.until, known.name) <= (worth.grade, worth.until, name)
            {
                continue
            }
            least = (name, worth.grade, worth.until)
        }
        guard let least, least.grade <= grade else { return false }
        touched.evicted += (lanes[least.name]?.benches.keys ?? [:].keys).map {
            slots[$0].key.number
        }
        touched.classes.append(least.name)
        lanes[least.name] = nil
        return true
    }

    /// The next bench: longer after each time, as asked within bounds, and up to an eighth of jitter.
    private func next(
        _ reason: BenchReason, after known: Bench?, _ finding: KeyFinding, isSole: Bool,
        random: inout UInt64
    ) -> Bench {
        let strikes = min(known.map { $0.reason == reason ? $0.strikes + 1 : 1 } ?? 1, 1_000)
        let wait = reason.milliseconds(strikes: strikes, hint: finding.hint, isSole: isSole)
        // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        let jitter = Int64((mixed ^ (mixed >> 31)) % UInt64(max(1, wait / 8)))
        return Bench(
            reason: reason, until: finding.moment.advanced(byMilliseconds: wait + jitter),
            strikes: strikes, serial: finding.newest + 1)
    }

    /// Is there no other key that could serve the model?
    private func isSole(_ place: Int, _ finding: KeyFinding) -> Bool {
        !slots.indices.contains {
            $0 != place && slots[$0].isInUse(at: finding.moment)
                && slots[$0].allows(finding.loan.model)
        }
    }

    /// What is to be written down of a key.
    func change(_ place: Int) -> KeyChange {
        let slot = slots[place]
        return KeyChange(
            key: slot.key.number, epoch: slot.key.epoch, isDisabled: slot.isRefused,
            bench: slot.bench.map { (reason: $0.reason, until: $0.until, strikes: $0.strikes) },
            benches: lanes.sorted { $0.key < $1.key }.compactMap { name, lane in
                lane.benches[place].map {
                    KeyBench(
                        modelClass: name, reason: $0.reason.rawValue, until: $0.until,
                        strikes: $0.strikes)
                }
            })
    }

    /// Moves all that ends at a moment, because the clock was set.
    mutating func shift(by milliseconds: Int64, at moment: Timestamp) {
        for place in slots.indices {
            if let bench = slots[place].bench {
                set(bench.shifted(by: milliseconds), place, at: moment)
            }
        }
        var changed = circuit
        changed.bench = changed.bench?.shifted(by: milliseconds)
        setCircuit(changed, in: nil)
        for (name, lane) in lanes {
            var changed = lane.circuit
            changed.bench = changed.bench?.shifted(by: milliseconds)
            setCircuit(changed, in: name)
            for (place, bench) in lane.benches {
                set(bench.shifted(by: milliseconds), place, in: name, at: moment)
            }
        }
        sweep(at: moment)
    }
}

extension Bench {
    /// Makes it due again if this call probed it.
    ///
    /// - Returns: Did it?
    @discardableResult
    mutating func forgetProbe(of loan: KeyLoan) -> Bool {
        guard probe?.serial == loan.serial else { return false }
        probe = nil
        return true
    }

    fileprivate func shifted(by milliseconds: Int64) -> Bench {
        var bench = Bench(
            reason: reason, until: until.advanced(byMilliseconds: milliseconds), strikes: strikes,
            serial: serial)
        bench.probe = probe.map {
            (serial: $0.serial, since: $0.since.advanced(byMilliseconds: milliseconds))
        }
        return bench
    }
}
