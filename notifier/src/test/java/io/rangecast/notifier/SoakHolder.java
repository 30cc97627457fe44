package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Stress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A subscriber thread of the soak, which fails in every way it can. Used by that thread only. */
final class SoakHolder {
    private static final int PAGES = SoakWorld.PAGES;
    private static final long PAGE = SoakWorld.PAGE;

    private final SoakWorld world;
    private final Stress stress;
    private final SplittableRandom random;
    private final int[] held = new int[PAGES];
    private final Subscriber subscriber = new Subscriber("holder", this::drop);
    private final List<Subscription> subscriptions = new ArrayList<>();
    private int failNext;

    SoakHolder(SoakWorld world, Stress stress, SplittableRandom random) {
        this.world = world;
        this.stress = stress;
        this.random = random;
    }

    void live() throws InterruptedException {
        try {
            holdForSomeTime();
        } catch (IllegalStateException evicted) {
            if (!subscriber.isEvicted()) {
                throw evicted;
            }
        }
        if (random.nextInt(4) > 0) { // otherwise it dies with all that it holds
            subscriber.close();
        }
    }

    private void holdForSomeTime() throws InterruptedException {
        subscriber.attach();
        for (int page = 0; page < PAGES; page++) {
            subscriptions.add(world.space.subscribe(page * PAGE, PAGE, subscriber));
        }
        var idle = subscriber.newIdleStrategy();
        int polls = random.nextInt(20_000);
        for (int i = 0; i < polls && stress.goesOn() && !subscriber.isEvicted(); i++) {
            learn(random.nextInt(PAGES));
            use(random.nextInt(PAGES));
            if (random.nextInt(5_000) == 0) {
                fail();
            }
            idle.idle(poll());
        }
    }

    private void fail() throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> {
                Thread.interrupted(); // or it would not sleep
                TimeUnit.MILLISECONDS.sleep(random.nextInt(300)); // holding everything
            }
            case 1 -> {
                Arrays.fill(held, 0);
                subscriber.offline();
                Thread.yield();
                onlineOrFail();
            }
            case 2 -> Thread.currentThread().interrupt();
            default -> failNext = 1 + random.nextInt(3);
        }
    }

    private void onlineOrFail() {
        try {
            subscriber.online();
        } catch (ArithmeticException | StackOverflowError onPurpose) {
            // it holds nothing, and polls before it uses anything
        }
    }

    private int poll() {
        try {
            return subscriber.poll(1 + random.nextInt(8));
        } catch (ArithmeticException | StackOverflowError onPurpose) {
            return 1;
        }
    }

    private void drop(InvalidationRecord record) {
        if (failNext > 0) {
            failNext--;
            world.failures.increment();
            if (random.nextBoolean()) {
                throw new ArithmeticException("on purpose");
            }
            throw new StackOverflowError("on purpose");
        }
        for (int page = 0; page < PAGES; page++) {
            if (record.overlaps(page * PAGE, (page + 1) * PAGE)) {
                use(page);
                held[page] = 0;
            }
        }
    }

    private void learn(int page) {
        long seen = subscriptions.get(page).tryReadBegin();
        int version = world.versions.get(page);
        if (held[page] == 0 && !subscriptions.get(page).readRetry(seen)) {
            held[page] = version + 1; // odd: it was whole
        }
    }

    private void use(int page) {
        if (held[page] != 0) {
            stress.check(world.versions.get(page) == held[page] - 1, "page " + page + " was changed under its holder");
            world.uses.increment();
        }
    }
}
