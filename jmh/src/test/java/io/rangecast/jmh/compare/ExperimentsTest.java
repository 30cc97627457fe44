package io.rangecast.jmh.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Interleaving;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.ArenaMemory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentsTest {
    /** The small ones: the others differ in size only. */
    static List<Experiment> small() {
        return Experiments.all().stream()
                .filter(experiment ->
                        experiment.name().matches(".*-1k.*|.*-lmdb|(revoke|revoke-segment|guard)-[12]|retire-.*"))
                .toList();
    }

    /** Their contenders are processes. */
    static List<Experiment> remote() {
        return Experiments.all().stream()
                .filter(experiment -> experiment.name().matches("remote-.*"))
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

    @ParameterizedTest
    @MethodSource("remote")
    @Tag("long")
    @Tag("proof")
    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void thoseOfOtherProcessesToo(Experiment experiment) {
        contendersAreThoseOfTheQuestionsAndAgree(experiment);
    }

    private static List<String> rivalsHere(Question question) {
        return question.rivals().keySet().stream()
                .filter(rival -> ArenaMemory.isAvailable() || !rival.contains("arena"))
                .toList();
    }
}
