package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.Agent;

/** A home and peers in one thread, with a file and sockets as between processes. */
final class SharedCluster implements AutoCloseable {
    static final long PAGE = 0x1000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    final Path path;
    private final UnaryOperator<SharedFile> words;
    final AddressSpace space = new AddressSpace();
    final Invalidator producer = space.newInvalidator("producer");
    final SharedHome home;
    final List<SharedPeer> peers = new ArrayList<>();

    /** Whether agents go on after an error. */
    boolean bearsErrors;

    SharedCluster(Path folder) {
        this(folder, options());
    }

    SharedCluster(Path folder, SharedHomeOptions options) {
        this(folder, options, UnaryOperator.identity());
    }

    /** Of which each has the file by words that the test looks at. */
    SharedCluster(Path folder, SharedHomeOptions options, UnaryOperator<SharedFile> words) {
        this.words = words;
        path = folder.resolve("memory");
        home = new SharedHome(space, path, options, words);
    }

    static SharedHomeOptions options() {
        return new SharedHomeOptions().peers(4).records(32).length(1 << 30);
    }

    SharedPeer join(String name, long firstPage, long pages) {
        SharedPeer peer =
                new SharedPeer(words.apply(SharedFile.open(path)), name, firstPage * PAGE, pages * PAGE, null);
        peers.add(peer);
        return peer;
    }

    /** A peer with some pages, ready. */
    SharedPeer peer(String name, long firstPage, long pages) {
        SharedPeer peer = join(name, firstPage, pages);
        turnUntil(peer::isReady);
        return peer;
    }

    void turn() {
        work(home);
        peers.forEach(this::work);
    }

    private void work(Agent agent) {
        try {
            agent.doWork();
        } catch (OutOfMemoryError struck) {
            if (!bearsErrors) {
                throw struck;
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void turn(int times) {
        for (int i = 0; i < times; i++) {
            turn();
        }
    }

    void turnUntil(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(System.nanoTime() - until).isNegative();
            turn();
            if (i % 16 == 15) {
                LockSupport.parkNanos(100_000); // for the pause between two attempts to join
            }
        }
    }

    /** A start that does not wait: whether somebody has to be waited for is to be seen by {@link #isComplete}. */
    InvalidationRange start(long page) {
        return start(InvalidationEvent.UNMAP, page, 0);
    }

    InvalidationRange start(InvalidationEvent event, long page, long owner) {
        InvalidationRange range =
                new InvalidationRange().initOwner(event, 0, null, space, page * PAGE, (page + 1) * PAGE, owner);
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
    static Subscriber holder(SharedPeer peer, long page) {
        Subscriber holder = new Subscriber("holder", record -> {});
        holder.attach();
        peer.space().subscribe(page * PAGE, PAGE, holder);
        return holder;
    }

    void assertWaitsFor(InvalidationRange range, String name) {
        turn(50);
        assertThat(isComplete(range)).isFalse();
        assertThat(producer.laggards(range)).singleElement().asString().startsWith("peer " + name + " ");
    }

    /** How many starts the peer of that name was told of. */
    long starts(String name) {
        return home.peers().stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow()
                .starts();
    }

    @Override
    public void close() {
        peers.forEach(SharedPeer::close);
        turn();
        home.close();
        home.peers().forEach(peer -> home.confirmGone(peer.incarnation()));
        Subscriber.closeAllOfCurrentThread();
    }
}
