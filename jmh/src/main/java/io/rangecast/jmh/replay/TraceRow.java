package io.rangecast.jmh.replay;

/**
 * One system call of a trace.
 *
 * @param micros microseconds since the first row
 * @param thread Linux thread id
 * @param op which call
 * @param start first byte that it names, or the new break
 * @param end the byte after the last, rounded up to pages
 * @param third protection, advice, new address or new thread, as the call has it
 * @param newEnd of an mremap: the byte after the last of the new range, rounded up to pages
 */
record TraceRow(long micros, int thread, TraceOp op, long start, long end, long third, long newEnd) {
    static final long PAGE = 4096;

    static long roundUp(long address) {
        return (address + PAGE - 1) & -PAGE;
    }

    int protection() {
        return (int) third;
    }

    int newThread() {
        return (int) third;
    }
}
