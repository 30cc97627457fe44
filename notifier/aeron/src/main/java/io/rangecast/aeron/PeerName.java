package io.rangecast.aeron;

/**
 * A peer's name, process and host.
 *
 * @param name as in {@link MirrorOptions}, without control characters
 * @param pid of its process, on its host
 * @param host as the process itself calls it
 */
record PeerName(String name, long pid, String host) {
    PeerName {
        name = name.replaceAll("\\p{Cntrl}", "?");
        host = host.replaceAll("\\p{Cntrl}", "?");
    }

    /** The name in the report of laggards. */
    @Override
    public String toString() {
        return "peer " + name + " " + pid + "@" + host;
    }
}
