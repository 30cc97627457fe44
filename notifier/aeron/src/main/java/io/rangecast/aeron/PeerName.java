package io.rangecast.aeron;

/**
 * Who a peer is, in words.
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

    /** As laggards are called. */
    @Override
    public String toString() {
        return "peer " + name + " " + pid + "@" + host;
    }
}
