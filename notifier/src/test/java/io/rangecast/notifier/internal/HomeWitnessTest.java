package io.rangecast.notifier.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the home's end of the socket ends. */
class HomeWitnessTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("a second close deletes what the first could not, and a third leaves the path to others")
    void aSecondCloseDeletesWhatTheFirstCouldNot() throws IOException {
        Path path = folder.resolve("home");
        HomeWitness witness = new HomeWitness(path);
        Files.delete(path);
        Files.createDirectory(path);
        Path inside = Files.createFile(path.resolve("so it cannot be deleted"));
        assertThatThrownBy(witness::close).isInstanceOf(UncheckedIOException.class);

        Files.delete(inside);
        witness.close();
        assertThat(path).doesNotExist();

        HomeWitness next = new HomeWitness(path);
        witness.close();
        assertThat(path).exists();
        next.close();
        assertThat(path).doesNotExist();
    }
}
