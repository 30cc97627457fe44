package io.rangecast.jmh.rivals.notify;

/** One change of memory, from before it begins to after it has ended. */
public interface BusWindow {
    /**
     * Tells every listener whose range overlaps, and waits until all have let go.
     *
     * @param start first byte
     * @param end the byte after the last
     * @return how many listeners were told
     */
    int start(long start, long end);

    /** Says that the change is over. */
    void end();
}
