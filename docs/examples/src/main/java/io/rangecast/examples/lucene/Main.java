package io.rangecast.examples.lucene;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Reclaimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.MMapDirectory;
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

    private final Form form;
    private final Searches searches;

    private Main(Form form) {
        this.form = form;
        this.searches = new Searches(form);
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
            space.subscribe(searches.sections());
        }
        try (TimedDirectory directory = new TimedDirectory(
                        form == Form.REFERENCES ? new MMapDirectory(path) : new RetiringDirectory(path, space));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int block = 0; block < BLOCKS; block++) {
                write(writer, block);
            }
            DirectoryReader reader = DirectoryReader.open(writer);
            searches.searchIn(reader);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < SEARCHERS; i++) {
                threads.add(new Thread(searches, "search " + i));
            }
            threads.forEach(Thread::start);
            double documents = index(writer, reader, nanos);
            searches.stop();
            for (Thread thread : threads) {
                thread.join();
            }
            searches.current().close();
            return new Outcome(
                    documents * TimeUnit.SECONDS.toNanos(1) / nanos,
                    directory.closes.sum(),
                    directory.nanos.doubleValue() / Math.max(1, directory.closes.sum()),
                    searches.count(),
                    searches.wrong());
        }
    }

    private long index(IndexWriter writer, DirectoryReader first, long nanos) throws IOException {
        DirectoryReader reader = first;
        long documents = 0;
        for (long until = System.nanoTime() + nanos; System.nanoTime() < until; ) {
            for (int i = 0; i < BLOCKS_FOR_A_READER; i++) {
                write(writer, ThreadLocalRandom.current().nextInt(BLOCKS));
                documents += BLOCK;
            }
            DirectoryReader old = reader;
            reader = DirectoryReader.openIfChanged(old, writer);
            searches.searchIn(reader);
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
            document.add(new StringField(Searches.EVERY.field(), Searches.EVERY.text(), Store.NO));
            document.add(new NumericDocValuesField(Searches.VALUE, value));
            documents.add(document);
        }
        writer.updateDocuments(new Term("block", Integer.toString(block)), documents);
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
