package io.rangecast.segment;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.LaggardPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a section may rely on. */
@Timeout(120)
class SegmentSectionConformanceTest {
    private final AddressSpace space = new AddressSpace();
    private final SegmentGroup group = new SegmentGroup("tasks", space);
    private final RevocableSegment segment =
            RevocableSegment.of(space, Arena.ofAuto().allocate(64), () -> {});

    @Test
    @DisplayName("a lease of a section is good until its end, and an error from then on")
    void v10ALeaseOfASectionIsGoodUntilItsEnd() throws Exception {
        MemorySegment lease;
        try (SegmentSection section = group.enter()) {
            lease = section.lease(segment);
            assertThat(Elsewhere.call(() -> segment.revoke(LaggardPolicy.abortAfter(0))))
                    .isEqualTo(AGAIN);
            assertThat(section.lease(segment))
                    .as("a second one, once it is revoked")
                    .isNull();
            assertThat(lease.get(JAVA_LONG, 0)).isZero();
            try (SegmentSection inner = group.enter()) {
                assertThat(inner.lease(segment)).isNull();
            }
        }
        assertThatThrownBy(() -> lease.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(segment.revoke()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("virtual threads have sections, too, and a revocation waits for none that came later")
    void v10VirtualThreadsHaveSections() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {
            try (SegmentSection section = group.enter()) {
                section.lease(segment).set(JAVA_LONG, 0, 7);
            }
        });
        thread.join();
        assertThat(segment.revoke()).isEqualTo(COMPLETED);
        try (SegmentSection later = group.enter()) {
            assertThat(later.lease(segment)).isNull();
            assertThat(segment.isFreed()).isTrue();
        }
    }

    @Test
    @DisplayName("a section is closed once, ends with its group, and refuses what is not of its space")
    void v10ASectionIsClosedOnce() {
        SegmentSection section = group.enter();
        group.close();
        assertThat(section.lease(segment)).isNotNull();
        assertThatThrownBy(() -> section.lease(null)).hasMessage("segment");
        RevocableSegment other =
                RevocableSegment.of(new AddressSpace(), Arena.ofAuto().allocate(8), () -> {});
        assertThatThrownBy(() -> section.lease(other)).hasMessageContaining("is of space 0x");
        section.close();
        section.close();
        assertThatThrownBy(() -> section.lease(segment)).hasMessage("a section of segment group tasks is closed");
        assertThatThrownBy(group::enter).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new SegmentGroup("tasks", null)).hasMessage("space");
        assertThatThrownBy(() -> new SegmentGroup(null, space)).hasMessage("name");
        assertThat(segment.revoke()).isEqualTo(COMPLETED);
    }
}
