package io.rangecast.jmh.compare.records;

import static io.rangecast.jmh.rivals.records.RecordPathKind.AERON;
import static io.rangecast.jmh.rivals.records.RecordPathKind.AGRONA_MANY;
import static io.rangecast.jmh.rivals.records.RecordPathKind.AGRONA_QUEUE;
import static io.rangecast.jmh.rivals.records.RecordPathKind.AGRONA_RING;
import static io.rangecast.jmh.rivals.records.RecordPathKind.BLOCKING_QUEUE;
import static io.rangecast.jmh.rivals.records.RecordPathKind.DISRUPTOR;
import static io.rangecast.jmh.rivals.records.RecordPathKind.JCTOOLS;
import static io.rangecast.jmh.rivals.records.RecordPathKind.JCTOOLS_VARHANDLE;
import static io.rangecast.jmh.rivals.records.RecordPathKind.LINKED_QUEUE;
import static io.rangecast.jmh.rivals.records.RecordPathKind.PING_PONG;
import static io.rangecast.jmh.rivals.records.RecordPathKind.PUBLISHER;
import static io.rangecast.jmh.rivals.records.RecordPathKind.RING;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.compare.engine.Size;
import java.util.List;

/** How records of 64 bytes get from one thread to another: how many, and how long until one is known to be handled. */
public final class RecordPaths {
    /** What Agrona's buffers and Aeron need; JCTools on Unsafe needs nothing, and newer JDKs warn of it. */
    private static final String[] JVM_ARGS = {
        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.util.zip=ALL-UNNAMED"
    };

    private static final String START = "start and end";

    private RecordPaths() {}

    public static List<Experiment> experiments() {
        return List.of(throughput(), acknowledge(), start());
    }

    private static Experiment throughput() {
        Question question = Question.of(
                        "record-throughput-1k",
                        "64-byte records to a second thread, room for 1k",
                        "records per second",
                        Better.HIGHER,
                        RING.label())
                .against(AGRONA_RING.label(), 2.2)
                .against(AGRONA_MANY.label())
                .against(AGRONA_QUEUE.label())
                .against(JCTOOLS.label(), 1.3)
                .against(JCTOOLS_VARHANDLE.label(), 1.3)
                .against(DISRUPTOR.label(), 1.4)
                .against(AERON.label(), 2.2)
                .against(LINKED_QUEUE.label())
                .against(BLOCKING_QUEUE.label(), 5)
                .against(PUBLISHER.label());
        return Experiment.of(question, seed -> new RecordContest(question, RecordContender::throughput))
                .withJvmArgs(JVM_ARGS);
    }

    private static Experiment acknowledge() {
        Question question = Question.of(
                        "record-acknowledge-1k",
                        "a 64-byte record to a second thread, and its acknowledgement, both spinning; room for 1k",
                        "ns per record",
                        Better.LOWER,
                        RING.label())
                .against(PING_PONG.label(), 1.15)
                .against(AGRONA_RING.label(), 0.92)
                .against(AGRONA_MANY.label())
                .against(AGRONA_QUEUE.label())
                .against(JCTOOLS.label(), 0.75)
                .against(JCTOOLS_VARHANDLE.label(), 0.75)
                .against(DISRUPTOR.label(), 0.87)
                .against(AERON.label())
                .against(LINKED_QUEUE.label())
                .against(BLOCKING_QUEUE.label(), 0.12)
                .against(PUBLISHER.label());
        return Experiment.of(question, seed -> new RecordContest(question, RecordContender::acknowledged))
                .withJvmArgs(JVM_ARGS);
    }

    /** What a start that one subscriber thread has to acknowledge costs beyond the record that it sends. */
    private static Experiment start() {
        Question question = Question.of(
                        "record-start-1k",
                        "start and end of a page that one of 1k subscriptions covers, beside a bare record; both spinning",
                        "ns per start and end",
                        Better.LOWER,
                        START)
                .against(RING.label(), 1.35)
                .against(PING_PONG.label());
        return Experiment.of(question, seed -> {
            RecordContest records = new RecordContest(question, RecordContender::acknowledged);
            records.add(new AcknowledgedStart(START, Size.OF_1K.count(), seed, records.partner()));
            return records;
        });
    }
}
