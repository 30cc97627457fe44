package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PrivateField;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

/** The slots of one producer: what others find in them while it has more of them, and fewer again. */
class WindowTableTest {
    private static final VarHandle WORDS = PrivateField.of(WindowTable.class, "words", long[].class);

    /** Of an invalidator with all that it has but slots, and 128 for each window that is open. */
    private static final long OWN_BYTES = 1024;

    private static final long BYTES_OF_EACH = 128;

    /** Enough for a table of that size to be found too large. */
    private static final int LONG = 2_000;

    private final AddressSpace space = new AddressSpace();
    private final WindowTable table = new WindowTable();

    /** A window as others have seen it when it was open. */
    private final class Seen {
        final Window window;
        final int slot;
        final long version;
        final long calls;

        Seen(long start) {
            window = new InvalidationRange().init(space, start, start + 1).window;
            table.open(window);
            slot = window.slot;
            version = table.version(slot);
            calls = WindowTable.callsOver(version);
            table.told(slot);
        }

        void assertSeen(boolean open) {
            assertThat(table.hasEnded(slot, version)).isEqualTo(!open);
            assertThat(table.isBefore(slot, calls)).isFalse();
            assertThat(slot < table.slots() && WindowTable.isWindow(table.version(slot)) || !open)
                    .as("whoever looks at slots finds it")
                    .isTrue();
        }
    }

    private List<Seen> open(int windows) {
        List<Seen> opened = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            opened.add(new Seen(i));
        }
        return opened;
    }

    private void close(List<Seen> windows) {
        windows.forEach(seen -> table.close(seen.window));
        windows.clear();
    }

    private long bytes() {
        return ClassLayout.parseInstance(WORDS.get(table)).instanceSize();
    }

    @Test
    @DisplayName("whoever looks at slots looks at none when no window is open, and at few when few are")
    void q1SlotsInUseAreThoseThatAreInUse() {
        close(open(1_000));
        assertThat(table.slots()).isZero();
        List<Seen> few = open(5);
        assertThat(table.slots()).isEqualTo(5);
        few.forEach(seen -> seen.assertSeen(true));
    }

    @Test
    @Tag("jol")
    @DisplayName("a table takes what its open windows need, and gives it back in time")
    void q7ATableTakesWhatItsWindowsNeed() {
        for (int windows = 1; windows <= 300; windows++) {
            List<Seen> opened = open(windows);
            assertThat(bytes()).as("bytes of %d windows", windows).isLessThan(OWN_BYTES + BYTES_OF_EACH * windows);
            close(opened);
        }
        long most = bytes();
        for (int i = 0; i < LONG; i++) {
            close(open(1));
        }
        assertThat(bytes()).isLessThan(OWN_BYTES).isLessThan(most / 50);
    }

    @Test
    @DisplayName("what others have seen of a window is open until its end, however slots come and go meanwhile")
    void whatOthersHaveSeenIsOpenUntilItsEnd() {
        Random random = new Random(7);
        List<Seen> ended = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<Seen> open = open(1 + random.nextInt(40));
            for (int i = 0; i < LONG / 10; i++) {
                open.forEach(seen -> seen.assertSeen(true));
                Collections.shuffle(open, random);
                while (!open.isEmpty() && random.nextInt(4) != 0) {
                    Seen last = open.remove(open.size() - 1);
                    table.close(last.window);
                    ended.add(last);
                }
                if (open.size() < 3) {
                    open.addAll(open(random.nextInt(3)));
                }
                ended.forEach(seen -> seen.assertSeen(false));
                if (ended.size() > 50) {
                    ended.subList(10, 50).clear();
                }
            }
            close(open);
            for (int i = 0; i < LONG; i++) {
                close(open(1));
            }
            ended.forEach(seen -> seen.assertSeen(false));
        }
    }
}
