package io.rangecast.jmh.compare.records;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.records.RecordPath;
import io.rangecast.jmh.rivals.records.RecordPathKind;
import java.util.ArrayList;
import java.util.List;

/** The ways for records that a question names, between the same two threads. */
final class RecordContest implements Contest {
    private final Partner partner = new Partner();
    private final List<RecordPath> paths = new ArrayList<>();
    private final List<Contender> contenders = new ArrayList<>();

    /** Makes a contender. */
    @FunctionalInterface
    interface Factory {
        Contender over(String name, RecordPath path, Partner partner);
    }

    RecordContest(Question question, Factory contender) {
        for (RecordPathKind kind : RecordPathKind.values()) {
            if (kind.label().equals(question.candidate()) || question.rivals().containsKey(kind.label())) {
                RecordPath path = kind.open();
                paths.add(path);
                contenders.add(contender.over(kind.label(), path, partner));
            }
        }
    }

    /** One more, between the same threads. */
    void add(Contender contender) {
        contenders.add(contender);
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    @Override
    public Partner partner() {
        return partner;
    }

    @Override
    public void close() {
        Contest.super.close();
        paths.forEach(RecordPath::close);
    }
}
