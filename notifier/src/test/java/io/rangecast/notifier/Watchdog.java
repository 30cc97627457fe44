package io.rangecast.notifier;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;

/** Fails a test that hangs, even one that spins and hears no interrupt. No test that works comes near it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Timeout(value = Watchdog.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@interface Watchdog {
    int SECONDS = 300;
}
