package io.rangecast.segment;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.LaggardPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader that polls may rely on. The test's own thread reads, and others revoke. */
@Timeout(120)
class SegmentReaderConformanceTest {
    private static final LaggardPolicy LOOK = LaggardPolicy.abortAfter(0);
    private static final LaggardPolicy SHORT = LaggardPolicy.abortAfter(1_000_000);
    private static final LaggardPolicy LONG = LaggardPolicy.abortAfter(60_000_000_000L);

    private final AddressSpace space = new AddressSpace();
    private final AtomicInteger freed = new AtomicInteger();
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    private final RevocableSegment segment = RevocableSegment.of(space, memory, freed::incrementAndGet);
    private final SegmentReader reader = new SegmentReader("reader", space);

    @Test
    @DisplayName("a lease that was let go of is an error, whatever is at the address now")
    void v1ALeaseThatWasLetGoOfIsAnError() throws Exception {
        memory.set(JAVA_LONG, 8, 42);
        MemorySegment lease = reader.lease(segment);
        assertThat(lease.byteSize()).isEqualTo(64);
        assertThat(lease.get(JAVA_LONG, 8)).isEqualTo(42);
        assertThat(Elsewhere.call(() -> segment.retire())).isEqualTo(RETIRED);
        assertThat(lease.get(JAVA_LONG, 8)).as("until the next poll").isEqualTo(42);

        assertThat(reader.poll(8)).isEqualTo(1);
        assertThatThrownBy(() -> lease.get(JAVA_LONG, 8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("losed");
        assertThat(reader.leases()).isZero();
    }

    @Test
    @DisplayName("a revocation waits for the poll of who has a lease, then the memory is freed once")
    void v2ARevocationWaitsForThePoll() throws Exception {
        reader.lease(segment);
        FutureTask<InvalidationResult> revoking = Elsewhere.begin(() -> segment.revoke(LONG));
        while (reader.poll(8) == 0) {
            assertThat(freed).hasValue(0);
            assertThat(revoking.isDone()).isFalse();
            Thread.onSpinWait();
        }
        assertThat(Elsewhere.join(revoking)).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
        assertThat(segment.isFreed()).isTrue();
        assertThat(segment.revoke()).isEqualTo(COMPLETED);
        assertThat(segment.retire()).isEqualTo(COMPLETED);
        segment.close();
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("who has no lease of the memory is neither told nor waited for")
    void v3WhoHasNoLeaseIsNeitherToldNorWaitedFor() throws Exception {
        RevocableSegment other = RevocableSegment.of(space, Arena.ofAuto().allocate(64), () -> {});
        MemorySegment lease = reader.lease(other);
        assertThat(Elsewhere.call(() -> segment.revoke(LOOK))).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
        assertThat(reader.poll(8)).isZero();
        assertThat(lease.get(JAVA_LONG, 0)).isZero();
    }

    @Test
    @DisplayName("as long as somebody has not let go, nothing is freed, and the answer says so")
    void v4AsLongAsSomebodyHasNotLetGoNothingIsFreed() throws Exception {
        MemorySegment lease = reader.lease(segment);
        assertThat(Elsewhere.call(() -> segment.revoke(SHORT))).isEqualTo(TIMED_OUT);
        assertThat(Elsewhere.call(() -> segment.revoke(LOOK))).isEqualTo(AGAIN);
        space.limitHeld(0, 0);
        assertThat(Elsewhere.call(() -> segment.retire())).isEqualTo(AGAIN);
        space.laggardPolicy(SHORT);
        assertThatThrownBy(() -> Elsewhere.call(() -> {
                    segment.close();
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still leased");
        space.limitHeld(8, -1);
        Elsewhere.call(() -> {
            segment.close();
            return null;
        });
        assertThat(space.quarantined())
                .singleElement()
                .satisfies(held -> assertThat(held.holders()).containsExactly("reader"));
        assertThat(freed).hasValue(0);
        assertThat(lease.get(JAVA_LONG, 0)).isZero();

        reader.poll(8);
        space.reapQuarantine();
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("a lease is the same one until it is revoked, and asking for it allocates nothing")
    void v5ALeaseIsTheSameOneAndAllocatesNothing() {
        RevocableSegment other = RevocableSegment.of(space, Arena.ofAuto().allocate(64), () -> {});
        MemorySegment lease = reader.lease(segment);
        reader.lease(other);
        assertThat(reader.lease(segment)).isSameAs(lease);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long sum = 0;
            for (int i = 0; i < 20_000; i++) {
                reader.poll(8);
                sum += reader.lease(segment).get(JAVA_LONG, 0)
                        + reader.lease(other).get(JAVA_LONG, 0);
            }
            assertThat(sum).isZero();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(20_000);
    }

    @Test
    @DisplayName("nobody gets a lease of what is revoked, or over which a window is open")
    void v6NobodyGetsALeaseOfWhatIsRevoked() throws Exception {
        Invalidator invalidator = space.newInvalidator("changes");
        InvalidationRange range = new InvalidationRange()
                .init(InvalidationEvent.CLEAR, 0, null, space, segment.address(), segment.address() + 8);
        invalidator.invalidateRangeStart(range);
        assertThat(reader.lease(segment)).isNull();
        invalidator.invalidateRangeEnd(range);
        assertThat(reader.lease(segment)).isNotNull();
        reader.offline();
        reader.online();
        assertThat(segment.retire()).isEqualTo(COMPLETED);
        assertThat(reader.lease(segment)).isNull();
        assertThat(segment.isRevoked()).isTrue();
        assertThat(reader.leases()).isZero();
    }

    @Test
    @DisplayName("who revokes loses its own lease while it waits")
    void v6WhoRevokesLosesItsOwnLease() {
        MemorySegment lease = reader.lease(segment);
        assertThat(segment.revoke(LONG)).isEqualTo(COMPLETED);
        assertThat(lease.scope().isAlive()).isFalse();
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("offline, closed, or at the end of its thread, a reader is not waited for, and its leases are errors")
    void v7OfflineOrClosedAReaderIsNotWaitedFor() throws Exception {
        MemorySegment lease = reader.lease(segment);
        reader.blocking(() -> {
            assertThat(lease.scope().isAlive()).isFalse();
            assertThatThrownBy(() -> reader.lease(segment)).hasMessage("segment reader reader is offline");
            reader.blocking(() -> assertThat(reader.isClosed()).isFalse());
        });
        MemorySegment again = reader.lease(segment);
        assertThat(again.get(JAVA_LONG, 0)).isZero();
        Elsewhere.call(() -> new SegmentReader("dead", space).lease(segment));
        reader.close();
        reader.close();
        assertThat(again.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> reader.lease(segment)).hasMessage("segment reader reader is closed");
        assertThat(segment.revoke(LONG)).as("the dead are noticed").isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("who is evicted is told at its next poll, and loses all leases then; nothing is freed before")
    void v7WhoIsEvictedLosesAllLeases() throws Exception {
        RevocableSegment other = RevocableSegment.of(space, Arena.ofAuto().allocate(64), freed::incrementAndGet);
        MemorySegment lease = reader.lease(segment);
        MemorySegment another = reader.lease(other);
        assertThat(Elsewhere.call(() -> segment.revoke(LaggardPolicy.evictAfter(0))))
                .isEqualTo(RETIRED);
        assertThat(Elsewhere.call(() -> other.retire())).isEqualTo(RETIRED);
        assertThat(lease.get(JAVA_LONG, 0) + another.get(JAVA_LONG, 0)).isZero();
        reader.poll(8);
        assertThat(lease.scope().isAlive() || another.scope().isAlive()).isFalse();
        assertThat(reader.isClosed()).isTrue();
        assertThatThrownBy(() -> reader.lease(other)).isInstanceOf(IllegalStateException.class);
        space.reapQuarantine();
        assertThat(freed).hasValue(2);
    }

    @Test
    @DisplayName("what a native call uses is not let go of: the poll throws, and its record comes again")
    void v8WhatANativeCallUsesIsNotLetGoOf() throws Throwable {
        MethodHandle poll = MethodHandles.lookup()
                .findStatic(
                        SegmentReaderConformanceTest.class,
                        "pollInUpcall",
                        MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor comparator = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        MethodHandle qsort = linker.downcallHandle(
                linker.defaultLookup().find("qsort").orElseThrow(),
                FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
        MemorySegment lease = reader.lease(segment);
        upcalling = reader;
        thrown = null;
        assertThat(Elsewhere.call(() -> segment.retire())).isEqualTo(RETIRED);
        try (Arena arena = Arena.ofConfined()) {
            qsort.invokeExact(lease, 2L, 8L, linker.upcallStub(poll, comparator, arena));
        }
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("acquired");
        assertThat(lease.get(JAVA_LONG, 0)).isZero();
        space.reapQuarantine();
        assertThat(freed).hasValue(0);

        assertThat(reader.poll(8)).isEqualTo(1);
        assertThat(lease.scope().isAlive()).isFalse();
        space.reapQuarantine();
        assertThat(freed).hasValue(1);
    }

    private static SegmentReader upcalling;
    private static Throwable thrown;

    static int pollInUpcall(MemorySegment one, MemorySegment other) {
        try {
            upcalling.poll(8);
        } catch (Throwable late) {
            thrown = late;
        }
        return Long.compare(one.address(), other.address());
    }

    @Test
    @DisplayName("bad input is refused before anything has happened, and other threads are told whose a reader is")
    void v9BadInputIsRefused() throws Exception {
        RevocableSegment elsewhere = RevocableSegment.of(new AddressSpace(), memory, () -> {});
        assertThatThrownBy(() -> reader.lease(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of space 0x");
        assertThatThrownBy(() -> reader.lease(null)).hasMessage("segment");
        assertThatThrownBy(() -> RevocableSegment.of(null, memory, () -> {})).hasMessage("space");
        assertThatThrownBy(() -> RevocableSegment.of(space, null, () -> {})).hasMessage("memory");
        assertThatThrownBy(() -> RevocableSegment.of(space, memory, null)).hasMessage("free");
        assertThatThrownBy(() -> RevocableSegment.of(space, MemorySegment.ofArray(new byte[8]), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RevocableSegment.map(space, 0)).hasMessageContaining("0x0 bytes");
        assertThatThrownBy(() -> segment.revoke(null)).hasMessage("policy");
        assertThatThrownBy(() -> segment.retire(null)).hasMessage("executor");
        assertThatThrownBy(() -> new SegmentReader(null, space)).hasMessage("name");
        assertThatThrownBy(() -> new SegmentReader("reader", null)).hasMessage("space");
        assertThatThrownBy(() -> reader.blocking(null)).hasMessage("action");
        assertThatThrownBy(() -> Elsewhere.call(() -> reader.lease(segment)))
                .isInstanceOf(WrongThreadException.class)
                .hasMessageContaining("segment reader reader belongs to ");
        assertThatThrownBy(() -> Elsewhere.call(() -> reader.poll(1))).isInstanceOf(WrongThreadException.class);
        assertThat(segment.isRevoked()).isFalse();
        assertThat(reader.leases()).isZero();
    }

    @Test
    @DisplayName("a reader that runs out of memory has a lease as a whole or not at all")
    void g7AReaderThatRunsOutOfMemoryHasNothingHalfLeased() throws Exception {
        String scarce = "-Xmx8m -XX:+UseSerialGC -XX:-UseTLAB -XX:-DoEscapeAnalysis --enable-native-access=ALL-UNNAMED";
        assertThat(ForkedJvm.run(scarce, ScarceLeases.class, ""))
                .startsWith("status 0")
                .contains("failed true");
    }
}
