package io.rangecast.examples.nearcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.nearcache.Main.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three JVMs: a home and two peers. */
class NearCacheTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(100);

    private Path folder;

    @BeforeEach
    void create() throws IOException {
        folder = Main.newFolder();
    }

    @AfterEach
    void delete() throws IOException {
        Main.delete(folder);
    }

    @Test
    void neverReadsAValueThatHasBeenReplaced() {
        survives(0);
    }

    @Test
    @Tag("long")
    @Tag("proof")
    void survivesThatEachProcessIsStoppedAndKilled() {
        survives(Main.ALL);
    }

    private void survives(int faulty) {
        Outcome outcome = new Main(folder).run(true, A_WHILE, 6 * A_WHILE, faulty); // peers bear less silence than that

        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.changes()).isGreaterThan(200L * faulty);
        assertThat(outcome.reads() - outcome.loads()).isGreaterThan(40_000L * faulty);
    }

    @Test
    void withoutItValuesAreReadThatHaveBeenReplaced() {
        assertThat(new Main(folder).run(false, A_WHILE, 0, 0).wrong()).isPositive();
    }
}
