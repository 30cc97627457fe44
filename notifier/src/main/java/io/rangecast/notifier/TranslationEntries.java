package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The common part of the page entries and the range entries of a {@link TranslationCache}. An entry is four words side
 * by side, and is named by the index of the first.
 *
 * <pre>
 *   key      page number, or start of the range
 *   state    63              3   2      1       0
 *            +---------------+------+-------+------+
 *            | epoch         | EXEC | WRITE | READ |
 *            +---------------+------+-------+------+
 *   addend   raw address minus address
 *   length   of the range, in bytes
 * </pre>
 *
 * <p>An entry is live if its epoch is the cache's. Epochs begin at one, so state 0 is never live; and a new epoch drops
 * all entries in one step.
 */
abstract class TranslationEntries {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** The result of a search that found nothing. */
    static final int NONE = -1;

    /** The low bits of a state. */
    static final int ACCESS = Vma.READ | Vma.WRITE | Vma.EXEC;

    /** The first epoch, and the step to the next. */
    static final long EPOCH = ACCESS + 1L;

    static final int KEY = 0;
    static final int STATE = 1;
    static final int ADDEND = 2;
    static final int LENGTH = 3;

    /** Words in an entry. */
    static final int WORDS = 4;

    final long[] words;

    /** The id and the generation of each entry's area; 0 if the entry was made without one. */
    private final long[] areas;

    /** The place where producers find entries that have made room for others; null if they do not ask. */
    private final ReplacedRanges replaced;

    TranslationEntries(int size, ReplacedRanges replaced) {
        this.replaced = replaced;
        words = new long[size * WORDS];
        areas = new long[size * 2];
    }

    final int size() {
        return words.length / WORDS;
    }

    final long addend(int entry) {
        return words[entry + ADDEND];
    }

    /** Whether an entry is live and has the access wanted; both stand in one word, as in a state. */
    final boolean allows(int entry, long wanted) {
        return (words[entry + STATE] & (wanted | -EPOCH)) == wanted;
    }

    // ---- what producers ask: see Holdings

    /** Any thread. */
    final long wordAcquire(int index) {
        return (long) WORD.getAcquire(words, index);
    }

    /** Its thread, behind what it does not use any more. */
    final void wordRelease(int index, long word) {
        WORD.setRelease(words, index, word);
    }

    /** Any thread: whether an entry is of an epoch, whatever access it gives. */
    final boolean isLive(int entry, long epoch) {
        return (wordAcquire(entry + STATE) & -EPOCH) == epoch;
    }

    /** Its thread: producers find an entry that was claimed, but it gives no access yet. */
    final void announce(int entry, long epoch) {
        wordRelease(entry + STATE, epoch);
    }

    /** Its thread, before it forgets a range unasked: it holds that until it polls. */
    final void holdUntilPoll(long start, long end) {
        if (replaced != null) {
            replaced.add(start, end);
        }
    }

    /** Its thread. */
    final void drop(int entry) {
        wordRelease(entry + STATE, 0);
    }

    // ---- the thread that translates

    /** Makes an entry that was claimed give access. */
    final void put(int entry, long state, long addend, Vma area) {
        put(entry, state, addend, area == null ? 0 : area.id(), area == null ? 0 : area.generation());
    }

    final void copy(int entry, TranslationEntries from, int source) {
        put(
                entry,
                from.words[source + STATE],
                from.words[source + ADDEND],
                from.areas[source / 2],
                from.areas[source / 2 + 1]);
    }

    private void put(int entry, long state, long addend, long areaId, long generation) {
        words[entry + ADDEND] = addend;
        areas[entry / 2] = areaId;
        areas[entry / 2 + 1] = generation;
        words[entry + STATE] = state;
    }

    /** Leaves of an entry as much as a record that hits it allows, never more than there was; nothing without a record. */
    final void invalidate(int entry, InvalidationRecord record) {
        int kept = record == null ? 0 : keptAccess(record);
        boolean keeps = kept != 0 && (record.event() == InvalidationEvent.SOFT_DIRTY || isOfArea(entry, record));
        wordRelease(entry + STATE, words[entry + STATE] & (keeps ? kept | -EPOCH : 0));
    }

    /**
     * The access that a record leaves at most, 0 if it drops what it hits. A protection is that of the one life of the
     * one area that the record names, and says nothing about others in its range.
     */
    static int keptAccess(InvalidationRecord record) {
        return switch (record.event()) {
            case SOFT_DIRTY -> Vma.READ | Vma.EXEC;
            case PROTECTION_VMA -> (record.vmaProtection() & Vma.READ) != 0 ? record.vmaProtection() & ACCESS : 0;
            default -> 0;
        };
    }

    private boolean isOfArea(int entry, InvalidationRecord record) {
        return record.vmaGeneration() != 0
                && record.vmaGeneration() == areas[entry / 2 + 1]
                && record.vmaId() == areas[entry / 2];
    }
}
