package io.rangecast.jmh.compare.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    private final List<String> order = new ArrayList<>();

    /** Notes that it ran; its value is the round. */
    private final class Noted implements Contender {
        private final String name;

        Noted(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public double[] sample(int round, long nanos) {
            order.add(name);
            return new double[] {round};
        }
    }

    @Test
    void eachRoundRunsEachContenderOnceInAnOrderOfItsOwn() {
        List<Contender> contenders =
                Stream.of("a", "b", "c").<Contender>map(Noted::new).toList();
        Map<String, List<Sample>> samples = new Interleaving(() -> contenders, 1, 1).run(20);

        List<List<String>> rounds = new ArrayList<>();
        for (int i = 0; i < order.size(); i += 3) {
            rounds.add(order.subList(i, i + 3));
        }
        assertThat(rounds)
                .hasSize(20)
                .allSatisfy(
                        round -> assertThat(round).containsOnly("a", "b", "c").doesNotHaveDuplicates());
        assertThat(new HashSet<>(rounds)).hasSizeGreaterThan(3);
        samples.values()
                .forEach(of -> assertThat(of)
                        .extracting(sample -> sample.values()[0], Sample::placement)
                        .startsWith(tuple(0.0, Placement.ANY), tuple(1.0, Placement.ANY))
                        .hasSize(20));
    }

    @Test
    void aContenderThatAnswersOtherwiseFailsTheComparison() {
        Block right = (from, to) -> to;
        Block wrong = (from, to) -> from == Block.QUERIES ? 0 : to;
        long[] expected = BlockSampler.answers(right, 4 * Block.QUERIES);
        assertThat(new BlockSampler("right", right, expected).sample(0, 1_000_000)[0])
                .isPositive();
        assertThatThrownBy(() -> new BlockSampler("wrong", wrong, expected).sample(0, 1_000_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrong");
    }

    @Test
    void aPartnerRunsItsTaskAndPassesItsFailureOn() {
        AtomicInteger ran = new AtomicInteger();
        try (Partner partner = new Partner()) {
            partner.together(ran::incrementAndGet, ran::incrementAndGet);
            assertThat(ran).hasValue(2);
            assertThat(partner.pingPong()).isPositive();
            assertThatThrownBy(() -> partner.together(() -> {}, () -> {
                        throw new IllegalArgumentException("there");
                    }))
                    .hasRootCauseMessage("there");
        }
    }

    @Test
    void aSampleBetweenReadingsOfTwoPlacementsIsMixed() {
        assertThat(Placement.of(59, 61)).isEqualTo(Placement.SAME_CORE);
        assertThat(Placement.of(110, 130)).isEqualTo(Placement.SAME_CACHE);
        assertThat(Placement.of(430, 520)).isEqualTo(Placement.APART);
        assertThat(Placement.of(4_000, 9_000)).isEqualTo(Placement.IN_TURNS);
        assertThat(Placement.of(120, 450)).isEqualTo(Placement.MIXED);
    }
}
