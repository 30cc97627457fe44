package io.rangecast.jmh;

import io.rangecast.jmh.rivals.records.RecordPath;
import io.rangecast.jmh.rivals.records.RecordPathKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * How many 64-byte records get from one thread to another, and how long it takes until one is acknowledged; both spin. Of
 * the results, those of {@code send} and {@code sendAndWait} count. Where the two threads run matters more than anything
 * else: the comparison ({@code mvn -Pcompare verify}) tells, and this does not. JCTools' queue on Unsafe makes newer JDKs
 * warn unless told otherwise: {@code -jvmArgsPrepend --sun-misc-unsafe-memory-access=allow}.
 */
@State(Scope.Group)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.util.zip=ALL-UNNAMED"
        })
public class RecordPathBenchmark {
    /** So many looks in vain tell that no more will come. */
    private static final int PATIENCE = 1 << 20;

    /** What carries the records; a ping-pong holds one at a time. */
    @Param
    RecordPathKind kind;

    private RecordPath path;
    private Producer producer;

    /** Makes an empty one. */
    @Setup
    public void open() {
        path = kind.open();
    }

    /** Keeps it going. */
    @Setup(Level.Iteration)
    public void maintain() {
        path.maintain();
    }

    /** The producer's, apart from what the consumer reads. */
    @State(Scope.Thread)
    public static class Producer {
        private RecordPath path;
        private long number;

        /**
         * Begins with the first record.
         *
         * @param all what carries it
         */
        @Setup
        public void begin(RecordPathBenchmark all) {
            path = all.path;
            all.producer = this;
        }

        private boolean send(Control control) {
            while (!path.trySend(number + 1)) {
                if (control.stopMeasurement) {
                    return false;
                }
            }
            number++;
            return true;
        }

        private void sendAndWait(Control control) {
            if (send(control)) {
                while (!path.isHandled(number) && !control.stopMeasurement) {}
            }
        }
    }

    /** Ends it, and checks that each record arrived once and whole. */
    @TearDown
    public void close() {
        long expected = RecordPath.sumOfFirst(producer.number);
        for (int looks = 0; path.sum() != expected && looks < PATIENCE; looks++) {
            path.receive();
        }
        long sum = path.sum();
        path.close();
        if (sum != expected) {
            throw new IllegalStateException(kind + " lost records, or parts of some: of " + producer.number
                    + ", the sum is 0x" + Long.toHexString(sum) + " and not 0x" + Long.toHexString(expected));
        }
    }

    /**
     * Sends without pause.
     *
     * @param control tells when to stop
     * @return whether there was room before that
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Group("throughput")
    public boolean send(Producer producer, Control control) {
        return producer.send(control);
    }

    /**
     * Receives.
     *
     * @return how many
     */
    @Benchmark
    @Group("throughput")
    public int receive() {
        return path.receive();
    }

    /**
     * Sends, and waits until it is handled.
     *
     * @param control tells when to stop
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Group("acknowledged")
    public void sendAndWait(Producer producer, Control control) {
        producer.sendAndWait(control);
    }

    /**
     * Receives, and so acknowledges.
     *
     * @return how many
     */
    @Benchmark
    @Group("acknowledged")
    public int acknowledge() {
        return path.receive();
    }
}
