package io.rangecast.notifier;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The notifiers of one space that are shared by their users and counted: Linux's {@code mmu_notifier_get} and {@code
 * mmu_notifier_put}. Changes take this object's lock, under which no user's code runs.
 */
final class SharedNotifiers {
    private static final class Shared {
        Registration registration;
        long users = 1;
    }

    private final AddressSpace space;
    private final NotifierRegistry registry;
    private final Map<Class<?>, Shared> byKey = new HashMap<>();

    SharedNotifiers(AddressSpace space, NotifierRegistry registry) {
        this.space = space;
        this.registry = registry;
    }

    <N extends Notifier> N get(Class<N> key, Supplier<? extends N> allocate) {
        N found = find(key);
        if (found != null) {
            return found;
        }
        N made = key.cast(Objects.requireNonNull(allocate.get(), "allocated notifier"));
        N shared = null;
        try {
            shared = findOrAdd(key, made);
        } finally {
            if (shared != made) { // another thread was faster, or it was rejected
                free(made);
            }
        }
        return shared;
    }

    private synchronized <N extends Notifier> N find(Class<N> key) {
        Shared shared = byKey.get(key);
        if (shared == null) {
            return null;
        }
        shared.users++;
        return key.cast(shared.registration.notifier());
    }

    private synchronized <N extends Notifier> N findOrAdd(Class<N> key, N made) {
        N found = find(key);
        if (found != null) {
            return found;
        }
        Shared shared = new Shared();
        byKey.put(key, shared);
        try {
            shared.registration = registry.register(InvalidationEvent.ALL, 0, made);
        } finally {
            if (shared.registration == null) {
                byKey.remove(key);
            }
        }
        return made;
    }

    void put(Notifier notifier) {
        Registration last = removeUser(Objects.requireNonNull(notifier, "notifier"));
        if (last != null) {
            registry.withdraw(last, () -> free(notifier));
        }
    }

    /** The registration, if that was its last user. */
    private synchronized Registration removeUser(Notifier notifier) {
        for (Map.Entry<Class<?>, Shared> entry : byKey.entrySet()) {
            Shared shared = entry.getValue();
            if (shared.registration.notifier() == notifier) {
                shared.users--;
                if (shared.users > 0) {
                    return null;
                }
                byKey.remove(entry.getKey());
                return shared.registration;
            }
        }
        throw new IllegalStateException(notifier + " has no users left in " + space + ", or was not made by get");
    }

    private void free(Notifier notifier) {
        int[] here = InCallback.enter();
        try {
            notifier.free();
        } catch (Throwable thrown) {
            space.report(thrown, null, notifier);
        } finally {
            here[InCallback.DEPTH]--;
        }
    }
}
