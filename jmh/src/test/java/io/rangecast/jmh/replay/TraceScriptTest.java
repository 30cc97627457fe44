package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.replay.TraceScript.Step;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class TraceScriptTest {
    @Test
    void subscriptionsComeAndGoOnceAndChangesHitThoseThatThereAre() {
        TraceScript script = TraceScript.of("lmdb");
        Step[] subscribed = new Step[script.subscriptions()];
        BitSet alive = new BitSet();
        for (Step step : script.steps()) {
            switch (step.action()) {
                case SUBSCRIBE -> {
                    assertThat(subscribed[step.number()]).isNull();
                    subscribed[step.number()] = step;
                    alive.set(step.number());
                }
                case UNSUBSCRIBE -> {
                    assertThat(alive.get(step.number())).isTrue();
                    alive.clear(step.number());
                }
                case CHANGE ->
                    assertThat(alive.stream()
                                    .mapToObj(i -> subscribed[i])
                                    .filter(other -> other.space() == step.space()
                                            && other.start() < step.end()
                                            && step.start() < other.end())
                                    .count())
                            .isEqualTo(step.number());
            }
        }
        assertThat(alive.cardinality()).isZero(); // the process has ended
        assertThat(script.subscriptions()).isGreaterThan(500);
    }
}
