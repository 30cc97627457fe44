package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The subscriptions of a subscriber or a group of readers: a {@link Membership} for each space. Any thread; lock-free but
 * for the JDK's map. Weak: spaces come and go.
 */
final class Memberships {
    /** By {@link Registry#id}. */
    private final Map<Long, WeakReference<Membership>> bySpace = new ConcurrentHashMap<>();

    /** With so many it is time to forget those of spaces that have gone. Racy, as a hint. */
    private int many = 16;

    /** A subscription that comes into the tree next; to be followed by a look whether its owner has ended. Allocates. */
    void enter(Subscription subscription) {
        Registry registry = subscription.registry;
        WeakReference<Membership> known = bySpace.get(registry.id());
        Membership membership = known == null ? null : known.get();
        while (membership == null) { // none yet, or all that it had are gone
            Membership made = new Membership(registry);
            if (subscription.subscriber()
                    != null) { // first: memory may be short, and none is to be found that is not listed
                registry.subscribers().add(made, subscription.subscriber());
            }
            WeakReference<Membership> weak = new WeakReference<>(made);
            boolean isKnown = known == null
                    ? bySpace.putIfAbsent(registry.id(), weak) == null
                    : bySpace.replace(registry.id(), known, weak);
            known = isKnown ? weak : bySpace.get(registry.id());
            membership = isKnown ? made : known == null ? null : known.get();
            forgetGoneSpaces();
        }
        membership.add(subscription);
    }

    /** Amortised: looks at all when they have doubled. */
    private void forgetGoneSpaces() {
        if (bySpace.size() > many) {
            bySpace.values().removeIf(membership -> membership.get() == null);
            many = Math.max(16, 2 * bySpace.size());
        }
    }

    /** A space where there were subscriptions is closed. */
    void leave(Registry registry) {
        bySpace.remove(registry.id());
    }

    /**
     * After the owner's state has changed. A newcomer enters, and has a full fence before it reads that state: it is found
     * here, or finds out.
     */
    void forEach(Consumer<Membership> action) {
        VarHandle.fullFence();
        for (WeakReference<Membership> each : bySpace.values()) {
            Membership membership = each.get();
            if (membership != null) {
                action.accept(membership);
            }
        }
    }

    /** Closes all of them: readers wake. May be called again, and then does what is left. */
    void closeAll() {
        forEach(Membership::closeAll);
        bySpace.clear();
    }
}
