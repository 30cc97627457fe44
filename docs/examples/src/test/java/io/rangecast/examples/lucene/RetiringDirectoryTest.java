package io.rangecast.examples.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.examples.ForkedJvm;
import io.rangecast.examples.lucene.Main.Form;
import io.rangecast.examples.lucene.Main.Outcome;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RetiringDirectoryTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNGATED")
    void searchesFindWhatWasWrittenWhileFilesAreClosed(Form form) throws Exception {
        Outcome outcome = Main.run(form, TimeUnit.MILLISECONDS.toNanos(300));

        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.searches()).isPositive();
        assertThat(outcome.closes()).isPositive();
    }

    @Test
    void withoutItTheJvmDies(@TempDir Path directory) throws Exception {
        ForkedJvm.assertCrashes(Main.class, directory, "-ungated");
    }
}
