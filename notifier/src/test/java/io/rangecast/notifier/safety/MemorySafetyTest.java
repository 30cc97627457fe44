package io.rangecast.notifier.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.ForkedJvm;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.safety.Pages.Taking;
import io.rangecast.notifier.safety.Revocations.Telling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Raw addresses into memory that goes away, in JVMs of their own. Where Java can map memory, since 22, a single late
 * access kills the process; everywhere, freed memory is poisoned, and who reads poison fails.
 */
@Watchdog
@Tag("proof")
class MemorySafetyTest {
    private static final long REVOCATIONS = Effort.of(500_000);
    private static final long AT_MOST_WHEN_BROKEN = 10_000;
    private static final int KILLED = 1; // the status of a JVM that has reported a signal and writes no core

    private static final boolean CAN_MAP =
            Runtime.version().feature() >= 22 && System.getProperty("os.name").equals("Linux");
    private static final String MAPPED = "io.rangecast.notifier.safety.MappedPages";
    private static final String POISONED = PoisonedPages.class.getName();

    @TempDir
    private static Path classes;

    @BeforeAll
    static void compileWhatMapsMemory() {
        if (CAN_MAP) {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            String classPath = System.getProperty("java.class.path");
            String source = "src/test/java22/" + MAPPED.replace('.', '/') + ".java";
            int status = compiler.run(
                    null,
                    null,
                    null,
                    "-Xlint:all,-restricted",
                    "-Werror",
                    "-d",
                    "" + classes,
                    "-cp",
                    classPath,
                    source);
            assertThat(status).isZero();
        }
    }

    static List<String> pages() {
        return CAN_MAP ? List.of(POISONED, MAPPED) : List.of(POISONED);
    }

    static Stream<Taking> takings() {
        return Arrays.stream(Taking.values());
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisplayName("no holder of raw addresses touches a page after the start over it has returned")
    void i7NoHolderTouchesAPageAfterTheStartOverItHasReturned(String pages) throws Exception {
        String all = takings().map(Taking::name).collect(Collectors.joining(","));
        ForkedJvm.End end = run(pages, Telling.WAITED, "inbox,callback,optimistic", all, REVOCATIONS);
        assertThat(end.status()).as(end.output()).isZero();
        assertThat(end.output()).contains("inbox holder: ", "callback holder: ", "optimistic reader: ");
    }

    @ParameterizedTest
    @MethodSource("takings")
    @DisplayName("however a page goes, a producer that does not wait for the answers is caught")
    void aProducerThatDoesNotWaitIsCaught(Taking taking) throws Exception {
        assertCaught(Telling.PUBLISHED, "inbox", taking);
    }

    @ParameterizedTest
    @MethodSource("takings")
    @DisplayName("however a page goes, a producer that tells nobody is caught")
    void aProducerThatTellsNobodyIsCaught(Taking taking) throws Exception {
        assertCaught(Telling.NOT_AT_ALL, "callback", taking);
    }

    /** Really mapped pages kill, but for those that are only discarded: they read as zeros. */
    private static void assertCaught(Telling telling, String holder, Taking taking) throws Exception {
        String pages = CAN_MAP ? MAPPED : POISONED;
        ForkedJvm.End end = run(pages, telling, holder, taking.name(), AT_MOST_WHEN_BROKEN);
        if (CAN_MAP && taking != Taking.DISCARD) {
            assertThat(end.status()).as(end.output()).isEqualTo(KILLED);
            assertThat(end.output()).contains("SIGSEGV", "JavaThread \"" + holder + " holder\"");
        } else {
            assertThat(end.status()).as(end.output()).isEqualTo(Revocations.LATE);
            assertThat(end.output()).contains("a page was used that has gone");
        }
    }

    private static ForkedJvm.End run(String pages, Telling telling, String holders, String takings, long revocations)
            throws IOException, InterruptedException {
        ForkedJvm jvm = CAN_MAP
                ? new ForkedJvm(
                        "-Xmx256m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+ErrorFileToStdout",
                        "--enable-native-access=ALL-UNNAMED")
                : new ForkedJvm("-Xmx256m");
        return jvm.with(classes)
                .run(
                        Revocations.class,
                        pages,
                        telling.name(),
                        holders,
                        takings,
                        Long.toString(revocations),
                        Long.toString(Stress.SEED));
    }
}
