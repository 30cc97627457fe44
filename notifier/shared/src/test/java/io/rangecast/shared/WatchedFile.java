package io.rangecast.shared;

/** A file each of whose words says when it is looked at or written: before that, and behind it. Names of peers do not. */
final class WatchedFile extends SharedFile {
    /** What is done to a word. */
    enum Access {
        LOAD,
        STORE
    }

    /** Is told of each access, in the thread that does it. */
    @FunctionalInterface
    interface Watcher {
        void at(Access access, int word, boolean isBehind);
    }

    /** Null while what this extends is made. */
    private final Watcher watcher;

    WatchedFile(SharedFile same, Watcher watcher) {
        super(same);
        this.watcher = watcher;
    }

    private void tell(Access access, int word, boolean isBehind) {
        if (watcher != null) {
            watcher.at(access, word, isBehind);
        }
    }

    @Override
    long get(int at) {
        tell(Access.LOAD, at, false);
        long value = super.get(at);
        tell(Access.LOAD, at, true);
        return value;
    }

    @Override
    int getInt(int at) {
        tell(Access.LOAD, at, false);
        int value = super.getInt(at);
        tell(Access.LOAD, at, true);
        return value;
    }

    @Override
    void put(int at, long value) {
        tell(Access.STORE, at, false);
        super.put(at, value);
        tell(Access.STORE, at, true);
    }

    @Override
    void putInt(int at, int value) {
        tell(Access.STORE, at, false);
        super.putInt(at, value);
        tell(Access.STORE, at, true);
    }

    @Override
    long acquire(int at) {
        tell(Access.LOAD, at, false);
        long value = super.acquire(at);
        tell(Access.LOAD, at, true);
        return value;
    }

    @Override
    void release(int at, long value) {
        tell(Access.STORE, at, false);
        super.release(at, value);
        tell(Access.STORE, at, true);
    }

    @Override
    boolean replace(int at, long expected, long value) {
        tell(Access.STORE, at, false);
        boolean isReplaced = super.replace(at, expected, value);
        tell(Access.STORE, at, true);
        return isReplaced;
    }
}
