package io.rangecast.notifier;

import java.util.function.BooleanSupplier;

/** A notifier that logs its calls in a {@link World}, and then does what it is told to do in them. */
class LoggingNotifier implements Notifier {
    private final World world;
    private final String name;
    private BooleanSupplier start = () -> true;
    private Runnable end = () -> {};
    private Runnable release = () -> {};
    private Runnable free = () -> {};

    LoggingNotifier(World world, String name) {
        this.world = world;
        this.name = name;
    }

    LoggingNotifier onStart(BooleanSupplier action) {
        start = action;
        return this;
    }

    LoggingNotifier onEnd(Runnable action) {
        end = action;
        return this;
    }

    LoggingNotifier onRelease(Runnable action) {
        release = action;
        return this;
    }

    LoggingNotifier onFree(Runnable action) {
        free = action;
        return this;
    }

    @Override
    public boolean invalidateRangeStart(Invalidation invalidation) {
        log("start");
        world.told.add(Told.by(invalidation));
        return start.getAsBoolean();
    }

    @Override
    public void invalidateRangeEnd(Invalidation invalidation) {
        log("end");
        world.told.add(Told.by(invalidation));
        end.run();
    }

    @Override
    public void release(AddressSpace space) {
        log("release");
        release.run();
    }

    @Override
    public void free() {
        log("free");
        free.run();
    }

    private void log(String call) {
        world.called.add(name + "." + call);
    }

    @Override
    public String toString() {
        return "notifier " + name;
    }
}
