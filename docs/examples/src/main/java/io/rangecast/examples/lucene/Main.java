package io.rangecast.examples.lucene;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Reclaimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.IOUtils;

/**
 * Two threads search an index that a third one writes, and that is merged meanwhile. Documents come and go in blocks whose
 * values sum up to zero, so each search must find zero. First in Lucene's own directory, and then in one that retires;
 * with {@code -ungated} in one that unmaps at once, and the JVM crashes.
 */
public final class Main {
    private static final int SEARCHERS = 2;
    private static final int BLOCKS = 2_000;
    private static final int BLOCK = 8;
    private static final int BLOCKS_FOR_A_READER = 50;
    private static final Term EVERY = new Term("every", "one");

    private final Form form;
    private final ReaderGroup sections = new ReaderGroup("searches");
    private final LongAdder searches = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile DirectoryReader current;
    private volatile boolean stop;

    private Main(Form form) {
        this.form = form;
    }

    /** What keeps a file mapped while somebody searches it. */
    enum Form {
        /** A reference, in {@link MMapDirectory}. */
        REFERENCES,
        /** A section, in {@link RetiringDirectory}. */
        SECTIONS,
        /** Nothing. */
        UNGATED
    }

    /** What was seen. */
    record Outcome(double documentsPerSecond, long closes, double meanCloseNanos, long searches, long wrong) {}

    /** What a search has found in one segment: it refers to memory, and holds nothing. */
    private record Found(PostingsEnum postings, NumericDocValues values, Bits live) {}

    static Outcome run(Form form, long nanos) throws IOException, InterruptedException {
        Path path = Files.createTempDirectory("lucene");
        try {
            return new Main(form).run(path, nanos);
        } finally {
            IOUtils.rm(path);
        }
    }

    private Outcome run(Path path, long nanos) throws IOException, InterruptedException {
        AddressSpace space = form == Form.SECTIONS ? new AddressSpace().reclaimer(Reclaimer.LAST_TO_LET_GO) : null;
        if (space != null) {
            space.subscribe(sections);
        }
        try (TimedDirectory directory = new TimedDirectory(
                        form == Form.REFERENCES ? new MMapDirectory(path) : new RetiringDirectory(path, space));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int block = 0; block < BLOCKS; block++) {
                write(writer, block);
            }
            current = DirectoryReader.open(writer);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < SEARCHERS; i++) {
                threads.add(new Thread(this::search, "search " + i));
            }
            threads.forEach(Thread::start);
            double documents = index(writer, nanos);
            stop = true;
            for (Thread thread : threads) {
                thread.join();
            }
            current.close();
            return new Outcome(
                    documents * TimeUnit.SECONDS.toNanos(1) / nanos,
                    directory.closes.sum(),
                    directory.nanos.doubleValue() / Math.max(1, directory.closes.sum()),
                    searches.sum(),
                    wrong.sum());
        }
    }

    private long index(IndexWriter writer, long nanos) throws IOException {
        long documents = 0;
        for (long until = System.nanoTime() + nanos; System.nanoTime() < until; ) {
            for (int i = 0; i < BLOCKS_FOR_A_READER; i++) {
                write(writer, ThreadLocalRandom.current().nextInt(BLOCKS));
                documents += BLOCK;
            }
            DirectoryReader old = current;
            current = DirectoryReader.openIfChanged(old, writer);
            old.close(); // closes files, unless somebody else refers to them
        }
        return documents;
    }

    /** Replaces a block of documents, as one step. */
    private static void write(IndexWriter writer, int block) throws IOException {
        List<Document> documents = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            long value = i < BLOCK - 1 ? ThreadLocalRandom.current().nextInt() : -sum;
            sum += value;
            Document document = new Document();
            document.add(new StringField("block", Integer.toString(block), Store.NO));
            document.add(new StringField(EVERY.field(), EVERY.text(), Store.NO));
            document.add(new NumericDocValuesField("value", value));
            documents.add(document);
        }
        writer.updateDocuments(new Term("block", Integer.toString(block)), documents);
    }

    private void search() {
        try {
            while (!stop) {
                DirectoryReader reader = current;
                if (reader.tryIncRef()) {
                    long sum = form == Form.REFERENCES ? sumOfReferred(reader) : sumOfHeld(reader);
                    if (sum != 0) {
                        wrong.increment();
                    }
                    searches.increment();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Lucene would have it. */
    private long sumOfReferred(DirectoryReader reader) throws IOException {
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
            return sum(sumOfHeldLookUp(reader));
        } finally {
            sections.exit(section);
        }
    }

    private List<Found> sumOfHeldLookUp(DirectoryReader reader) throws IOException {
        try {
            return lookUp(reader);
        } finally {
            reader.decRef(); // may close files, which retires: does not wait for this section
        }
    }

    private static List<Found> lookUp(DirectoryReader reader) throws IOException {
        List<Found> found = new ArrayList<>();
        for (LeafReaderContext segment : reader.leaves()) {
            LeafReader leaf = segment.reader();
            found.add(new Found(
                    leaf.postings(EVERY, PostingsEnum.NONE), leaf.getNumericDocValues("value"), leaf.getLiveDocs()));
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

    /**
     * Runs for five seconds in each directory, and once more, as the first time warms up.
     *
     * @param args {@code -ungated}, or nothing
     * @throws IOException if it finds no place for its files
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Form> forms = Arrays.asList(args).contains("-ungated")
                ? List.of(Form.UNGATED)
                : List.of(Form.REFERENCES, Form.SECTIONS);
        for (int round = 1; round <= 2; round++) {
            for (Form form : forms) {
                Outcome outcome = run(form, TimeUnit.SECONDS.toNanos(5));
                System.out.printf(
                        "%d %s: %,.0f documents a second; %,d files closed, mean %.0f us; %,d searches, %,d wrong%n",
                        round,
                        form,
                        outcome.documentsPerSecond,
                        outcome.closes,
                        outcome.meanCloseNanos / 1e3,
                        outcome.searches,
                        outcome.wrong);
            }
        }
    }
}
