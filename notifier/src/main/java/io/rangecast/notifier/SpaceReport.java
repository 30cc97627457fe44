package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One space in words, for a person or for the page that a program shows of its health: {@link AddressSpace#report}. Made
 * from what anybody may read at any time; takes no lock, stops no thread, and looks at a bounded number of subscriptions,
 * waitlists and lines, however much there is.
 */
final class SpaceReport {
    /** Of subscriptions, of which those with the lowest addresses are looked at. */
    static final int MOST_SUBSCRIPTIONS = 10_000;

    /** Of each kind of line. */
    static final int MOST_LINES = 20;

    /** Of the names of those who hold one block. */
    private static final int MOST_NAMES = 4;

    private static final long NOT_LATE = -1;

    /** The subscriptions of one party: a subscriber, a group, all callbacks, or all guards. */
    private static final class Party {
        private final Object who;
        private final long lateNanos;
        private final long start;
        private long end;
        private int subscriptions;

        /** The first subscription is the one with the lowest start. */
        Party(Object who, Subscription first) {
            this.who = who;
            this.lateNanos = lateNanos(who);
            this.start = first.start();
        }

        private static long lateNanos(Object who) {
            if (who instanceof Subscriber subscriber) {
                return subscriber.silentNanos();
            }
            return who instanceof ReaderGroup group ? group.stuckNanos() : NOT_LATE;
        }

        void add(Subscription subscription) {
            subscriptions++;
            if (Long.compareUnsigned(end, subscription.end()) < 0) {
                end = subscription.end();
            }
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final AddressSpace space;
    private final Registry registry;

    SpaceReport(AddressSpace space, Registry registry) {
        this.space = space;
        this.registry = registry;
    }

    @Override
    public String toString() {
        text.append(space).append(space.isClosed() ? ", released\n" : "\n");
        describeCounters(registry.counters());
        describeParties();
        describeHeld(registry.quarantine());
        return text.toString();
    }

    private void describeCounters(SpaceCounters counters) {
        text.append(counters.toString().replaceFirst("\\w+\\[(.*)]", "counters: $1"))
                .append('\n');
    }

    // ---- who subscribes, and who is late

    private void describeParties() {
        Map<Object, Party> parties = new HashMap<>();
        int[] looks = {0};
        int all = registry.subscriptions().forEach(subscription -> {
            Object who = partyOf(subscription);
            Party party = parties.get(who);
            if (party == null) {
                party = new Party(who, subscription);
                parties.put(who, party);
            }
            party.add(subscription);
            return ++looks[0] < MOST_SUBSCRIPTIONS;
        });
        text.append("subscriptions: ").append(all);
        if (all > looks[0]) {
            text.append(", of which these are the lowest ").append(looks[0]);
        }
        text.append('\n');
        Comparator<Party> latestFirst = Comparator.comparingLong((Party party) -> party.lateNanos)
                .thenComparingInt(party -> party.subscriptions);
        describe(parties.values().stream().sorted(latestFirst.reversed()), parties.size(), this::describe);
    }

    private static Object partyOf(Subscription subscription) {
        if (subscription.subscriber() != null) {
            return subscription.subscriber();
        }
        if (subscription.group() != null) {
            return subscription.group();
        }
        return subscription.notifier() != null ? "callbacks" : "guards";
    }

    private void describe(Party party) {
        text.append(party.who)
                .append(": ")
                .append(party.subscriptions)
                .append(party.subscriptions == 1 ? " subscription in " : " subscriptions in ");
        text.append(Interval.toString(party.start, party.end));
        if (party.lateNanos != NOT_LATE) {
            text.append(", LATE for ").append(millis(party.lateNanos));
        }
        if (party.who instanceof Subscriber subscriber) {
            describeState(subscriber);
        } else if (party.who instanceof ReaderGroup group) {
            text.append(", open sections: ").append(group.openSections());
            describeEviction(group.isEvicted());
        }
    }

    private void describeState(Subscriber subscriber) {
        Thread owner = subscriber.owner();
        if (owner == null) {
            text.append(", no thread polls it");
        } else {
            text.append(", thread \"").append(owner.getName()).append("\" is ").append(owner.getState());
        }
        if (subscriber.isOffline()) {
            text.append(", offline");
        }
        int deferred = subscriber.deferred();
        if (deferred > 0) {
            text.append(", deferred answers: ").append(deferred);
        }
        describeEviction(subscriber.isEvicted());
    }

    private void describeEviction(boolean evicted) {
        if (evicted) {
            text.append(", evicted");
        }
    }

    // ---- what is held

    private void describeHeld(Quarantine quarantine) {
        long blocks = quarantine.amount().blocks();
        text.append("held: ").append(blocks).append(blocks == 1 ? " block, 0x" : " blocks, 0x");
        text.append(Long.toHexString(quarantine.amount().bytes())).append(" bytes\n");
        List<QuarantinedMemory> oldest = quarantine.oldest(MOST_LINES);
        describe(oldest.stream(), Math.max(blocks, oldest.size()), this::describe);
    }

    private void describe(QuarantinedMemory held) {
        text.append(Interval.toString(held.start(), held.end()))
                .append(": 0x")
                .append(Long.toHexString(held.bytes()))
                .append(" bytes, for ");
        text.append(millis(held.nanos())).append(", by ");
        int names = held.holders().size();
        List<String> some = new ArrayList<>(held.holders().subList(0, Math.min(names, MOST_NAMES)));
        if (names > MOST_NAMES) {
            some.add("and " + (names - MOST_NAMES) + " more");
        }
        text.append(some);
    }

    // ---- lines

    private <T> void describe(Stream<T> lines, long all, Consumer<T> each) {
        lines.limit(MOST_LINES).forEach(line -> {
            text.append("  ");
            each.accept(line);
            text.append('\n');
        });
        if (all > MOST_LINES) {
            text.append("  and ").append(all - MOST_LINES).append(" more\n");
        }
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
