package io.rangecast.notifier.struck;

/**
 * Something that is done in a world of its own while an Error strikes, and what must hold afterwards. All by one thread,
 * which is new for each trial.
 */
interface Trial {
    void prepare() throws Exception;

    /** What is struck. */
    void run();

    /**
     * Fails if anything is half done.
     *
     * @param thrown what came out of the run; null if it came to its end
     * @param struck whether an error did strike
     */
    void check(Throwable thrown, boolean struck) throws Exception;
}
