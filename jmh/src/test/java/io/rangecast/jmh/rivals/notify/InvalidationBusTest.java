package io.rangecast.jmh.rivals.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class InvalidationBusTest {
    static Stream<InvalidationBus<?>> all() {
        return Stream.of(new RangecastBus(), new TreeMapBus(), new RedBlackBus(), new MmuNotifierBus(), new GuavaBus());
    }

    @ParameterizedTest
    @MethodSource("all")
    <H> void aStartTellsThoseWhoseRangesOverlapAndNobodyElse(InvalidationBus<H> bus) {
        List<String> told = new ArrayList<>();
        bus.subscribe(0, 10, (start, end) -> told.add("first"));
        H second = bus.subscribe(10, 20, (start, end) -> told.add("second"));
        bus.subscribe(5, 100, (start, end) -> told.add("long"));
        bus.subscribe(100, 110, (start, end) -> told.add("last"));
        BusProducer producer = bus.newProducer(Waiting.SHARING);
        BusWindow window = producer.newWindow();
        BusWindow inner = producer.newWindow();

        assertThat(window.start(9, 11)).isEqualTo(3);
        assertThat(told).containsExactlyInAnyOrder("first", "second", "long");
        assertThat(inner.start(50, 60)).isEqualTo(1);
        inner.end();
        window.end();

        told.clear();
        bus.unsubscribe(second);
        assertThat(window.start(9, 11)).isEqualTo(2);
        window.end();
        assertThat(told).containsExactlyInAnyOrder("first", "long");
        assertThat(window.start(110, 200)).isZero();
        window.end();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aStartReturnsWhenTheThreadHasLetGo(InvalidationBus<?> bus) throws InterruptedException {
        long[] told = new long[1]; // plain: the start must order it
        AtomicBoolean stop = new AtomicBoolean();
        BusInbox inbox = bus.newInbox((start, end) -> told[0] += end - start, Waiting.SHARING);
        bus.subscribe(0, 10, inbox);
        Thread thread = new Thread(() -> {
            while (!stop.get()) {
                inbox.idle().idle(inbox.poll());
            }
        });
        thread.start();
        try {
            BusWindow window = bus.newProducer(Waiting.SHARING).newWindow();
            for (int i = 1; i <= 1_000; i++) {
                assertThat(window.start(2, 5)).isOne();
                assertThat(told[0]).isEqualTo(3L * i);
                window.end();
            }
        } finally {
            stop.set(true);
            thread.join();
        }
    }
}
