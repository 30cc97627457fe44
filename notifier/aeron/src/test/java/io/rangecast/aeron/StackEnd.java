package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the stack of a thread ends: an Error strikes there at a depth that the test says, and nowhere else. */
final class StackEnd {
    private StackEnd() {}

    /** Runs something in a thread whose stack is small, so that its end is soon reached. */
    static void inAShallowThread(Runnable task) throws InterruptedException {
        Throwable[] failure = {null};
        Thread shallow = new Thread(null, task, "with a small stack", 256 * 1024);
        shallow.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        shallow.start();
        shallow.join();
        assertThat(failure[0]).isNull();
    }

    /** Runs an action so many frames above the end of the stack; returns whether it was struck. */
    static boolean strikes(int frames, Runnable action) {
        boolean[] tried = {false};
        boolean[] struck = {false};
        descend(frames, tried, () -> {
            try {
                action.run();
            } catch (StackOverflowError strikes) {
                struck[0] = true;
            }
        });
        return struck[0];
    }

    /** Returns how many frames are below this. */
    private static int descend(int above, boolean[] tried, Runnable action) {
        int below;
        try {
            below = 1 + descend(above, tried, action);
        } catch (StackOverflowError end) {
            below = 0;
        }
        if (below == above && !tried[0]) {
            tried[0] = true;
            action.run();
        }
        return below;
    }
}
