package io.rangecast.notifier;

/** The acknowledgements that a producer waits for: to one window, or to all windows of a batch. */
interface Answers extends Waiting.Condition {
    /** Before a wait: fails if this thread must not wait, as only it could acknowledge, or too much nests already. */
    void checkMayWait();
}
