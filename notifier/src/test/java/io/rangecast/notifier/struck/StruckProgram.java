package io.rangecast.notifier.struck;

/** Runs trial after trial; a debugger chooses them and strikes. See {@link ErrorAtEveryStepTest}. */
final class StruckProgram {
    // Written and read by the debugger while a thread is in meet().
    static volatile String trial = Scenario.values()[0].name();
    static volatile String answer = "";
    static volatile boolean running;
    static volatile boolean struck;
    static volatile boolean struckAgain;
    static final Error STACK = new StackOverflowError("struck");
    static final Error MEMORY = new OutOfMemoryError("struck");

    private StruckProgram() {}

    public static void main(String[] args) throws InterruptedException {
        while (true) {
            Thread thread = new Thread(StruckProgram::tryOnce, "struck");
            thread.start();
            thread.join();
        }
    }

    private static void tryOnce() {
        try {
            Trial prepared = prepare();
            Throwable thrown = null;
            struck = false;
            struckAgain = false;
            running = true;
            try {
                prepared.run();
            } catch (Throwable e) {
                thrown = e;
            }
            running = false;
            ran();
            Thread.interrupted(); // whoever is struck by a debugger is interrupted too
            prepared.check(thrown, struck && !struckAgain); // the second may strike where one tells of the first
            answer = "";
        } catch (Throwable e) {
            answer = describe(e);
        }
    }

    private static Trial prepare() throws Exception {
        while (true) {
            String chosen = trial;
            Trial prepared = Scenario.valueOf(chosen).newTrial();
            prepared.prepare();
            meet();
            if (chosen.equals(trial)) {
                return prepared;
            }
            answer = "";
        }
    }

    /** Where the debugger stops a thread that is prepared: it reads the last answer, and may choose anew. */
    private static void meet() {
        assert !running;
    }

    /** Here the debugger ceases to count steps. */
    private static void ran() {
        assert !running;
    }

    private static String describe(Throwable failure) {
        StringBuilder said = new StringBuilder(failure.toString());
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("io.rangecast.")) {
                said.append("\n        at ").append(frame);
            }
        }
        for (Throwable each : failure.getSuppressed()) {
            said.append("\n      suppressed ").append(describe(each));
        }
        return said + (failure.getCause() == null ? "" : "\n      caused by " + describe(failure.getCause()));
    }
}
