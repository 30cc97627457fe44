package io.rangecast.jmh.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForkTest {
    /** Hangs. */
    static final class Hanging {
        public static void main(String[] args) throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aJvmThatHangsIsKilled() throws Exception {
        Process hanging = java("-cp", System.getProperty("java.class.path"), Hanging.class.getName());
        assertThatThrownBy(() -> Fork.await(hanging, Duration.ofMillis(500)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was killed")
                .hasMessageContaining("compare.forkMinutes");
        assertThat(hanging.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aJvmThatFailsIsAFailure() throws Exception {
        Process failing = java("-no-such-option");
        assertThatThrownBy(() -> Fork.await(failing, Duration.ofMinutes(1))).hasMessageContaining("status 1");
    }

    private static Process java(String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(args);
        builder.command().add(0, Fork.jdkTool("java"));
        return builder.redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
