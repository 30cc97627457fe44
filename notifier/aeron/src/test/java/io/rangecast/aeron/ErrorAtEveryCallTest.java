package io.rangecast.aeron;

import static io.rangecast.aeron.Cluster.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * An Error strikes in each call of the transport, before it has done something and behind that: while a peer joins, covers, is told of
 * a window, lets go, loses its link and joins again. Agents go on with their next turn, as an AgentRunner's do. Nobody uses a page in a
 * window that is complete, and in the end all goes on.
 */
class ErrorAtEveryCallTest {
    /** A thread of the peer, which uses a page until it is told. */
    private static final class Holder {
        final Subscriber subscriber = new Subscriber("holder", record -> holds = false);
        final Subscription page;
        boolean holds;

        Holder(PeerMirror mirror) {
            subscriber.attach();
            page = mirror.space().subscribe(3 * PAGE, PAGE, subscriber);
        }

        boolean tryHold() {
            subscriber.poll(8);
            long seen = page.tryReadBegin();
            holds = seen != Subscription.BUSY && !page.readRetry(seen);
            return holds;
        }
    }

    @Test
    @DisplayName("an error in whatever call of the transport leaves nothing half done")
    void w63AnErrorInWhateverCall() {
        int calls = live(Long.MAX_VALUE, false);
        assertThat(calls).isGreaterThan(150);
        for (int call = 0; call < calls; call++) {
            live(call, false);
            live(call, true);
        }
    }

    /** Returns how many calls there were. */
    private static int live(long struck, boolean behind) {
        Cluster cluster = new Cluster(1);
        cluster.wire.strikeAt = struck;
        cluster.wire.strikeBehind = behind;
        cluster.bearsErrors = true;
        PeerMirror mirror = cluster.join("A");
        mirror.cover(0, 16 * PAGE);
        Holder holder = new Holder(mirror);
        cluster.turnUntil(holder::tryHold);
        for (int round = 0; round < 2; round++) {
            InvalidationRange range = cluster.start(3);
            for (int turn = 0; turn < 20; turn++) {
                cluster.turn();
                assertThat(cluster.isComplete(range) && holder.holds)
                        .as("call %d, %s", struck, behind)
                        .isFalse();
            }
            cluster.turnUntil(() -> {
                holder.subscriber.poll(8);
                return cluster.isComplete(range);
            });
            assertThat(holder.tryHold()).as("call %d, %s", struck, behind).isFalse();
            cluster.end(range);
            cluster.turnUntil(holder::tryHold);
            cluster.wire.cut();
            cluster.turn(5);
        }
        cluster.turnUntil(holder::tryHold);
        mirror.close();
        cluster.turnUntil(() -> {
            holder.subscriber.poll(8);
            return mirror.isClosed();
        });
        InvalidationRange last = cluster.start(3);
        cluster.turnUntil(() -> cluster.isComplete(last));
        cluster.end(last);
        return cluster.wire.calls;
    }
}
