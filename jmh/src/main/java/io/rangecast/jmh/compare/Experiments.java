package io.rangecast.jmh.compare;

import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.memory.PageCaches;
import io.rangecast.jmh.compare.memory.ReadGuards;
import io.rangecast.jmh.compare.memory.Revocations;
import io.rangecast.jmh.compare.memory.Sections;
import io.rangecast.jmh.compare.memory.SegmentLeases;
import io.rangecast.jmh.compare.notify.Hits;
import io.rangecast.jmh.compare.notify.Producers;
import io.rangecast.jmh.compare.notify.Retirements;
import io.rangecast.jmh.compare.notify.Starts;
import io.rangecast.jmh.compare.notify.StartsToThread;
import io.rangecast.jmh.compare.notify.Subscribing;
import io.rangecast.jmh.compare.notify.ThreadsHit;
import io.rangecast.jmh.compare.notify.Traces;
import io.rangecast.jmh.compare.ranges.AreaFinds;
import io.rangecast.jmh.compare.ranges.IntervalQueries;
import io.rangecast.jmh.compare.ranges.IntervalScaling;
import io.rangecast.jmh.compare.ranges.IntervalUpdates;
import io.rangecast.jmh.compare.ranges.QueriesBesideWriter;
import io.rangecast.jmh.compare.records.RecordPaths;
import io.rangecast.jmh.compare.remote.RemoteReads;
import io.rangecast.jmh.compare.remote.RemoteStarts;
import java.util.List;
import java.util.stream.Stream;

/** All experiments there are. A further one is a class that lists it with its contenders, and a line here. */
final class Experiments {
    private Experiments() {}

    static List<Experiment> all() {
        return Stream.of(
                        IntervalQueries.experiments(),
                        AreaFinds.experiments(),
                        IntervalUpdates.experiments(),
                        QueriesBesideWriter.experiments(),
                        IntervalScaling.experiments(),
                        Starts.experiments(),
                        Hits.experiments(),
                        Subscribing.experiments(),
                        StartsToThread.experiments(),
                        ThreadsHit.experiments(),
                        Producers.experiments(),
                        Retirements.experiments(),
                        Traces.experiments(),
                        RecordPaths.experiments(),
                        Revocations.experiments(),
                        SegmentLeases.experiments(),
                        ReadGuards.experiments(),
                        PageCaches.experiments(),
                        Sections.experiments(),
                        RemoteStarts.experiments(),
                        RemoteReads.experiments())
                .flatMap(List::stream)
                .toList();
    }

    /** Those that the options ask for. */
    static List<Experiment> chosen(CompareOptions options) {
        List<Experiment> found = all().stream()
                .filter(experiment -> experiment.isFoundBy(options.only()))
                .toList();
        List<Experiment> chosen = found.stream()
                .filter(experiment -> options.full() || !experiment.onlyInFull())
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("-Dcompare.only=" + options.only() + " finds none of " + names(all()));
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("only with -Dcompare.full=true: " + names(found));
        }
        return chosen;
    }

    private static List<String> names(List<Experiment> experiments) {
        return experiments.stream().map(Experiment::name).toList();
    }

    static Experiment named(String name) {
        return all().stream()
                .filter(experiment -> experiment.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
