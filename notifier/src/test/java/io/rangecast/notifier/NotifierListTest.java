package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A closed registration may stay in the list where there is no memory for a new one; the next change takes it out. */
class NotifierListTest {
    private final World world = new World();

    @Test
    @DisplayName("each change of the list leaves out those that are closed, and keeps the others in their order")
    void g7EachChangeLeavesOutThoseThatAreClosed() {
        Registration oldest = world.register("oldest");
        Registration left = world.register("left");
        NotifierList list = world.space.notifiers().list();
        Registration gone = world.register("gone");
        Registration newest = world.register("newest");

        left.tryCloseUnreleased();

        assertThat(list.with(newest).all()).containsExactly(newest, oldest);
        assertThat(list.with(newest).of(NotifierCallback.START)).containsExactly(newest, oldest);
        assertThat(list.with(gone).without(gone).all()).containsExactly(oldest);
        oldest.tryCloseUnreleased();
        assertThat(list.without(gone)).isSameAs(NotifierList.EMPTY);
    }
}
