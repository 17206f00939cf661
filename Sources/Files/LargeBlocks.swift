import CMemory

/// What the C library does with large blocks of memory.
public enum LargeBlocks {
    /// Lets blocks of 2 MB and more go back to the system when they are freed.
    ///
    /// By default glibc raises that bound to the largest block that was ever freed: a table that has
    /// doubled leaves its old half in the heap for good, some 20 MB of a run of a million ids. At
    /// 2 MB the pages of a run's own buffers are not asked for anew.
    public static func goBackWhenFreed() { cmemory_return_blocks_from(2 << 20) }
}
