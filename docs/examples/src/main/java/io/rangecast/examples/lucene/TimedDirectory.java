package io.rangecast.examples.lucene;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/** Measures how long it takes to close a file of another directory. What is read by clones and slices it does not see. */
final class TimedDirectory extends FilterDirectory {
    final LongAdder closes = new LongAdder();
    final LongAdder nanos = new LongAdder();

    TimedDirectory(Directory directory) {
        super(directory);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        return new TimedInput(in.openInput(name, context));
    }

    private final class TimedInput extends IndexInput {
        private final IndexInput input;

        TimedInput(IndexInput input) {
            super(input.toString());
            this.input = input;
        }

        @Override
        public void close() throws IOException {
            long begun = System.nanoTime();
            input.close();
            nanos.add(System.nanoTime() - begun);
            closes.increment();
        }

        @Override
        public IndexInput clone() {
            return input.clone();
        }

        @Override
        public IndexInput slice(String name, long offset, long length) throws IOException {
            return input.slice(name, offset, length);
        }

        @Override
        public long getFilePointer() {
            return input.getFilePointer();
        }

        @Override
        public void seek(long position) throws IOException {
            input.seek(position);
        }

        @Override
        public long length() {
            return input.length();
        }

        @Override
        public byte readByte() throws IOException {
            return input.readByte();
        }

        @Override
        public void readBytes(byte[] bytes, int offset, int length) throws IOException {
            input.readBytes(bytes, offset, length);
        }
    }
}
