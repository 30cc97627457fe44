package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The notifiers of one space that are shared by their users and counted: Linux's {@code mmu_notifier_get} and {@code
 * mmu_notifier_put}. Changes take this object's lock, under which no user's code runs.
 */
final class SharedNotifiers {
    private static final class Shared {
        final Class<?> key;
        Registration registration;

        /** None while the last release is under way, or was struck by an error and is to be called again. */
        long users = 1;

        /** From when on the last release frees it. */
        GracePeriod unused;

        Shared(Class<?> key) {
            this.key = key;
        }
    }

    private final AddressSpace space;
    private final NotifierRegistry registry;
    private final List<Shared> all = new ArrayList<>();

    SharedNotifiers(AddressSpace space, NotifierRegistry registry) {
        this.space = space;
        this.registry = registry;
    }

    <N extends Notifier> N acquire(Class<N> key, Supplier<? extends N> allocate) {
        N found = find(key);
        if (found != null) {
            return found;
        }
        N made = key.cast(Objects.requireNonNull(allocate.get(), "allocated notifier"));
        N shared;
        try {
            shared = findOrAdd(key, made);
        } catch (RuntimeException refused) { // before anybody could find it
            free(made);
            throw refused;
        } catch (Error struck) { // a start may have found it meanwhile, and call it
            try {
                registry.whenCallsAreOver(() -> free(made));
            } catch (Error second) {
                // For the same reason, so the first one says all.
            }
            throw struck;
        }
        if (shared != made) { // another thread was faster
            free(made);
        }
        return shared;
    }

    private synchronized <N extends Notifier> N find(Class<N> key) {
        for (Shared shared : all) {
            if (shared.key == key && shared.users > 0) {
                N notifier = key.cast(shared.registration.notifier());
                shared.users++;
                return notifier;
            }
        }
        return null;
    }

    private synchronized <N extends Notifier> N findOrAdd(Class<N> key, N made) {
        N found = find(key);
        if (found != null) {
            return found;
        }
        Shared shared = new Shared(key);
        all.add(shared);
        try {
            shared.registration = registry.register(InvalidationEvent.ALL, 0, made);
        } finally {
            if (shared.registration == null) {
                all.remove(shared);
            }
        }
        return made;
    }

    void release(Notifier notifier) {
        Shared last = removeUser(Objects.requireNonNull(notifier, "notifier"));
        if (last != null) {
            registry.withdraw(last.registration, last.unused);
            forget(last);
        }
    }

    /** Returns the one to be withdrawn, if that was its last user: also by a release that was struck by an error before. */
    private synchronized Shared removeUser(Notifier notifier) {
        for (Shared shared : all) {
            if (shared.registration.notifier() == notifier) {
                if (shared.users <= 1 && shared.unused == null) {
                    shared.unused = registry.gracePeriod(shared.registration, () -> free(notifier));
                }
                if (shared.users > 0) {
                    shared.users--;
                }
                return shared.users == 0 ? shared : null;
            }
        }
        throw new IllegalStateException(notifier + " has no users left in " + space + ", or is not shared");
    }

    private synchronized void forget(Shared withdrawn) {
        all.remove(withdrawn);
    }

    private void free(Notifier notifier) {
        int[] here = CallbackScope.enter();
        try {
            notifier.free();
        } catch (Throwable thrown) {
            space.report(thrown, null, notifier);
        } finally {
            here[CallbackScope.DEPTH]--;
        }
    }
}
