/// From values to places, by whole numbers.
struct ChartScale {
    /// The values at both ends, from a tick to a tick.
    let low: Int64
    let high: Int64
    /// The values that are named.
    let ticks: [Int64]
    /// Where the ends are drawn, in tenths of a pixel.
    private let start: Int
    private let end: Int

    /// A scale from zero, or below it, over all values.
    ///
    /// - Parameter ticksMax: About so many ticks at most.
    init(
        over values: [Int64], from start: Int, to end: Int, ticksMax: Int, _ kind: ReportColumn.Kind
    ) {
        let lowest = min(0, values.min() ?? 0)
        let highest = max(lowest + 1, values.max() ?? 0)
        let step = Self.step(highest - lowest, ticksMax, kind)
        low = (lowest / step) * step - (lowest % step == 0 ? 0 : step)
        high = (highest / step) * step + (highest % step == 0 ? 0 : step)
        var ticks: [Int64] = []
        var tick = low
        while tick <= high {
            ticks.append(tick)
            tick += step
        }
        self.ticks = ticks
        self.start = start
        self.end = end
    }

    /// A scale over exactly this stretch, without ticks.
    init(from low: Int64, to high: Int64, at start: Int, _ end: Int) {
        self.low = low
        self.high = max(low + 1, high)
        ticks = []
        self.start = start
        self.end = end
    }

    /// Where a value is.
    func place(_ value: Int64) -> Int {
        let share = Int128(value - low) * Int128(end - start) / Int128(high - low)
        return start + Int(clamping: share)
    }

    /// One, two or five times a power of ten, so that there are few enough.
    private static func step(_ stretch: Int64, _ ticksMax: Int, _ kind: ReportColumn.Kind) -> Int64
    {
        // Nobody reads a nano-dollar, or half a call.
        var unit: Int64 = kind == .money ? 1_000 : 1
        while true {
            for factor: Int64 in [1, 2, 5] where stretch / (unit * factor) < Int64(ticksMax) {
                return unit * factor
            }
            guard unit <= .max / 100 else { return .max / 2 }
            unit *= 10
        }
    }
}
