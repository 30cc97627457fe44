package io.rangecast.notifier;

/** Acquires a shared notifier: it has a user from then on, or none, and the next try makes another. */
final class AcquireAttempt implements Attempt {
    private final class Counting implements Notifier {
        @Override
        public void free() {
            frees++;
        }
    }

    private int frees;
    private int made;
    private Counting acquired;

    @Override
    public void prepare(AddressSpace space) {}

    @Override
    public void run(AddressSpace space) {
        acquired = space.acquireShared(Counting.class, () -> {
            made++;
            return new Counting();
        });
        ScarceMemory.check(frees < made, "freed while it is used");
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        space.synchronizeAll();
        ScarceMemory.check(frees <= made - (worked ? 1 : 0), "freed twice, or while it is used");
        if (worked) {
            int before = frees;
            space.releaseShared(acquired);
            space.synchronizeAll();
            ScarceMemory.check(frees == before + 1, "not freed by its only user");
        }
    }

    @Override
    public void undo() {}

    @Override
    public void end() {}
}
