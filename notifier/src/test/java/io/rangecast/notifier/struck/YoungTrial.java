package io.rangecast.notifier.struck;

/** Notifiers are asked for the age of a page. */
final class YoungTrial implements Trial {
    private final World world = new World();
    private boolean young = true;

    @Override
    public void prepare() {
        world.callbacks().notifiers();
    }

    @Override
    public void run() {
        young = world.invalidator.testYoung(World.START);
    }

    @Override
    public void check(Throwable thrown, boolean struck) {
        if (struck) {
            world.assertTold(thrown);
        }
        Check.that(young || world.older.starts + world.newer.starts == 2, "old, and not everybody was asked");
        world.assertWell();
    }
}
