package io.rangecast.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.remote.Way;
import io.rangecast.jmh.rivals.memory.MemoryKind;
import io.rangecast.jmh.rivals.memory.ReadGuardKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks for a moment, in this JVM, with each rival and little to hold: a quarter of them in an ordinary build, chosen
 * by {@code -Dseed=}, all with {@code -Pproof}.
 */
@Tag("proof")
class BenchmarksTest {
    private static final TimeValue MOMENT = TimeValue.milliseconds(10);

    private static final boolean ALL = Effort.isWhole();
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @BeforeAll
    static void otherRunsMayBeUnderWay() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    static List<String> benchmarks() {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        List<String> names = new ArrayList<>(BenchmarkList.defaultList().getAll(silent, List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .toList());
        Collections.shuffle(names, new Random(SEED));
        return ALL ? names : names.subList(0, names.size() / 4);
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void eachBenchmarkRuns(String name) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("^" + Pattern.quote(name) + "$")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(MOMENT)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .param("size", "1000")
                .param("subscriptions", "1000")
                .param("pages", "64")
                .param("producers", "3")
                .param("trace", "lmdb")
                .param("memory", available(MemoryKind.values(), MemoryKind::isAvailable))
                .param("way", available(Way.values(), Way::isAvailable))
                .param("guard", available(ReadGuardKind.values(), ReadGuardKind::isAvailable))
                .build();
        assertThat(new Runner(options).run()).isNotEmpty();
    }

    private static <K> String[] available(K[] kinds, Predicate<K> isAvailable) {
        return Stream.of(kinds).filter(isAvailable).map(Object::toString).toArray(String[]::new);
    }
}
