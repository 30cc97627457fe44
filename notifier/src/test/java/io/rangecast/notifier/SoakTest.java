package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Stress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hours of everything at once: {@code mvn -Psoak verify -Dsoak.minutes=60}. Writes {@code target/soak/report.md}, and
 * fails if somebody holds what is gone, nobody answers, or memory grows.
 */
@Tag("soak")
class SoakTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "60"));
    private static final long NANOS = (long) (MINUTES * 60e9);
    private static final Path REPORT = Path.of("target", "soak", "report.md");
    private static final int PRODUCERS = 2;
    private static final int HOLDERS = 3;

    private final SoakReport report = new SoakReport(MINUTES);
    private final Stress stress = new Stress().patientFor(NANOS);
    private final SoakWorld world = new SoakWorld(stress, PRODUCERS);

    @Test
    @DisplayName(
            "as long as one likes, with faults, everything is answered, nothing gone is held, and memory stays flat")
    void asLongAsOneLikes() throws InterruptedException, IOException {
        for (int i = 0; i < PRODUCERS; i++) {
            stress.meanwhile("producer " + i, world.producer(i));
        }
        for (int i = 0; i < HOLDERS; i++) {
            stress.meanwhile("holder " + i, world::liveAsHolder);
        }
        stress.meanwhile("visitor", world::visit);
        stress.worker("clock", this::sampleUntilTheEnd);
        boolean ended = false;
        try {
            stress.run();
            ended = true;
        } finally {
            report.write(REPORT, world, ended);
        }
        assertThat(world.errors).isEmpty();
        assertThat(report.isFlat()).as("memory over time, see %s", REPORT).isTrue();
        assertThat(world.hasDoneEverything()).as(world.summary()).isTrue();
    }

    private void sampleUntilTheEnd(SplittableRandom random) throws InterruptedException {
        long begun = System.nanoTime();
        for (int sample = 0; sample <= SoakReport.SAMPLES && stress.goesOn(); sample++) {
            long due = begun + NANOS / SoakReport.SAMPLES * sample;
            while (stress.goesOn() && System.nanoTime() - due < 0) {
                Thread.sleep(50);
            }
            report.sample(world);
        }
    }
}
