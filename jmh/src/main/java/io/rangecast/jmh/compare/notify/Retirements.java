package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import java.util.List;

/** Memory that is freed later: beside a start that waits, and beside much that is held already. */
public final class Retirements {
    private static final String RETIRE = "retire";
    private static final String BLOCK = "start and end";
    private static final int[] HELD = {40_000, 10};

    private Retirements() {}

    public static List<Experiment> experiments() {
        Question one = Question.of(
                        "retire-one-reader",
                        "a range held by one busy reader, which polls about once in a microsecond",
                        "ns per change",
                        Better.LOWER,
                        RETIRE)
                .against(BLOCK, 0.5);
        Question held = Question.of(
                        "retire-held-40k",
                        "a range held by a reader that polls, others held by one that does not",
                        "ns per retire and poll",
                        Better.LOWER,
                        held(HELD[0]))
                .against(held(HELD[1]), 1.5);
        return List.of(Experiment.of(one, seed -> besideReader()), Experiment.of(held, seed -> besideHeld()));
    }

    private static String held(int blocks) {
        return "retire, " + blocks + " held";
    }

    private static Contest besideReader() {
        Partner partner = new Partner();
        List<Contender> contenders =
                List.of(new ChangeBesideReader(RETIRE, true, partner), new ChangeBesideReader(BLOCK, false, partner));
        return new StartContest(contenders, List.of(), partner, null);
    }

    private static Contest besideHeld() {
        List<Contender> contenders =
                List.of(new RetireBesideHeld(held(HELD[0]), HELD[0]), new RetireBesideHeld(held(HELD[1]), HELD[1]));
        return new StartContest(contenders, List.of(), null, null);
    }
}
