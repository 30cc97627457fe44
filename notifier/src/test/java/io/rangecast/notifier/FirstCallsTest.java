package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.ForkedJvm;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the first calls of a JVM find there. */
@Watchdog
class FirstCallsTest {
    /** The JVM may load one or the other by itself. */
    private static final int FEW = 3;

    @Test
    @DisplayName("the first start, subscription, wait, change and batch load no classes, as the first space has")
    void o11TheFirstStartSubscriptionAndWaitLoadNoClasses() throws Exception {
        ForkedJvm.End end = new ForkedJvm("-Xlog:class+load").run(FirstCalls.class);
        assertThat(end.status()).as(end.output()).isZero();
        List<String> loaded = new ArrayList<>();
        String doing = null;
        for (String line : end.output().split("\\R")) {
            if (line.startsWith(FirstCalls.MARK)) {
                doing = line.substring(FirstCalls.MARK.length());
            } else if (doing != null && !doing.equals("end") && line.contains(" source: ")) {
                loaded.add(doing + " loads " + line);
            }
        }
        assertThat(doing).isEqualTo("end");
        assertThat(loaded).hasSizeLessThan(FEW);
    }

    @Test
    @DisplayName(
            "a JDK that was made without flight recordings and management does without events and locks in reports")
    void aJdkWithoutFlightRecordingsAndManagementDoesWithoutThem() throws Exception {
        ForkedJvm.End end = new ForkedJvm("--limit-modules", "java.base").run(FirstCalls.class);
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("TIMED_OUT BUSY COMPLETED", "thread \"main\" is RUNNABLE\n");
    }
}
