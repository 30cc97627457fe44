package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/** A home and peers in one thread, each turn of which is a millisecond. */
final class Cluster {
    static final long PAGE = 0x1000;

    long now = 1;
    final Wire wire;
    final AddressSpace space = new AddressSpace();
    final Invalidator producer = space.newInvalidator("producer");
    PeerHome home;
    private Cluster next;
    final List<PeerMirror> mirrors = new ArrayList<>();

    /** Whether agents go on after an error. */
    boolean bearsErrors;

    /** Those whose agents stand. */
    final List<PeerMirror> stopped = new ArrayList<>();

    Cluster(long seed) {
        this(seed, new HomeOptions());
    }

    Cluster(long seed, HomeOptions options) {
        wire = new Wire(seed);
        home = new PeerHome(space, "segment", wire.home(), options, () -> now);
    }

    /** A home in the place of another, with the same peers, and a space of its own. */
    Cluster(Cluster before, HomeOptions options) {
        wire = before.wire;
        now = before.now;
        mirrors.addAll(before.mirrors);
        before.next = this;
        home = new PeerHome(space, "segment", wire.home(), options, () -> now);
    }

    /** The time of those who were made by this, also when another has taken its place. */
    long now() {
        return next == null ? now : next.now();
    }

    PeerMirror join(String name) {
        return join(new MirrorOptions(name));
    }

    PeerMirror join(MirrorOptions options) {
        return join(options, this::now);
    }

    /** By a clock of its own. */
    PeerMirror join(MirrorOptions options, LongSupplier clock) {
        PeerMirror mirror = new PeerMirror("segment", wire.peer(), options, clock);
        mirrors.add(mirror);
        return mirror;
    }

    /** A peer with a cover over some pages, ready. */
    PeerMirror peer(String name, long firstPage, long pages) {
        PeerMirror mirror = join(name);
        Cover cover = mirror.cover(firstPage * PAGE, pages * PAGE);
        turnUntil(cover::isReady);
        return mirror;
    }

    void turn() {
        now += TimeUnit.MILLISECONDS.toNanos(1);
        wire.tick();
        if (home != null) {
            work(home);
        }
        for (PeerMirror mirror : mirrors) {
            if (!stopped.contains(mirror)) {
                work(mirror);
            }
        }
    }

    private void work(Agent agent) {
        try {
            agent.doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        } catch (OutOfMemoryError struck) {
            if (!bearsErrors) {
                throw struck;
            }
        }
    }

    void turn(int times) {
        for (int i = 0; i < times; i++) {
            turn();
        }
    }

    void turnUntil(java.util.function.BooleanSupplier condition) {
        for (int i = 0; i < 30_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            turn();
        }
        throw new AssertionError("not in 30 simulated seconds");
    }

    /** A start that does not wait: whether somebody has to be waited for is to be seen by {@link #isComplete}. */
    InvalidationRange start(long page) {
        return start(page, 1);
    }

    InvalidationRange start(long page, long pages) {
        InvalidationRange range = new InvalidationRange();
        range.init(InvalidationEvent.UNMAP, 0, null, space, page * PAGE, (page + pages) * PAGE);
        producer.publish(range);
        return range;
    }

    boolean isComplete(InvalidationRange range) {
        return producer.await(range, 0) == InvalidationResult.COMPLETED;
    }

    void complete(InvalidationRange range) {
        turnUntil(() -> isComplete(range));
    }

    void end(InvalidationRange range) {
        producer.invalidateRangeEnd(range);
    }

    /** A thread of a peer that holds something of a page until it is told; told when it is polled. */
    static Subscriber holder(PeerMirror mirror, long page) {
        Subscriber holder = new Subscriber("holder", record -> {});
        holder.attach();
        mirror.space().subscribe(page * PAGE, PAGE, holder);
        return holder;
    }

    void assertWaitsFor(InvalidationRange range, String name) {
        turn(50);
        assertThat(isComplete(range)).isFalse();
        assertThat(producer.laggards(range)).singleElement().asString().startsWith("peer " + name + " ");
    }
}
