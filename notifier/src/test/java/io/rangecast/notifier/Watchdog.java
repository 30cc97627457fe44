package io.rangecast.notifier;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails a test that hangs, even one that spins and hears no interrupt, and says what state it is in. No test that works
 * comes near it, however busy the machine. Time in which the process stood still does not count.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Watchdog.Watching.class)
@interface Watchdog {
    int SECONDS = 300;

    /** For deadlines that are not to come: the watchdog is first, and says more. */
    long LONGER_NANOS = TimeUnit.DAYS.toNanos(1);

    /** Runs each test in a thread of its own, and watches that. */
    final class Watching implements InvocationInterceptor {
        private static final long EACH_MILLIS = 100;

        @Override
        public void interceptTestMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> called, ExtensionContext context)
                throws Throwable {
            watch(test, called, context);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> called, ExtensionContext context)
                throws Throwable {
            watch(test, called, context);
        }

        private static void watch(
                Invocation<Void> test, ReflectiveInvocationContext<Method> called, ExtensionContext context)
                throws Throwable {
            StateDump.test = called.getTarget().orElse(null);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread running = new Thread(() -> run(test, thrown), "test " + context.getDisplayName());
            running.setDaemon(true);
            running.start();
            Patience patience = new Patience(Patience.nanos(SECONDS));
            while (running.isAlive()) {
                running.join(EACH_MILLIS);
                if (running.isAlive() && patience.isOver()) {
                    AssertionError hangs = StateDump.error("the test hangs");
                    running.interrupt();
                    throw hangs;
                }
            }
            if (thrown.get() != null) {
                throw thrown.get();
            }
        }

        private static void run(Invocation<Void> test, AtomicReference<Throwable> thrown) {
            try {
                test.proceed();
            } catch (Throwable e) {
                thrown.set(e);
            }
        }
    }
}
