package io.rangecast.examples.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.ForkedJvm;
import io.rangecast.examples.lmdb.Main.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingStoreTest {
    @Test
    void growsUnderReadersWhoHoldAddresses() throws Exception {
        Outcome outcome = Main.run(Gate.RANGECAST, 60, 100_000_000);

        assertThat(outcome.growths()).hasSize(60);
        assertThat(outcome.reads()).isGreaterThanOrEqualTo(100_000_000);
        assertThat(outcome.wrong()).isZero();
    }

    @Test
    void readsTheSameUnderAReadLock() throws Exception {
        Outcome outcome = Main.run(Gate.READ_LOCK, 3, 100_000);

        assertThat(outcome.reads()).isPositive();
        assertThat(outcome.wrong()).isZero();
    }

    @Test
    void withoutItTheJvmDies(@TempDir Path directory) throws Exception {
        ForkedJvm.assertCrashes(Main.class, directory, "-ungated");
    }
}
