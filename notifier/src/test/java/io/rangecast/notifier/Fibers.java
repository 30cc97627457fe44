package io.rangecast.notifier;

import java.util.concurrent.ThreadFactory;

/** Virtual threads where the JDK has them, which the sources are not compiled for; others where it does not. */
final class Fibers {
    private Fibers() {}

    static ThreadFactory factory() {
        if (Runtime.version().feature() < 21) {
            return Thread::new;
        }
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
