package io.rangecast.jmh.compare.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions that belong together: a section of the report.
 *
 * @param title of the section
 * @param asked what the questions are about, in a sentence or two
 * @param prefix of the names of its questions; the longest one that fits counts
 */
record Group(String title, String asked, String prefix) {
    private static final List<Group> ALL = List.of(
            new Group(
                    "Start and end of an invalidation",
                    "A producer announces that a range is about to change, waits until everyone concerned has let go, and"
                            + " says when the change is done. The rivals are what a program would write for itself.",
                    "start"),
            new Group("Batches of invalidations", "Many ranges announced at once, and one by one.", "batch"),
            new Group(
                    "A real program's events",
                    "What real programs did with their memory, replayed as invalidations from end to end.",
                    "trace"),
            new Group(
                    "Revoking access",
                    "How long it takes until nobody can use a piece of memory any more, while threads read it all the"
                            + " time, and what these readers lose by it.",
                    "revoke"),
            new Group("Guarded reads", "What one read costs that must not go to memory that is gone.", "guard"),
            new Group("A page cache", "What a read costs where pages make room for others.", "page-cache"),
            new Group(
                    "Handing records from thread to thread",
                    "A record of 64 bytes goes from one thread to another: how many in a second, and how long it takes"
                            + " until the receipt is back.",
                    "record"),
            new Group("Waiting", "Threads that wait for one another, with more threads than cores.", "wait"),
            new Group(
                    "Growth",
                    "What becomes of the cost as the number of subscriptions, hits, threads or intervals grows.",
                    "scaling"),
            new Group(
                    "Queries for overlapping intervals",
                    "Which of the intervals overlap a window? Every hit is visited; a window hits 0.5 of them on average"
                            + " (sparse) or 20 (dense). One thread.",
                    "query"),
            new Group(
                    "Queries beside a writer",
                    "Queries for overlapping intervals, while a second thread replaces intervals without pause.",
                    "query-beside-writer"),
            new Group(
                    "Updates of intervals",
                    "A random interval is removed and a new one inserted, by one thread or by two at once.",
                    "update"),
            new Group(
                    "Finding an area by an address",
                    "Which of the areas, which do not overlap, contains an address? One thread.",
                    "area-find"));

    private static final Group OTHERS = new Group("Further questions", "", "");

    /** The results of each group that has any, in the order of the page. */
    static Map<Group, List<Result>> groups(List<Result> results) {
        Map<Group, List<Result>> groups = new LinkedHashMap<>();
        ALL.forEach(group -> groups.put(group, new ArrayList<>()));
        groups.put(OTHERS, new ArrayList<>());
        results.forEach(result -> groups.get(of(result.question())).add(result));
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    private static Group of(String question) {
        return ALL.stream()
                .filter(group -> question.startsWith(group.prefix))
                .max(Comparator.comparingInt(group -> group.prefix.length()))
                .orElse(OTHERS);
    }

    /** For links and files. */
    String id() {
        return prefix.isEmpty() ? "further" : prefix;
    }
}
