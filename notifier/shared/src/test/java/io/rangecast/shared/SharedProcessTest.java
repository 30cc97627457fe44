package io.rangecast.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.records.RecordLayout;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows W, with peers that are processes of their own, in Java and in C: they read pages that a home poisons inside windows. */
@Timeout(180)
class SharedProcessTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closed(T each) {
        toClose.add(0, each);
        return each;
    }

    /** Those whose tag is {@code c} are left out by the build where there is none; an IDE may not be. */
    private static void assumeCompiler() {
        assumeThat(Stream.of(System.getenv("PATH").split(":")).map(each -> Path.of(each, "cc")))
                .as("a C compiler, cc, on the path")
                .anyMatch(Files::isExecutable);
    }

    private static ConditionFactory patiently() {
        return await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(60));
    }

    private static void joined(PagesHome pages, int count) {
        patiently()
                .until(() -> pages.home.peers().stream()
                                .filter(SharedPeerStatus::joined)
                                .count()
                        == count);
    }

    @Test
    @DisplayName("a JVM without options is a peer; stopped it is named and waited for, and killed it is not")
    void w17w18w19w55APeerInJava() throws Exception {
        PagesHome pages = closed(new PagesHome(folder));
        stopAndKill(pages, closed(Reader.inJava(folder, "J")), "peer J ");
    }

    @Test
    @Tag("c")
    @DisplayName("so is a program in C")
    void w17w18w19w54APeerInC() throws Exception {
        assumeCompiler();
        PagesHome pages = closed(new PagesHome(folder));
        stopAndKill(pages, closed(Reader.inC(folder, "C")), "peer C ");
    }

    private static void stopAndKill(PagesHome pages, Reader reader, String name) throws Exception {
        joined(pages, 1);
        reader.assertReads();
        pages.changeMuch(20);
        reader.assertReads();

        reader.signal("STOP");
        InvalidationRange range = pages.range(3);
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(pages.impatient.laggards(range)).containsExactly(name + reader.pid());
        reader.signal("CONT");
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
        pages.poison(3);
        pages.impatient.invalidateRangeEnd(range);
        pages.changeMuch(8);
        reader.assertReads();

        reader.signal("STOP");
        assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
        reader.kill();
        assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20))).isEqualTo(InvalidationResult.COMPLETED);
        pages.impatient.invalidateRangeEnd(range);
        patiently().until(() -> pages.home.peers().isEmpty());
    }

    @Test
    @Tag("c")
    @DisplayName("the home dies in a change: whoever reads is busy, until another home has mended it")
    void w28w53w54TheHomeDiesInAChange() throws Exception {
        assumeCompiler();
        MappedByteBuffer word = ReaderProcess.map(folder.resolve("word"), PagesHome.PAGE);
        Process first = new ProcessBuilder(ReaderProcess.java(PagesHome.class, folder, 2))
                .inheritIO()
                .start();
        closed(first::destroyForcibly);
        patiently().until(() -> Files.exists(folder.resolve("memory.sock")));
        Reader inC = closed(Reader.inC(folder, "C"));
        Reader inJava = closed(Reader.inJava(folder, "J"));
        patiently().until(() -> word.getLong(0) == 1);
        inC.assertReads();
        inJava.assertReads();
        word.putLong(8, 1);
        patiently().until(() -> word.getLong(0) == 2);
        first.destroyForcibly().waitFor();
        inC.assertIsBusy();
        inJava.signal("STOP");

        InvalidationRange toMend = new InvalidationRange();
        PagesHome pages = closed(new PagesHome(folder, toMend));
        assertThat(pages.home.epoch()).isEqualTo(2);
        InvalidationRange late = pages.range(5);
        assertThat(pages.impatient.invalidateRangeStart(late)).isEqualTo(InvalidationResult.TIMED_OUT);
        pages.impatient.invalidateRangeEnd(late);
        inC.assertIsBusy();
        inJava.signal("CONT");
        InvalidationRange all = new InvalidationRange().init(pages.space, 0, (long) PagesHome.PAGES * PagesHome.PAGE);
        assertThat(pages.producer.invalidateRangeStart(all)).isEqualTo(InvalidationResult.COMPLETED);
        pages.poison(3);
        pages.producer.invalidateRangeEnd(all);
        pages.producer.invalidateRangeEnd(toMend);
        joined(pages, 2);
        inC.assertReads();
        inJava.assertReads();
        pages.changeMuch(8);
        inC.assertReads();
        inJava.assertReads();
        inC.kill(); // whom this home has seen
        pages.changeMuch(8);
        inJava.assertReads();
    }

    @Test
    @Tag("c")
    @DisplayName(
            "a program in C that has connected to one home, and joins when there is another, shows that one that it lives")
    void w54WhoHasConnectedToTheHomeBeforeIsLetIn() throws Exception {
        assumeCompiler();
        SharedCluster before = new SharedCluster(folder);
        Process late = new ProcessBuilder(Reader.compiled().toString(), "--late", before.path.toString()).start();
        closed(late::destroyForcibly);
        BufferedReader says = new BufferedReader(new InputStreamReader(late.getInputStream(), StandardCharsets.UTF_8));
        assertThat(says.readLine()).isEqualTo("connected");
        before.home.close();
        try (SharedCluster cluster = new SharedCluster(folder)) {
            late.getOutputStream().write('\n');
            late.getOutputStream().flush();
            cluster.turnUntil(() -> cluster.home.peers().stream().anyMatch(SharedPeerStatus::joined));
            assertThat(says.readLine()).isEqualTo("answered");
            assertThat(late.waitFor()).isZero();
        }
    }

    @Test
    @Tag("c")
    @DisplayName("a program in C acknowledges nothing that it was not told of, and nothing twice")
    void w54NothingIsAcknowledgedTwice() throws Exception {
        assumeCompiler();
        SharedCluster cluster = closed(new SharedCluster(folder));
        Process twice = new ProcessBuilder(Reader.compiled().toString(), "--twice", cluster.path.toString()).start();
        closed(twice::destroyForcibly);
        BufferedReader says = new BufferedReader(new InputStreamReader(twice.getInputStream(), StandardCharsets.UTF_8));
        cluster.turnUntil(() -> cluster.home.peers().stream().anyMatch(SharedPeerStatus::joined));
        cluster.turn(5);
        assertThat(says.readLine()).isEqualTo("-1 -1 EINVAL");
        InvalidationRange first = cluster.start(1);
        InvalidationRange second = cluster.start(3);
        cluster.turn(5);
        goOn(twice);
        assertThat(says.readLine()).isEqualTo("0 -1 EINVAL");
        cluster.complete(first);
        cluster.turn(20);
        assertThat(cluster.isComplete(second)).isFalse();
        goOn(twice);
        assertThat(says.readLine()).isEqualTo("0 -1 EINVAL");
        cluster.complete(second);
        cluster.end(first);
        cluster.end(second);
        cluster.producer.evict(cluster.start(5));
        cluster.turn(5);
        goOn(twice);
        assertThat(says.readLine()).isEqualTo("0 -1 EINVAL");
        cluster.turnUntil(() -> cluster.home.peers().get(0).sessions() == 2);
        goOn(twice);
        assertThat(twice.waitFor()).isZero();
    }

    private static void goOn(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Test
    @Tag("c")
    @DisplayName("the header has the layout of the classes, byte for byte")
    void w54TheHeaderHasTheLayoutOfTheClasses() throws Exception {
        assumeCompiler();
        Process layout = new ProcessBuilder(Reader.compiled().toString(), "--layout").start();
        String printed = new String(layout.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(printed.lines())
                .containsExactly(
                        "header.magic " + SharedFile.MAGIC_AT,
                        "header.version " + SharedFile.VERSION_AT,
                        "header.header_bytes " + SharedFile.HEADER_BYTES_AT,
                        "header.home " + SharedFile.HOME_AT,
                        "header.epoch " + SharedFile.EPOCH_AT,
                        "header.slots " + SharedFile.SLOTS_AT,
                        "header.records " + SharedFile.RECORDS_AT,
                        "header.length " + SharedFile.LENGTH_AT,
                        "header.slot_bytes " + SharedFile.SLOT_BYTES_AT,
                        "header.closed " + SharedFile.CLOSED_AT,
                        "slot.owner " + Slot.OWNER,
                        "slot.start " + Slot.START,
                        "slot.end " + Slot.END,
                        "slot.pid " + Slot.PID,
                        "slot.joins " + Slot.JOINS,
                        "slot.name " + Slot.NAME,
                        "slot.state " + Slot.STATE,
                        "slot.everything " + Slot.EVERYTHING,
                        "slot.joined " + Slot.JOINED,
                        "slot.first " + Slot.FIRST,
                        "slot.starts " + Slot.STARTS,
                        "slot.acknowledged " + Slot.ACKNOWLEDGED,
                        "slot.sessions " + Slot.SESSIONS,
                        "record.number " + RecordLayout.SEQUENCE,
                        "record.start " + RecordLayout.START,
                        "record.end " + RecordLayout.END,
                        "record.owner " + RecordLayout.OWNER,
                        "record.state " + Slot.RECORD_STATE,
                        "record.space " + RecordLayout.SPACE_ID,
                        "record.protection " + RecordLayout.AREA_PROTECTION,
                        "record.event " + RecordLayout.EVENT,
                        "record.flags " + RecordLayout.FLAGS,
                        "magic " + Long.toHexString(SharedFile.MAGIC),
                        "version " + SharedFile.VERSION,
                        "slot " + Slot.RING,
                        "record " + RecordLayout.RECORD_SIZE);
    }

    @Test
    @Tag("c")
    @Tag("long")
    @Tag("proof")
    @DisplayName("readers in C and Java are stopped and killed at random, for as long as -Dshared.seconds says")
    void w54ReadersAreStoppedAndKilledAtRandom() throws Exception {
        assumeCompiler();
        Random random = new Random(Long.getLong("seed", System.nanoTime()));
        PagesHome pages = closed(new PagesHome(folder));
        List<Reader> readers = new ArrayList<>(List.of(reader(0), reader(1), reader(2)));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("shared.seconds", 20));
        for (int i = 3; System.nanoTime() - until < 0; i++) {
            joined(pages, 3);
            pages.changeMuch(random.nextInt(50));
            Reader reader = readers.remove(random.nextInt(3));
            reader.signal("STOP");
            InvalidationRange range = pages.range(random.nextInt(PagesHome.PAGES));
            assertThat(pages.impatient.invalidateRangeStart(range)).isEqualTo(InvalidationResult.TIMED_OUT);
            boolean isKilled = random.nextBoolean();
            reader.signal(isKilled ? "KILL" : "CONT");
            assertThat(pages.impatient.await(range, TimeUnit.SECONDS.toNanos(20)))
                    .isEqualTo(InvalidationResult.COMPLETED);
            pages.poison((int) (range.start() / PagesHome.PAGE));
            pages.impatient.invalidateRangeEnd(range);
            assertThat(reader.get(ReaderProcess.POISONED) + reader.get(ReaderProcess.TORN))
                    .isZero();
            readers.add(isKilled ? reader(i) : reader);
        }
        for (Reader reader : readers) {
            reader.assertReads();
        }
    }

    private Reader reader(int number) throws IOException, InterruptedException {
        return closed(
                number % 3 == 0
                        ? Reader.inJava(folder, Integer.toString(number))
                        : Reader.inC(folder, Integer.toString(number)));
    }
}
