extension Array {
    /// Makes the array `count` elements long, for scratch space that is written anew each time: what
    /// is missing becomes `filler`, and what was there stays.
    @inlinable
    public mutating func resize(to count: Int, filler: Element) {
        if self.count > count {
            removeLast(self.count - count)
        } else if self.count < count {
            append(contentsOf: repeatElement(filler, count: count - self.count))
        }
    }
}
