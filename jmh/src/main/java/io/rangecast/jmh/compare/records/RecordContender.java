package io.rangecast.jmh.compare.records;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.rivals.records.RecordPath;
import java.util.concurrent.atomic.AtomicLong;

/** Sends records to the second thread, which adds them up. */
final class RecordContender implements Contender {
    private final String name;
    private final RecordPath path;
    private final boolean acknowledged;
    private final Partner partner;
    private final RecordLoops loops = RecordLoops.copy();
    private final AtomicLong last = new AtomicLong();
    private long sent;

    private RecordContender(String name, RecordPath path, boolean acknowledged, Partner partner) {
        this.name = name;
        this.path = path;
        this.acknowledged = acknowledged;
        this.partner = partner;
    }

    /** Sends without pause; the value is the number of records handled per second. */
    static RecordContender throughput(String name, RecordPath path, Partner partner) {
        return new RecordContender(name, path, false, partner);
    }

    /** Waits until each record is handled; the value is the time for one in nanoseconds. */
    static RecordContender acknowledged(String name, RecordPath path, Partner partner) {
        return new RecordContender(name, path, true, partner);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        path.maintain();
        long first = sent + 1;
        last.setPlain(Long.MAX_VALUE);
        long begun = System.nanoTime();
        partner.together(
                () -> {
                    try {
                        sent = acknowledged
                                ? loops.exchange(path, first, begun + nanos)
                                : loops.send(path, first, begun + nanos);
                    } finally {
                        last.set(sent); // or the second thread would wait for more
                    }
                },
                () -> loops.receive(path, first, last::get));
        double taken = System.nanoTime() - begun;
        if (path.sum() != RecordPath.sumOfFirst(sent)) {
            throw new IllegalStateException(name + " lost records, or parts of some: of " + sent + ", the sum is 0x"
                    + Long.toHexString(path.sum()) + " and not 0x" + Long.toHexString(RecordPath.sumOfFirst(sent)));
        }
        long count = sent - first + 1;
        return new double[] {acknowledged ? taken / count : count * 1e9 / taken};
    }
}
