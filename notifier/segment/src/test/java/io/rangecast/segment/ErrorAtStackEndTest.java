package io.rangecast.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.LaggardPolicy;
import io.rangecast.notifier.Reclaimer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The stack ends while a reader goes offline, comes back, or a section ends, so many frames below: it leases nothing that is not waited
 * for. {@code -Dtest.jvmArgs=-Xint} gives each call a frame, and so finds the narrowest gaps.
 */
@Timeout(120)
class ErrorAtStackEndTest {
    private static final int FRAMES = 400;
    private static final int SIZES = 5;
    private static final LaggardPolicy LOOK = LaggardPolicy.abortAfter(0);

    private final AddressSpace space = new AddressSpace();
    private final SegmentGroup group = new SegmentGroup("tasks", space);
    private int struck;

    /** In a thread whose stack is small, so that its end is soon reached. */
    private void strikeEach(FromFrames attempt) throws Exception {
        Throwable[] failure = {null};
        Runnable attempts = () -> {
            try {
                for (int frames = 0; frames < FRAMES; frames++) {
                    attempt.at(frames);
                }
            } catch (Throwable thrown) {
                failure[0] = thrown;
            }
        };
        Thread shallow = new Thread(null, attempts, "with a small stack", 256 * 1024);
        shallow.start();
        shallow.join();
        assertThat(failure[0]).isNull();
        assertThat(struck).isPositive();
    }

    private interface FromFrames {
        void at(int frames) throws Exception;
    }

    /** Runs an action so many frames above the end of the stack, and some of another size, so that the end is between any two calls. */
    private void strike(int frames, Runnable action) {
        descend(frames / SIZES, new boolean[1], () -> {
            try {
                step(frames % SIZES, 0, 0, action);
            } catch (StackOverflowError strikes) {
                struck++;
            }
        });
    }

    private static long step(int frames, long wider, long stillWider, Runnable action) {
        if (frames == 0) {
            action.run();
            return wider + stillWider;
        }
        return step(frames - 1, wider + 1, stillWider - 1, action);
    }

    /** Returns how many frames are below this. */
    private static int descend(int above, boolean[] tried, Runnable action) {
        int below;
        try {
            below = 1 + descend(above, tried, action);
        } catch (StackOverflowError end) {
            below = 0;
        }
        if (below == above && !tried[0]) {
            tried[0] = true;
            action.run();
        }
        return below;
    }

    /** Who gets a lease is waited for. */
    private void assertWaitedFor(Function<RevocableSegment, MemorySegment> reader, int frames) throws Exception {
        RevocableSegment segment = RevocableSegment.of(space, Arena.ofAuto().allocate(64), () -> {});
        MemorySegment lease;
        try {
            lease = reader.apply(segment);
        } catch (IllegalStateException refused) {
            lease = null;
        }
        if (lease != null) {
            assertThat(Elsewhere.call(() -> segment.revoke(LOOK)))
                    .as("leased %d frames above the end", frames)
                    .isNotEqualTo(InvalidationResult.COMPLETED);
        }
    }

    @Test
    @DisplayName("while a reader goes offline")
    void v14WhileAReaderGoesOffline() throws Exception {
        strikeEach(frames -> {
            try (SegmentReader reader = new SegmentReader("reader", space)) {
                strike(frames, reader::offline);
                assertWaitedFor(reader::lease, frames);
                reader.online();
            }
        });
    }

    @Test
    @DisplayName("while it comes back")
    void v14WhileAReaderComesBack() throws Exception {
        strikeEach(frames -> {
            try (SegmentReader reader = new SegmentReader("reader", space)) {
                reader.offline();
                strike(frames, reader::online);
                assertWaitedFor(reader::lease, frames);
                reader.online();
                assertWaitedFor(reader::lease, frames);
            }
        });
    }

    @Test
    @DisplayName("around an action that may block")
    void v14AroundAnActionThatMayBlock() throws Exception {
        strikeEach(frames -> {
            try (SegmentReader reader = new SegmentReader("reader", space)) {
                strike(frames, () -> reader.blocking(() -> {}));
                assertWaitedFor(reader::lease, frames);
                reader.online();
            }
        });
    }

    @Test
    @DisplayName("while a section ends, which does not end another one then")
    void v14WhileASectionEnds() throws Exception {
        space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        strikeEach(frames -> {
            SegmentSection section = group.enter();
            Elsewhere.call(
                    RevocableSegment.of(space, Arena.ofAuto().allocate(64), () -> {})::retire); // which it is to free
            strike(frames, section::close);
            assertWaitedFor(section::lease, frames);
            try (SegmentSection other = group.enter()) {
                section.close();
                assertWaitedFor(other::lease, frames);
            }
        });
    }
}
