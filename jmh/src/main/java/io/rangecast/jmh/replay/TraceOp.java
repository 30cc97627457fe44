package io.rangecast.jmh.replay;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations of a trace and the letters it writes for them. */
enum TraceOp {
    MMAP("M"),
    MMAP_FIXED("X"),
    MUNMAP("U"),
    MPROTECT("P"),
    MADVISE("A"),
    MREMAP("R"),
    BRK("B"),
    MINCORE("I"),
    MSYNC("S"),
    MLOCK("L"),
    FORK("F"),
    NEW_THREAD("T"),
    THREAD_EXIT("t"),
    EXECVE("E"),
    EXIT_GROUP("Z"),
    FTRUNCATE("FT"),
    FALLOCATE("FA");

    private static final Map<String, TraceOp> BY_LETTER =
            Arrays.stream(values()).collect(Collectors.toMap(op -> op.letter, Function.identity()));

    private final String letter;

    TraceOp(String letter) {
        this.letter = letter;
    }

    /** The operation for a letter, or null if there is none. */
    static TraceOp of(String letter) {
        return BY_LETTER.get(letter);
    }
}
