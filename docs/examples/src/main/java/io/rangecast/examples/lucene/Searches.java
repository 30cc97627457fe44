package io.rangecast.examples.lucene;

import io.rangecast.examples.lucene.Main.Form;
import io.rangecast.notifier.ReaderGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** Searches for all documents, again and again, in any number of threads; the sum of their values should be zero. */
final class Searches implements Runnable {
    /** Of each document. */
    static final Term EVERY = new Term("every", "one");

    static final String VALUE = "value";

    private final Form form;
    private final ReaderGroup sections = new ReaderGroup("searches");
    private final LongAdder count = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile DirectoryReader current;
    private volatile boolean stop;

    Searches(Form form) {
        this.form = form;
    }

    ReaderGroup sections() {
        return sections;
    }

    DirectoryReader current() {
        return current;
    }

    /** From now on. The one before may be closed. */
    void searchIn(DirectoryReader reader) {
        current = reader;
    }

    void stop() {
        stop = true;
    }

    long count() {
        return count.sum();
    }

    long wrong() {
        return wrong.sum();
    }

    @Override
    public void run() {
        try {
            while (!stop) {
                DirectoryReader reader = current;
                if (reader.tryIncRef()) {
                    long sum = form == Form.REFERENCES ? sumOfReferred(reader) : sumOfHeld(reader);
                    if (sum != 0) {
                        wrong.increment();
                    }
                    count.increment();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Lucene would have it. */
    private static long sumOfReferred(DirectoryReader reader) throws IOException {
        try {
            return sum(lookUp(reader));
        } finally {
            reader.decRef();
        }
    }

    /** Refers to the reader while it looks up; what was found stays until the section is over. */
    private long sumOfHeld(DirectoryReader reader) throws IOException {
        long section = sections.enter();
        try {
            return sum(lookUpReferred(reader));
        } finally {
            sections.exit(section);
        }
    }

    private static List<Found> lookUpReferred(DirectoryReader reader) throws IOException {
        try {
            return lookUp(reader);
        } finally {
            reader.decRef(); // may close files, which retires: does not wait for this section
        }
    }

    /** What a search has found in one segment: it refers to memory, and holds nothing. */
    private record Found(PostingsEnum postings, NumericDocValues values, Bits live) {}

    private static List<Found> lookUp(DirectoryReader reader) throws IOException {
        List<Found> found = new ArrayList<>();
        for (LeafReaderContext segment : reader.leaves()) {
            LeafReader leaf = segment.reader();
            found.add(new Found(
                    leaf.postings(EVERY, PostingsEnum.NONE), leaf.getNumericDocValues(VALUE), leaf.getLiveDocs()));
        }
        return found;
    }

    private static long sum(List<Found> found) throws IOException {
        long sum = 0;
        for (Found segment : found) {
            for (int document = segment.postings.nextDoc();
                    document != DocIdSetIterator.NO_MORE_DOCS;
                    document = segment.postings.nextDoc()) {
                if ((segment.live == null || segment.live.get(document)) && segment.values.advanceExact(document)) {
                    sum += segment.values.longValue();
                }
            }
        }
        return sum;
    }
}
