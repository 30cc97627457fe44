package io.rangecast.segment;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.LaggardPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may be relied on by whoever hands an arena on. */
@Timeout(120)
class RevocableArenaConformanceTest {
    private static final long CAPACITY = 1 << 16;

    private final AddressSpace space = new AddressSpace();
    private final RevocableArena arena = RevocableArena.map(space, CAPACITY);
    private final SegmentReader reader = new SegmentReader("reader", space);

    /** As somebody writes who knows of the JDK's interface only. */
    private static MemorySegment allocateName(Arena any) {
        return any.allocateFrom("name");
    }

    @Test
    @DisplayName("what an arena allocates is the owner's, and others read it by a lease of its memory")
    void v11WhatAnArenaAllocatesIsTheOwners() throws Exception {
        arena.allocate(3, 1);
        MemorySegment name = allocateName(arena);
        MemorySegment number = arena.allocate(JAVA_LONG);
        number.set(JAVA_LONG, 0, 42);
        assertThat(number.address() % 8).isZero();
        assertThat(number.scope()).isEqualTo(arena.scope());
        assertThat(name.getString(0)).isEqualTo("name");
        long offset = arena.offsetOf(number);
        assertThat(reader.lease(arena.memory()).get(JAVA_LONG, offset)).isEqualTo(42);
        assertThatThrownBy(() -> Elsewhere.call(() -> number.get(JAVA_LONG, 0)))
                .isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> Elsewhere.call(() -> arena.allocate(8))).isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> Elsewhere.call(() -> arena.allocate(0))).isInstanceOf(WrongThreadException.class);
        assertThatThrownBy(() -> arena.offsetOf(Arena.ofAuto().allocate(8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("its close ends it for the owner at once, and waits for others, or leaves it to them")
    void v11ItsCloseEndsItForTheOwnerAtOnce() throws Exception {
        MemorySegment own = arena.allocate(8);
        RevocableSegment memory = arena.memory();
        assertThat(Elsewhere.call(() -> new SegmentReader("dead", space).lease(memory)))
                .isNotNull();
        assertThatThrownBy(memory::revoke).hasMessageContaining("an arena allocates from ");
        assertThatThrownBy(memory::retire).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Elsewhere.call(() -> {
                    arena.close();
                    return null;
                }))
                .isInstanceOf(WrongThreadException.class);
        assertThat(own.scope().isAlive()).isTrue();
        reader.lease(memory);
        arena.close(); // this thread reads too, and is served while it waits
        assertThat(own.scope().isAlive()).isFalse();
        assertThat(memory.isFreed()).isTrue();
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("once it is closed no other arena takes its memory before that is revoked, and so it is freed")
    void v11NoOtherArenaTakesItsMemoryBeforeItIsRevoked() {
        RevocableSegment memory = arena.memory();
        arena.closeOwn(); // the first half of a close

        assertThatThrownBy(() -> new RevocableArena(memory)).hasMessageContaining("is revoked");

        memory.close(); // the second
        assertThat(memory.isFreed()).isTrue();
    }

    @Test
    @DisplayName("closed by a policy, or retired, it says what has become of the memory")
    void v11ClosedByAPolicyItAnswers() throws Exception {
        RevocableSegment memory = arena.memory();
        RevocableArena other = Elsewhere.call(() -> {
            RevocableArena made = RevocableArena.map(space, CAPACITY);
            assertThat(made.retire()).as("nobody leases it").isEqualTo(COMPLETED);
            return made;
        });
        assertThat(other.memory().isFreed()).isTrue();
        MemorySegment lease = reader.lease(memory);
        reader.lease(memory);
        FutureTask<MemorySegment> stuck = new FutureTask<>(() -> null);
        assertThat(lease.get(JAVA_LONG, 0)).isZero();
        assertThat(Elsewhere.call(() -> {
                    RevocableArena mine = RevocableArena.map(space, CAPACITY);
                    CountDownLatch leased = new CountDownLatch(1);
                    Elsewhere.begin(() -> {
                        try (SegmentReader late = new SegmentReader("late", space)) {
                            late.lease(mine.memory());
                            leased.countDown();
                            return stuck.get();
                        }
                    });
                    leased.await();
                    assertThat(mine.close(LaggardPolicy.abortAfter(1_000_000))).isEqualTo(TIMED_OUT);
                    assertThat(mine.memory().isFreed()).isFalse();
                    return mine.memory().retire();
                }))
                .isEqualTo(RETIRED);
        stuck.run();
        assertThatThrownBy(() -> arena.close(null)).hasMessage("policy");
        assertThat(arena.close(LaggardPolicy.abortAfter(1_000_000_000))).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("bad sizes, alignments and memory are refused")
    void v11BadSizesAreRefused() {
        assertThat(arena.allocate(CAPACITY - 1, 1).byteSize()).isEqualTo(CAPACITY - 1);
        assertThatThrownBy(() -> arena.allocate(2, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("0x2 bytes from 0xffff on, of 0x10000");
        assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE, 1L << 62))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arena.allocate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.allocate(1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.allocate(1, Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(arena.allocate(1, 1).byteSize()).isEqualTo(1);
        assertThatThrownBy(() -> new RevocableArena(null)).hasMessage("memory");
        assertThatThrownBy(() -> new RevocableArena(arena.memory())).hasMessageContaining("another arena");
        RevocableSegment readOnly =
                RevocableSegment.of(space, Arena.ofAuto().allocate(8).asReadOnly(), () -> {});
        assertThatThrownBy(() -> new RevocableArena(readOnly)).hasMessageContaining("is read-only");
        assertThat(reader.lease(readOnly).isReadOnly()).isTrue();
    }
}
