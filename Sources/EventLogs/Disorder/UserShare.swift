import Streaming

/// A share of the users, the same for all records of a user.
enum UserShare {
    /// Whether a user is among the share that `random` draws.
    static func contains(
        _ user: UnsafeBufferPointer<UInt8>, share: Share, _ random: RandomStream
    ) -> Bool {
        // FNV-1a: part of what a scenario's results follow from, so it must never change.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in user { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return random.isHit(share: share.billionths, hash)
    }
}
