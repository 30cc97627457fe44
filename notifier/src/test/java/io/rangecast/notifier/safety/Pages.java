package io.rangecast.notifier.safety;

/** Memory that can be taken away page by page. One thread gives and takes; any thread reads, at its own risk. */
interface Pages {
    int COUNT = 64;
    int BYTES = 0x1000;

    /** What an allocator may do to a page. */
    enum Taking {
        PROTECT,
        UNMAP,
        MOVE,
        DISCARD
    }

    /** Makes a page accessible, every word of it the same; returns its raw address. */
    long give(int page, long word);

    /** Takes a page away. Whoever reads it now dies, or reads another word. */
    void take(int page, Taking how);

    /** The word at a raw address, read without any check that the page is there. */
    long read(long raw);
}
