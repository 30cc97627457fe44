package io.rangecast.jmh;

import io.rangecast.jmh.rivals.records.RecordPath;
import io.rangecast.jmh.rivals.records.RecordPathKind;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * How many 64-byte records get from one thread to another, with and without waiting for each; both spin. Where the two
 * threads run matters more than anything else: the comparison ({@code mvn -Pcompare verify}) tells, and this does not.
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
    /** What carries the records. */
    @Param({"RING", "AGRONA_RING", "JCTOOLS", "DISRUPTOR", "AERON", "BLOCKING_QUEUE"})
    RecordPathKind kind;

    private RecordPath path;

    /** The producer's. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Producer {
        /** Records sent: the rate that counts. */
        public long records;

        /** Forgets the last iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            records = 0;
        }
    }

    private long number;

    /** Makes an empty one. */
    @Setup
    public void open() {
        path = kind.open();
        number = 0;
    }

    /** Ends it. */
    @TearDown
    public void close() {
        path.close();
    }

    /** Keeps it going. */
    @Setup(Level.Iteration)
    public void maintain() {
        path.maintain();
    }

    /**
     * Sends without pause.
     *
     * @param producer counts
     * @param control tells when to stop
     */
    @Benchmark
    @Group("throughput")
    public void send(Producer producer, Control control) {
        if (sendOne(control)) {
            producer.records++;
        }
    }

    /** Receives. */
    @Benchmark
    @Group("throughput")
    public void receive() {
        path.receive();
    }

    /**
     * Sends, and waits until it is handled.
     *
     * @param producer counts
     * @param control tells when to stop
     */
    @Benchmark
    @Group("acknowledged")
    public void sendAndWait(Producer producer, Control control) {
        if (sendOne(control)) {
            while (!path.isHandled(number)) {
                if (control.stopMeasurement) {
                    return;
                }
            }
            producer.records++;
        }
    }

    /** Receives, and so acknowledges. */
    @Benchmark
    @Group("acknowledged")
    public void acknowledge() {
        path.receive();
    }

    private boolean sendOne(Control control) {
        while (!path.trySend(number + 1)) {
            if (control.stopMeasurement) {
                return false;
            }
        }
        number++;
        return true;
    }
}
