package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.rivals.notify.BusInbox;

/** Works while the second thread polls an inbox without pause. */
final class BesidePoller implements Contender {
    private final Contender contender;
    private final BusInbox inbox;
    private final Partner partner;
    private double[] values;
    private volatile boolean stop;

    BesidePoller(Contender contender, BusInbox inbox, Partner partner) {
        this.contender = contender;
        this.inbox = inbox;
        this.partner = partner;
    }

    @Override
    public String name() {
        return contender.name();
    }

    @Override
    public double[] sample(int round, long nanos) {
        stop = false;
        partner.together(
                () -> {
                    try {
                        values = contender.sample(round, nanos);
                    } finally {
                        stop = true;
                    }
                },
                () -> {
                    while (!stop) {
                        inbox.poll();
                    }
                });
        return values;
    }
}
