package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.ForkedJvm;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left behind when memory runs out, in a JVM of its own. */
@Watchdog
@Tag("proof")
class ScarceMemoryTest {
    private static final boolean ALL = Effort.of(2) > 1;
    private static final String[] TURNS = ALL ? new String[] {"100", "3", "12"} : new String[] {"30", "5", "4"};

    @Test
    @DisplayName("whoever runs out of memory has subscribed, started, registered, mapped as a whole or not at all")
    void g7WhoeverRunsOutOfMemoryHasNothingHalfDone() throws Exception {
        // Where HotSpot has left out the allocation of an object, and finds no memory for it when it needs it after
        // all, it
        // drops the frame, and no finally of it runs.
        ForkedJvm.End end = new ForkedJvm("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-XX:-DoEscapeAnalysis")
                .run(ScarceMemory.class, TURNS);
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).containsPattern("failed [1-9]\\d*, worked [1-9]");
    }

    @Test
    @DisplayName("a start that gets no direct memory for a ring tells that, and everybody who is hit: ranges merge")
    void q6AStartThatGetsNoDirectMemoryTellsEverybody() throws Exception {
        ForkedJvm.End end = new ForkedJvm("-Xmx64m", "-XX:MaxDirectMemorySize=256k").run(ScarceDirectMemory.class);
        assertThat(end.status()).as(end.output()).isZero();
    }

    @Test
    @DisplayName(
            "a batch that makes room for records is still under way: nobody may end it, use its ranges or the producer")
    void r1ABatchThatMakesRoomCannotBeEnded() throws Exception {
        ForkedJvm.End end =
                new ForkedJvm("-Xmx64m", "-XX:MaxDirectMemorySize=256k").run(ScarceDirectMemory.class, "batch");
        assertThat(end.status()).as(end.output()).isZero();
    }
}
