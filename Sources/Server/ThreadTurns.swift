#if canImport(Glibc)
    import Glibc
#endif

/// How the process's threads share a processor.
enum ThreadTurns {
    /// SCHED_BATCH of <linux/sched.h>, which glibc shows to GNU's own only.
    private static let batch: Int32 = 3

    /// Lets every thread that is started from now on wait for its turn rather than interrupt another one (sched(7),
    /// SCHED_BATCH): a call passes three kinds of threads, and what they hand on gathers meanwhile, so that they change
    /// places a third as often. On a processor with nothing to do they wake as fast as ever.
    static func take() {
        #if canImport(Glibc)
            var parameter = sched_param()
            // Refused, it only costs speed.
            unsafe _ = sched_setscheduler(0, batch, &parameter)
        #endif
    }
}
