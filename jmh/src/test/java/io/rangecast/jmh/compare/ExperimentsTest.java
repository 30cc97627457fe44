package io.rangecast.jmh.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.ranges.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentsTest {
    /** The small ones: the others differ in size only. */
    static List<Experiment> small() {
        return Experiments.all().stream()
                .filter(experiment -> experiment.name().matches(".*-1k.*|.*-lmdb|(revoke|guard)-[12]|retire-.*"))
                .toList();
    }

    @Test
    void namesAreUnique() {
        assertThat(Experiments.all()).extracting(Experiment::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("small")
    void contendersAreThoseOfTheQuestionsAndAgree(Experiment experiment) {
        try (Contest contest = experiment.contest().open(1)) {
            for (Question question : experiment.questions()) {
                assertThat(contest.contenders())
                        .extracting(Contender::name)
                        .contains(question.candidate())
                        .containsAll(rivalsHere(question));
            }
            Interleaving interleaving = new Interleaving(contest, 10_000, 1);
            interleaving.warmUp(2, true);
            assertThat(interleaving.run(3)).hasSize(contest.contenders().size());
            contest.verify();
        }
    }

    private static List<String> rivalsHere(Question question) {
        return question.rivals().keySet().stream()
                .filter(rival -> ArenaMemory.isAvailable() || !rival.contains("arena"))
                .toList();
    }

    @Test
    void structuresThatDifferFailTheComparison() {
        Contest contest = Experiments.named("update-one-writer-1k").contest().open(1);
        contest.contenders().get(0).sample(0, 1_000_000);
        contest.verify(); // those behind catch up
        ((ChangingContest) contest).changing().get(0).index().insert(new Interval(0, Long.MAX_VALUE));
        assertThatThrownBy(contest::verify).hasMessageContaining("differ");
    }
}
