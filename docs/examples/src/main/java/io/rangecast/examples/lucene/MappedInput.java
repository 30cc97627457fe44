package io.rangecast.examples.lucene;

import java.io.EOFException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;

/**
 * A mapped file, or a part of one. A buffer is an address and a length: nobody checks that what is read is still mapped,
 * neither here nor in the JDK.
 */
final class MappedInput extends IndexInput implements RandomAccessInput {
    private final Runnable close;
    private ByteBuffer memory;
    private volatile boolean closed;

    /**
     * An input at its beginning.
     *
     * @param memory what it reads
     * @param close run once, when it is closed; null for a clone or a slice, which need not be
     */
    MappedInput(String name, ByteBuffer memory, Runnable close) {
        super(name);
        this.memory = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.close = close;
    }

    @Override
    public MappedInput clone() {
        ensureOpen();
        MappedInput clone = new MappedInput(toString(), memory, null);
        clone.memory.position(memory.position());
        return clone;
    }

    @Override
    public MappedInput slice(String name, long offset, long length) {
        ensureOpen();
        if (offset < 0 || length < 0 || offset + length > length()) {
            throw new IllegalArgumentException(
                    String.format("0x%x bytes at 0x%x are not inside %s", length, offset, this));
        }
        return new MappedInput(getFullSliceDescription(name), memory.slice((int) offset, (int) length), null);
    }

    private void ensureOpen() {
        if (closed) {
            throw new AlreadyClosedException(toString());
        }
    }

    @Override
    public void close() {
        if (close != null && !closed) {
            closed = true;
            close.run();
        }
    }

    @Override
    public long getFilePointer() {
        return memory.position();
    }

    @Override
    public long length() {
        return memory.capacity();
    }

    @Override
    public void seek(long position) throws EOFException {
        if (position < 0 || position > length()) {
            throw end();
        }
        memory.position((int) position);
    }

    private EOFException end() {
        return new EOFException("behind the end of " + this);
    }

    @Override
    public byte readByte() throws EOFException {
        try {
            return memory.get();
        } catch (BufferUnderflowException e) {
            throw end();
        }
    }

    @Override
    public void readBytes(byte[] bytes, int offset, int length) throws EOFException {
        try {
            memory.get(bytes, offset, length);
        } catch (BufferUnderflowException e) {
            throw end();
        }
    }

    @Override
    public short readShort() throws EOFException {
        try {
            return memory.getShort();
        } catch (BufferUnderflowException e) {
            throw end();
        }
    }

    @Override
    public int readInt() throws EOFException {
        try {
            return memory.getInt();
        } catch (BufferUnderflowException e) {
            throw end();
        }
    }

    @Override
    public long readLong() throws EOFException {
        try {
            return memory.getLong();
        } catch (BufferUnderflowException e) {
            throw end();
        }
    }

    @Override
    public byte readByte(long position) {
        return memory.get((int) position);
    }

    @Override
    public short readShort(long position) {
        return memory.getShort((int) position);
    }

    @Override
    public int readInt(long position) {
        return memory.getInt((int) position);
    }

    @Override
    public long readLong(long position) {
        return memory.getLong((int) position);
    }
}
