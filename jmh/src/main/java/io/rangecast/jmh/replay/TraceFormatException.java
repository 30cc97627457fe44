package io.rangecast.jmh.replay;

/** A line of a trace that cannot be understood. */
final class TraceFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    TraceFormatException(String trace, int line, String what) {
        super(trace + ":" + line + ": " + what);
    }
}
