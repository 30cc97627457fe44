package io.rangecast.jmh.replay;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A line on the terminal, written anew once a second. Silent if there is no terminal. */
final class Progress {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private final int total;
    private final IntSupplier done;
    private final long begun = System.nanoTime();
    private final Thread thread;

    Progress(PrintStream out, int total, IntSupplier done) {
        this.out = out;
        this.total = total;
        this.done = done;
        this.thread = isTerminal() ? new Thread(this::run, "progress") : null;
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // from 22 on there may be a console without a terminal, which can say so
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    private void run() {
        try {
            while (true) {
                show();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException closed) {
            show();
            out.println();
        }
    }

    private void show() {
        int rows = done.getAsInt();
        double seconds = (System.nanoTime() - begun) / 1e9;
        int bar = (int) ((long) WIDTH * rows / Math.max(1, total));
        out.printf(
                Locale.ROOT,
                "\r[%s%s] %,d of %,d rows, %.0f s",
                "#".repeat(bar),
                ".".repeat(WIDTH - bar),
                rows,
                total,
                seconds);
        out.flush();
    }

    void close() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
