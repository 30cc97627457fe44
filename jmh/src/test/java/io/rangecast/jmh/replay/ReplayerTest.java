package io.rangecast.jmh.replay;

import static io.rangecast.notifier.InvalidationEvent.CLEAR;
import static io.rangecast.notifier.InvalidationEvent.PROTECTION_PAGE;
import static io.rangecast.notifier.InvalidationEvent.PROTECTION_VMA;
import static io.rangecast.notifier.InvalidationEvent.RELEASE;
import static io.rangecast.notifier.InvalidationEvent.UNMAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.rangecast.notifier.InvalidationEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each call becomes the right events, in the right process. The final RELEASE is that of the process that is left. */
class ReplayerTest {
    private final KernelSnapshots snapshots = new KernelSnapshots();

    @Test
    void mappingOnNothingSendsNothing() {
        assertThat(events("1 M 10000 4000 3 22a")).containsExactly(entry(RELEASE, 1L));
    }

    @Test
    void mappingOverSomethingUnmapsFirst() {
        assertThat(events("1 M 10000 4000 3 22a", "1 X 12000 1000 1 32a")).containsEntry(UNMAP, 1L);
    }

    @Test
    void unmappingSendsUnmapOnlyIfSomethingIsThere() {
        assertThat(events("1 M 10000 4000 3 22a", "1 U 11000 73", "1 U 11000 1000", "1 U 90000 1000"))
                .containsEntry(UNMAP, 1L);
    }

    @Test
    void protectingSendsAWindowForEachAreaThatChanges() {
        assertThat(events("1 M 10000 2000 3 22a", "1 M 12000 2000 1 22a", "1 P 11000 2000 1", "1 P 10000 4000 0"))
                .containsEntry(PROTECTION_VMA, 1L + 3L);
    }

    @Test
    void discardingSendsClearAndOtherAdviceNothing() {
        assertThat(events(
                        "1 M 10000 4000 3 22a",
                        "1 A 10000 1000 4",
                        "1 A 10000 1000 8",
                        "1 A 10000 1000 9",
                        "1 A 0 0 17"))
                .containsEntry(CLEAR, 3L);
    }

    @Test
    void remappingUnmapsWhatIsLost() {
        assertThat(events(
                        "1 M 10000 2000 3 22a",
                        "1 R 10000 2000 50000 3000", // moves
                        "1 R 50000 3000 50000 5000", // grows
                        "1 R 50000 5000 50000 1000", // shrinks: two areas of the replay, one range
                        "1 U 50000 1000",
                        "1 U 10000 2000")) // nothing there
                .containsEntry(UNMAP, 3L);
    }

    @Test
    void theFirstBreakIsTheBaseAndAFallingOneUnmaps() {
        assertThat(events("1 B 100000 0", "1 B 100000 0", "1 B 140000 0", "1 B 120000 0", "1 U 100000 20000"))
                .containsEntry(UNMAP, 2L);
    }

    @Test
    void forkCopiesTheSpaceAndTheChildLivesItsOwnLife() {
        assertThat(events("1 M 10000 2000 3 22a", "1 F 0 0 2", "2 U 10000 2000", "1 U 10000 2000", "2 Z 0 0"))
                .containsExactly(entry(UNMAP, 2L), entry(PROTECTION_PAGE, 1L));
    }

    @Test
    void aChildMayShowItselfBeforeItsParentAnnouncesIt() {
        assertThat(events("1 M 10000 2000 3 22a", "2 U 10000 2000", "1 T 0 0 2", "1 U 10000 2000"))
                .containsExactly(entry(UNMAP, 1L));
        assertThat(events("1 M 10000 2000 3 22a", "2 U 10000 2000", "1 F 0 0 2", "1 U 10000 2000"))
                .containsExactly(entry(UNMAP, 2L), entry(PROTECTION_PAGE, 1L));
    }

    @Test
    void execReleasesASpaceOfOnesOwnAndLeavesASharedOneAlone() {
        assertThat(events("1 M 10000 2000 3 22a", "1 E 0 0", "1 U 10000 2000")).containsExactly(entry(RELEASE, 1L));
        assertThat(events("1 M 10000 2000 3 22a", "1 T 0 0 2", "2 E 0 0", "2 U 10000 2000", "1 U 10000 2000"))
                .containsExactly(entry(UNMAP, 1L));
    }

    @Test
    void aSpaceIsReleasedWithItsLastThreadAndItsLateRowsAreIgnored() {
        assertThat(events("1 M 10000 2000 3 22a", "1 T 0 0 2", "1 t 0 0", "2 t 0 0", "2 U 10000 2000"))
                .containsExactly(entry(RELEASE, 1L));
    }

    @Test
    void aKernelListIsMatchedByTheStateThatEqualsIt() {
        String executableAndStack = "400000-45b000 r-xp\n";
        snapshots.add(0, (executableAndStack + "10000000-10003000 rw-p").lines().toList());
        snapshots.add(0, (executableAndStack + "10000000-10002000 rw-p").lines().toList());
        snapshots.add(0, (executableAndStack + "10000000-10004000 rw-p").lines().toList());
        snapshots.add(9, (executableAndStack + "10000000-10003000 rw-p").lines().toList());

        events("1 M 10000000 1000 3 22a", "1 M 10001000 3000 3 22a", "1 U 10003000 1000");

        assertThat(snapshots.matched()).as("those of 3 and 4 pages at time 0").isEqualTo(2);
        assertThat(snapshots.count()).isEqualTo(4);
    }

    private Map<InvalidationEvent, Long> events(String... calls) {
        String rows = Arrays.stream(calls)
                .map(call -> "0," + String.join(",", (call + "    ").split(" ", -1)))
                .map(row -> Arrays.stream(row.split(",", -1)).limit(7).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
        Windows windows = new Windows(true);
        try {
            Trace trace = Trace.read(
                    "t",
                    new ByteArrayInputStream(
                            ("t_us,pid,op,addr,len,a3,a4\n" + rows + "\n").getBytes(StandardCharsets.US_ASCII)));
            new Replayer(trace, new Slab(1 << 20), windows, new RecentAreas(), snapshots).replay();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return windows.byEvent();
    }
}
